namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>
/// What the codes of weights stand for: code c is a weight above level c, up to and including level c + 1. The least level is the least
/// weight, so every code bounds its weights from both sides.
/// </summary>
internal static class WeightLevels
{
    public const int Count = 1 << PostingsFormat.CodeBits;

    /// <summary>
    /// Ascending levels from the least to the greatest weight. Half of them are evenly spaced, because the best rows have great weights;
    /// the others hold equal shares of the weights, because these may be of any shape.
    /// </summary>
    public static float[] Of(float[] sample, float least, float greatest)
    {
        Array.Sort(sample);
        var levels = new float[Count + 1];
        levels[0] = least;
        for (var i = 1; i < Count; i++)
        {
            var share = (double)((i + 1) / 2) / (Count / 2);
            var level = i % 2 == 1
                ? least + ((double)greatest - least) * share
                : sample[(int)((sample.Length - 1) * share)];
            levels[i] = (float)Math.Clamp(level, least, greatest);
        }
        levels[Count] = greatest;
        Array.Sort(levels);
        return levels;
    }

    /// <summary>The least code whose upper level is not below the weight.</summary>
    public static int CodeOf(ReadOnlySpan<float> levels, float weight)
    {
        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (levels[middle + 1] < weight)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
