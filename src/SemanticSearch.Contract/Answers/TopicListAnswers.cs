using System.Globalization;
using System.Text.Json.Serialization;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Answers;

/// <summary>The tree of topics.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Results">The areas, the largest first, each with what is within it.</param>
public sealed record TopicTreeAnswer(TopicMeta Meta, IReadOnlyList<TopicAnswer> Results);

/// <summary>Papers of a topic.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Results">This page of the papers, the best fitting first.</param>
public sealed record TopicPapersAnswer(TopicMeta Meta, IReadOnlyList<PaperAnswer> Results);

/// <summary>The months of a topic.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Growth">How much it grows lately.</param>
/// <param name="Results">The months from the first to the last that has a paper of the topic, without gaps.</param>
public sealed record TimelineAnswer(TopicMeta Meta, GrowthAnswer Growth, IReadOnlyList<MonthAnswer> Results);

/// <summary>One month of a topic.</summary>
/// <param name="Month">The month, as yyyy-MM.</param>
/// <param name="Papers">Papers of the topic.</param>
/// <param name="AllPapers">Papers of the whole corpus.</param>
public sealed record MonthAnswer(string Month, int Papers, int AllPapers)
{
    public static MonthAnswer Of(MonthCount month) => new(month.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.Papers, month.AllPapers);
}

/// <summary>What became of a topic.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Results">What happened to it, or made others of it, oldest first.</param>
public sealed record LineageAnswer(TopicMeta Meta, IReadOnlyList<TopicEventAnswer> Results);

/// <summary>One thing that happened to a topic.</summary>
/// <param name="Build">In which build of topics.</param>
/// <param name="Change">born, split_from, merged_into or died.</param>
/// <param name="Topic">The topic that it happened to.</param>
/// <param name="Other">The topic that it split from or merged into; left out otherwise.</param>
/// <param name="Label">What the topic was called then.</param>
/// <param name="Shared">How many papers both topics have in common.</param>
public sealed record TopicEventAnswer(int Build, string Change, int Topic, int? Other, string Label, int Shared)
{
    public static TopicEventAnswer Of(TopicEvent change) => new(change.Build, Word(change.Change), change.Topic, change.Other, change.Label, change.Shared);

    private static string Word(TopicChange change) => change switch
    {
        TopicChange.Born => "born",
        TopicChange.SplitFrom => "split_from",
        TopicChange.MergedInto => "merged_into",
        _ => "died",
    };
}

/// <summary>What grows, and what is talked about.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Topics">The topics that grow beyond chance, those first whose growth is surest to be great.</param>
/// <param name="Papers">Recent papers by fit and votes; the score of the first is 1.</param>
public sealed record TrendingAnswer(TopicMeta Meta, IReadOnlyList<TopicAnswer> Topics, IReadOnlyList<PaperAnswer> Papers);

/// <summary>Where a paper or text belongs.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Topic">Its topic; left out where none of the nearest papers has one.</param>
/// <param name="Path">The topics from the area down to the lowest that it is in.</param>
/// <param name="Place">Where it is on the map.</param>
public sealed record AssignAnswer(TopicMeta Meta, PaperTopicAnswer? Topic, IReadOnlyList<TopicName>? Path, PlaceAnswer? Place);

/// <summary>About an answer that tells of topics.</summary>
public sealed record TopicMeta
{
    /// <summary>The topic that was asked for, as far as it is there.</summary>
    public TopicName? Topic { get; init; }

    /// <summary>The paper or text that was asked for.</summary>
    public ExampleEcho? Query { get; init; }

    /// <summary>How many entries there are, on all pages together, or in the whole tree.</summary>
    public long? Total { get; init; }

    /// <summary>How many times topics were built.</summary>
    public required int Build { get; init; }

    /// <summary>When they were built last.</summary>
    public required DateTimeOffset BuiltAt { get; init; }

    /// <summary>How many papers have a topic.</summary>
    public required int Papers { get; init; }

    /// <summary>The state of the index of which the topics are.</summary>
    public required string IndexVersion { get; init; }

    /// <summary>The sentence model.</summary>
    public required string Model { get; init; }

    /// <summary>Where the text was longer than the model reads: how many tokens of it were used.</summary>
    public int? TruncatedAtTokens { get; init; }

    /// <summary>The address that gives this answer again; null for a request with a body.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Self { get; init; }

    /// <summary>The address of the next page; left out on the last one.</summary>
    public string? Next { get; init; }

    /// <summary>The cursor of the next page, for the parameter "cursor"; left out on the last one.</summary>
    public string? NextCursor { get; init; }

    /// <summary>What a reader should know about the topics.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <param name="model">The topics.</param>
    /// <param name="self">The address that gives the answer again; null for a request with a body.</param>
    public static TopicMeta Of(TopicModel model, string? self) => new()
    {
        Build = model.Origin.Build,
        BuiltAt = model.Origin.BuiltAt,
        Papers = model.PaperCount,
        IndexVersion = model.Origin.IndexVersion,
        Model = model.Origin.Manifest.Model,
        Self = self,
        Notices = model.Drift().Reason is { } reason ? [$"Build topics again: {reason}."] : [],
    };
}
