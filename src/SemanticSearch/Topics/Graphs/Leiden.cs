namespace SemanticSearch.Topics.Graphs;

/// <summary>
/// Communities of a graph by the Leiden algorithm (Traag, Waltman and van Eck, From Louvain to Leiden, 2019) for modularity with a resolution:
/// the sum over communities of w - r K^2 / (2 T), with w the weight within, K the strength of the members, T the strength of all nodes. The
/// refinement takes the best merge rather than a random one; chance decides the order in which nodes are looked at, and nothing else.
/// </summary>
internal static class Leiden
{
    /// <summary>The community of each node, from 0 without gaps. The same arguments give the same answer, bit for bit.</summary>
    /// <param name="graph">What to divide.</param>
    /// <param name="resolution">Above 0: more makes more and smaller communities.</param>
    /// <param name="seed">Decides the order in which nodes are looked at.</param>
    /// <param name="iterations">How many times to begin again from what the last round ended with; it ends earlier where nothing moves.</param>
    /// <param name="start">The communities to begin with, any numbers from 0 below the count of nodes; null for each node its own.</param>
    /// <param name="inertia">What share of its strength a node must gain to leave the community where it is; 0 for the greatest modularity.</param>
    public static int[] Find(WeightedGraph graph, double resolution, int seed, int iterations, int[]? start, double inertia, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var communities = start is null ? [.. Enumerable.Range(0, graph.Count)] : (int[])start.Clone();
        var quality = double.NegativeInfinity;
        for (var i = 0; i < iterations; i++)
        {
            communities = Round(graph, resolution, random, communities, inertia, cancellationToken);
            var reached = Quality(graph, resolution, communities);
            if (reached <= quality + 1e-9)
                break;
            quality = reached;
        }
        Grouping.Renumber(communities);
        return communities;
    }

    /// <summary>The modularity of a division, in [-1, 1] at a resolution of 1.</summary>
    public static double Quality(WeightedGraph graph, double resolution, int[] communities)
    {
        var count = communities.Length == 0 ? 0 : communities.Max() + 1;
        var strengths = new double[count];
        var within = 0.0;
        for (var node = 0; node < graph.Count; node++)
        {
            strengths[communities[node]] += graph.Strengths[node];
            var targets = graph.Targets(node);
            var weights = graph.Weights(node);
            for (var e = 0; e < targets.Length; e++)
                within += communities[targets[e]] == communities[node] ? weights[e] : 0;
        }
        var expected = strengths.Sum(strength => strength * strength) / Math.Max(graph.TotalStrength, double.Epsilon);
        return (within - resolution * expected) / Math.Max(graph.TotalStrength, double.Epsilon);
    }

    private static int[] Round(WeightedGraph graph, double resolution, Random random, int[] communities, double inertia, CancellationToken cancellationToken)
    {
        var level = graph;
        var place = Enumerable.Range(0, graph.Count).ToArray();
        var current = (int[])communities.Clone();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LocalMoves.Run(level, resolution, random, current, inertia);
            var refined = Refinement.Run(level, resolution, random, current);
            var parts = Grouping.Renumber(refined);
            if (parts == level.Count)
                break;
            var next = new int[parts];
            for (var node = 0; node < refined.Length; node++)
                next[refined[node]] = current[node];
            level = level.Aggregate(refined, parts);
            Grouping.Renumber(next);
            current = next;
            place = Array.ConvertAll(place, node => refined[node]);
        }
        return Array.ConvertAll(place, node => current[node]);
    }
}
