using SemanticSearch.Papers;

namespace SemanticSearch.Topics;

/// <summary>How far down the tree a topic stands.</summary>
public enum TopicLevel
{
    /// <summary>One of about ten at the top.</summary>
    Area,

    /// <summary>Within an area.</summary>
    Topic,

    /// <summary>Within a topic that is large.</summary>
    Subtopic,
}

/// <summary>A place on the map. The map is about 20 wide, around 0; distances mean nothing but near and far.</summary>
public readonly record struct MapPoint(float X, float Y);

/// <summary>A labelled cluster of papers, at any level.</summary>
public sealed record Topic
{
    /// <summary>A number that stays the topic's own through rebuilds, and is never given to another.</summary>
    public required int Id { get; init; }

    public required TopicLevel Level { get; init; }

    /// <summary>The topic that this one is within; null for an area.</summary>
    public int? Parent { get; init; }

    /// <summary>A few words that tell it, which no other topic of the tree has.</summary>
    public required string Label { get; init; }

    /// <summary>The words and phrases that tell it best, best first, as papers write them.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }

    /// <summary>How many papers it has, those of the topics within it included.</summary>
    public required int Papers { get; init; }

    /// <summary>The mean fit of its papers, in [0, 1].</summary>
    public required double MeanFit { get; init; }

    /// <summary>Where its label stands on the map.</summary>
    public required MapPoint Place { get; init; }

    public required TopicExemplars Exemplars { get; init; }
}

/// <summary>Papers that show what a topic is, best first.</summary>
/// <param name="Central">Those that fit best and are nearest to its middle.</param>
/// <param name="Newest">The newest of those that fit.</param>
/// <param name="Upvoted">Those that fit and have most votes; empty where no paper has any.</param>
public sealed record TopicExemplars(IReadOnlyList<PaperId> Central, IReadOnlyList<PaperId> Newest, IReadOnlyList<PaperId> Upvoted);

/// <summary>Where a paper belongs.</summary>
/// <param name="Topic">The id of the topic, the lowest in the tree.</param>
/// <param name="Fit">The share of its nearest papers that are of the topic, in [0, 1].</param>
/// <param name="Place">Where it is on the map.</param>
public readonly record struct PaperTopic(int Topic, float Fit, MapPoint Place);
