using SemanticSearch.Papers;

namespace SemanticSearch.Topics;

/// <summary>What of a topic follows from its papers: how many there are, how they fit, the newest and the most upvoted.</summary>
internal static class TopicSummaries
{
    /// <summary>How many papers of each kind show a topic.</summary>
    public const int Exemplars = 5;

    /// <summary>A paper shows its topic where at least this share of its neighbours is of it.</summary>
    public const float ShowingFit = 0.5f;

    /// <summary>The topics with all of that as the papers are now, the largest first within each level.</summary>
    public static IReadOnlyList<Topic> Refresh(IReadOnlyList<Topic> topics, PaperColumns papers)
    {
        var rows = RowsByTopic(topics, papers);
        return [.. topics
            .Select(topic => Refresh(topic, rows.GetValueOrDefault(topic.Id) ?? [], papers))
            .OrderBy(topic => topic.Level).ThenByDescending(topic => topic.Papers).ThenBy(topic => topic.Id)];
    }

    private static Topic Refresh(Topic topic, List<int> rows, PaperColumns papers)
    {
        var fitting = rows.Where(row => papers.Fits[row] >= ShowingFit).ToList();
        // A topic that runs into its neighbours everywhere is shown by what there is.
        var showing = fitting.Count >= Exemplars ? fitting : rows;
        return topic with
        {
            Papers = rows.Count,
            MeanFit = rows.Count == 0 ? 0 : Math.Round(rows.Average(row => papers.Fits[row]), 4),
            Exemplars = new TopicExemplars(
                [.. topic.Exemplars.Central.Where(id => papers.Row(id) >= 0)],
                Best(showing.Where(row => papers.Days[row] >= 0), row => papers.Days[row], papers),
                Best(showing.Where(row => papers.Upvotes[row] > 0), row => papers.Upvotes[row], papers)),
        };
    }

    private static PaperId[] Best(IEnumerable<int> rows, Func<int, int> value, PaperColumns papers) =>
        [.. rows.OrderByDescending(value).ThenByDescending(row => papers.Fits[row]).ThenBy(row => row).Take(Exemplars).Select(row => papers.Ids[row])];

    private static Dictionary<int, List<int>> RowsByTopic(IReadOnlyList<Topic> topics, PaperColumns papers)
    {
        var byId = topics.ToDictionary(topic => topic.Id);
        var rows = topics.ToDictionary(topic => topic.Id, _ => new List<int>());
        for (var row = 0; row < papers.Count; row++)
            for (int? id = papers.Topics[row]; id is { } topic; id = byId[topic].Parent)
                rows[topic].Add(row);
        return rows;
    }
}
