namespace SemanticSearch.Topics.Graphs;

/// <summary>
/// The graph of shared nearest neighbours: two rows are joined where either is among the other's nearest, as strongly as their neighbourhoods
/// agree. Similarities alone join dense regions to everything; what neighbours share does not.
/// </summary>
/// <remarks>The weight is the Jaccard index of both neighbourhoods, s / (a + b - s), and a little more so that no edge is lost (Jarvis and Patrick, 1973).</remarks>
internal static class SharedNeighbours
{
    private const float LeastWeight = 0.001f;

    public static WeightedGraph Build(NeighbourTable neighbours)
    {
        var sorted = new int[neighbours.Count][];
        for (var row = 0; row < sorted.Length; row++)
        {
            sorted[row] = neighbours[row].ToArray();
            Array.Sort(sorted[row]);
        }
        var starts = Starts(sorted);
        var (targets, weights) = (new int[starts[^1]], new float[starts[^1]]);
        var filled = starts[..^1];
        foreach (var (a, b) in Edges(sorted))
        {
            var weight = Weight(sorted[a], sorted[b]);
            (targets[filled[a]], weights[filled[a]++]) = (b, weight);
            (targets[filled[b]], weights[filled[b]++]) = (a, weight);
        }
        return new WeightedGraph(starts, targets, weights);
    }

    private static int[] Starts(int[][] sorted)
    {
        var starts = new int[sorted.Length + 1];
        foreach (var (a, b) in Edges(sorted))
        {
            starts[a + 1]++;
            starts[b + 1]++;
        }
        for (var row = 0; row < sorted.Length; row++)
            starts[row + 1] += starts[row];
        return starts;
    }

    /// <summary>Each edge once: from its lower end, or from the only end that has the other among its nearest.</summary>
    private static IEnumerable<(int A, int B)> Edges(int[][] sorted)
    {
        for (var a = 0; a < sorted.Length; a++)
            foreach (var b in sorted[a])
                if (a < b || Array.BinarySearch(sorted[b], a) < 0)
                    yield return (a, b);
    }

    private static float Weight(int[] a, int[] b)
    {
        var (shared, i, j) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            var order = a[i].CompareTo(b[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return (float)shared / Math.Max(1, a.Length + b.Length - shared) + LeastWeight;
    }
}
