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
        for (var topic = 0; topic < topicCount; topic++)
            if (members[topic].Length >= LargeTopic)
                Divide(graph, centred, options, members[topic], areaCount + topic, leaves, parents, cancellationToken);
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

    private static void Divide(
        WeightedGraph graph, VectorTable centred, ClusterOptions options, int[] members, int topic, int[] leaves, List<int> parents, CancellationToken cancellationToken)
    {
        var vectors = new VectorTable(new float[members.Length * centred.Dimensions], centred.Dimensions);
        for (var i = 0; i < members.Length; i++)
            centred[members[i]].CopyTo(vectors.Writable(i));
        var parts = TopicClusters.Find(graph.Among(members), vectors, options with { Resolution = WithinResolution, Settle = false }, null, cancellationToken);
        if (parts.Max() == 0)
            return;
        var first = parents.Count;
        parents.AddRange(Enumerable.Repeat(topic, parts.Max() + 1));
        for (var i = 0; i < members.Length; i++)
            leaves[members[i]] = first + parts[i];
    }
}
