using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>
/// A division of papers into nodes at up to three levels. Nodes are numbered level by level, areas first; each paper has one node at the
/// lowest level that it reaches.
/// </summary>
internal sealed class TopicTree
{
    /// <summary>A topic of at least this many papers of the sample is divided further.</summary>
    public const int LargeTopic = 400;

    /// <summary>One that was divided before stays so until it has fewer than this many.</summary>
    public const int StillLargeTopic = 300;

    private const double WithinResolution = 1.5;

    private TopicTree(int[] leaves, TopicLevel[] levels, int[] parents) => (Leaves, Levels, Parents) = (leaves, levels, parents);

    /// <summary>The lowest node of each paper.</summary>
    public int[] Leaves { get; }

    /// <summary>The level of each node.</summary>
    public TopicLevel[] Levels { get; }

    /// <summary>The node above each node; -1 for areas.</summary>
    public int[] Parents { get; }

    public int Count => Levels.Length;

    /// <summary>The division that a graph holds.</summary>
    /// <param name="graph">The graph of shared neighbours.</param>
    /// <param name="centred">The papers' vectors, centred, unit length.</param>
    /// <param name="options">How to divide.</param>
    /// <param name="before">The node that each paper had at a level, any numbers, -1 for none; null where nothing was before.</param>
    public static TopicTree Build(WeightedGraph graph, VectorTable centred, ClusterOptions options, Func<TopicLevel, int[]?> before, CancellationToken cancellationToken)
    {
        if (graph.Count == 0)
            return new TopicTree([], [], []);
        var topics = TopicClusters.Find(graph, centred, options, before(TopicLevel.Topic), cancellationToken);
        var topicCount = topics.Max() + 1;
        var areas = TopicAreas.Find(graph, centred, topics, topicCount, options, before(TopicLevel.Area), cancellationToken);
        var areaCount = areas.Max() + 1;
        var parents = Enumerable.Repeat(-1, areaCount).Concat(areas).ToList();
        var leaves = Array.ConvertAll(topics, topic => areaCount + topic);
        var members = Grouping.Of(topics, topicCount);
        var subtopics = before(TopicLevel.Subtopic);
        for (var topic = 0; topic < topicCount; topic++)
        {
            var start = StartWithin(subtopics, members[topic]);
            if (members[topic].Length >= (start is null ? LargeTopic : StillLargeTopic))
                Divide(graph, centred, options, members[topic], start, areaCount + topic, leaves, parents, cancellationToken);
        }
        var levels = parents.Select((parent, node) => parent < 0 ? TopicLevel.Area : node < areaCount + topicCount ? TopicLevel.Topic : TopicLevel.Subtopic);
        return new TopicTree(leaves, [.. levels], [.. parents]);
    }

    /// <summary>The node of a level that is above another node or is that node; the node itself where it does not reach so low.</summary>
    public int At(int node, TopicLevel level)
    {
        while (Levels[node] > level)
            node = Parents[node];
        return node;
    }

    /// <summary>The nodes of a level.</summary>
    public int[] Nodes(TopicLevel level) => [.. Enumerable.Range(0, Count).Where(node => Levels[node] == level)];

    /// <summary>The subtopics that the members of a topic begin with; null where most of them were in none.</summary>
    private static int[]? StartWithin(int[]? subtopics, int[] members)
    {
        if (subtopics is null)
            return null;
        var start = Array.ConvertAll(members, row => subtopics[row]);
        return 2 * start.Count(subtopic => subtopic >= 0) > start.Length ? start : null;
    }

    private static void Divide(
        WeightedGraph graph, VectorTable centred, ClusterOptions options, int[] members, int[]? start, int topic, int[] leaves, List<int> parents, CancellationToken cancellationToken)
    {
        // A topic of one piece was left whole before; where nothing changed, it is left so again.
        if (start is null && options.Keep)
            return;
        var parts = TopicClusters.Find(graph.Among(members), centred.Among(members), options with { Resolution = WithinResolution, Settle = false }, start, cancellationToken);
        if (parts.Max() == 0)
            return;
        var first = parents.Count;
        parents.AddRange(Enumerable.Repeat(topic, parts.Max() + 1));
        for (var i = 0; i < members.Length; i++)
            leaves[members[i]] = first + parts[i];
    }
}
