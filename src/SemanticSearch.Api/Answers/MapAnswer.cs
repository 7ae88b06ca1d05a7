using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>The map of all papers, a column for each property: the i-th entries of all columns are of one paper.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Labels">What stands where on the map, level by level, the largest first.</param>
/// <param name="Ids">The papers, in the order of their ids.</param>
/// <param name="X">From left to right.</param>
/// <param name="Y">From bottom to top.</param>
/// <param name="Topics">The number of the lowest topic that each paper is in.</param>
public sealed record MapAnswer(TopicMeta Meta, IReadOnlyList<MapLabel> Labels, IReadOnlyList<string> Ids, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<int> Topics)
{
    /// <param name="model">The topics.</param>
    /// <param name="self">The address of the map.</param>
    public static MapAnswer Of(TopicModel model, string self)
    {
        var papers = model.Map().ToList();
        return new MapAnswer(
            TopicMeta.Of(model, self) with { Total = papers.Count },
            [.. model.Topics.Select(topic => new MapLabel(topic.Id, topic.Label, Choice.Word(topic.Level), topic.Papers, PlaceAnswer.Rounded(topic.Place.X), PlaceAnswer.Rounded(topic.Place.Y)))],
            [.. papers.Select(entry => entry.Paper.Value)],
            [.. papers.Select(entry => PlaceAnswer.Rounded(entry.Place.Place.X))],
            [.. papers.Select(entry => PlaceAnswer.Rounded(entry.Place.Place.Y))],
            [.. papers.Select(entry => entry.Place.Topic)]);
    }
}

/// <summary>A label on the map.</summary>
public sealed record MapLabel(int Id, string Label, string Level, int Papers, double X, double Y);
