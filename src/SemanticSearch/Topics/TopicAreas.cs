using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>
/// The level above the topics: communities of the same graph at a low resolution, each topic within the one that most of its papers are in. On
/// arXiv abstracts these agree with its archives as well as k-means does, and come out nearly the same whatever the seed; k-means does not.
/// </summary>
internal static class TopicAreas
{
    private const double Resolution = 0.6;
    private const int Attempts = 4;

    /// <summary>The area of each topic, from 0 without gaps.</summary>
    /// <param name="graph">The graph that topics are communities of.</param>
    /// <param name="centred">The papers' vectors.</param>
    /// <param name="topics">The topic of each paper.</param>
    /// <param name="topicCount">How many topics there are.</param>
    /// <param name="options">The options of the topics.</param>
    /// <param name="start">The area of each paper before; null where there was none.</param>
    public static int[] Find(WeightedGraph graph, VectorTable centred, int[] topics, int topicCount, ClusterOptions options, int[]? start, CancellationToken cancellationToken)
    {
        var coarse = TopicClusters.Find(graph, centred, options with { Resolution = Resolution, Settle = false, Attempts = Attempts }, start, cancellationToken);
        var votes = new Dictionary<(int Topic, int Area), int>();
        for (var row = 0; row < topics.Length; row++)
            votes[(topics[row], coarse[row])] = votes.GetValueOrDefault((topics[row], coarse[row])) + 1;
        var areas = new int[topicCount];
        foreach (var group in votes.GroupBy(vote => vote.Key.Topic))
            areas[group.Key] = group.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key.Area).First().Key.Area;
        Grouping.Renumber(areas);
        return areas;
    }
}
