using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>A topic model as a flat document, for other programs to draw or to measure.</summary>
/// <param name="Name">What made it.</param>
/// <param name="N">How many papers there are.</param>
/// <param name="Ids">The papers in the order in which they arrived.</param>
/// <param name="Labels">The id of the topic of each paper, at the level of topics.</param>
/// <param name="Topics">The topics of that level.</param>
/// <param name="Map">The place of each paper.</param>
public sealed record TopicExport(string Name, int N, IReadOnlyList<string> Ids, IReadOnlyList<int> Labels, IReadOnlyList<ExportedTopic> Topics, IReadOnlyList<float[]> Map)
{
    /// <summary>The papers that both the store and the model know.</summary>
    public static async Task<TopicExport> OfAsync(TopicModel model, IPaperStore store, CancellationToken cancellationToken)
    {
        var papers = new List<(PaperId Id, PaperTopic Place)>();
        await foreach (var stored in store.ScanAsync(cancellationToken))
            if (model.Find(stored.Paper.Id) is { } place)
                papers.Add((stored.Paper.Id, place));
        return new TopicExport(
            "SemanticSearch",
            papers.Count,
            [.. papers.Select(paper => paper.Id.Value)],
            [.. papers.Select(paper => model.TopicAbove(paper.Place.Topic))],
            [.. model.Topics.Where(topic => topic.Level == TopicLevel.Topic).Select(topic => new ExportedTopic(topic.Id, topic.Phrases, topic.Label))],
            [.. papers.Select(paper => new[] { paper.Place.Place.X, paper.Place.Place.Y })]);
    }
}

/// <summary>A topic in an export.</summary>
public sealed record ExportedTopic(int Id, IReadOnlyList<string> Words, string Label);
