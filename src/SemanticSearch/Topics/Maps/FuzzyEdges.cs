using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics.Maps;

/// <summary>
/// How strongly the rows of a neighbour table hold together, as UMAP weighs it (McInnes, Healy and Melville, 2018): each row's nearest
/// neighbour counts 1 and the others less and less, with a scale at which they sum to the binary logarithm of their number; what both ends
/// give an edge is joined as p + q - pq. Answered as a graph with each edge at both of its ends.
/// </summary>
internal static class FuzzyEdges
{
    private const int Halvings = 64;

    /// <param name="neighbours">The nearest rows of each row.</param>
    /// <param name="width">How many of them to take.</param>
    /// <param name="vectors">Unit-length vectors that distances are taken from: 1 less the cosine.</param>
    public static WeightedGraph Build(NeighbourTable neighbours, int width, VectorTable vectors)
    {
        var memberships = new float[neighbours.Count][];
        Parallel.For(0, neighbours.Count, row => memberships[row] = Memberships(neighbours[row][..Math.Min(width, neighbours[row].Length)], row, vectors));
        var edges = new Dictionary<int, float>[neighbours.Count];
        for (var row = 0; row < edges.Length; row++)
            edges[row] = [];
        for (var row = 0; row < edges.Length; row++)
            for (var i = 0; i < memberships[row].Length; i++)
                Join(edges, row, neighbours[row][i], memberships[row][i]);
        return ToGraph(edges);
    }

    private static void Join(Dictionary<int, float>[] edges, int a, int b, float membership)
    {
        var before = edges[a].GetValueOrDefault(b);
        edges[a][b] = edges[b][a] = before + membership - before * membership;
    }

    private static WeightedGraph ToGraph(Dictionary<int, float>[] edges)
    {
        var starts = new int[edges.Length + 1];
        for (var row = 0; row < edges.Length; row++)
            starts[row + 1] = starts[row] + edges[row].Count;
        var (targets, weights) = (new int[starts[^1]], new float[starts[^1]]);
        Parallel.For(0, edges.Length, row =>
        {
            var at = starts[row];
            foreach (var (target, weight) in edges[row].OrderBy(edge => edge.Key))
                (targets[at], weights[at++]) = (target, weight);
        });
        return new WeightedGraph(starts, targets, weights);
    }

    private static float[] Memberships(ReadOnlySpan<int> neighbours, int row, VectorTable vectors)
    {
        var distances = new double[neighbours.Length];
        for (var i = 0; i < distances.Length; i++)
            distances[i] = Math.Max(0, 1 - System.Numerics.Tensors.TensorPrimitives.Dot(vectors[row], vectors[neighbours[i]]));
        if (distances.Length == 0)
            return [];
        var nearest = distances.Min();
        var scale = Scale(distances, nearest);
        return Array.ConvertAll(distances, distance => (float)Math.Exp(-(distance - nearest) / scale));
    }

    private static double Scale(double[] distances, double nearest)
    {
        var wanted = Math.Log2(distances.Length + 1);
        var (low, high) = (0.0, 4.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            var sum = distances.Sum(distance => Math.Exp(-(distance - nearest) / Math.Max(middle, 1e-12)));
            (low, high) = sum < wanted ? (middle, high) : (low, middle);
        }
        return Math.Max(high, 1e-3 * distances.Average() + 1e-12);
    }
}
