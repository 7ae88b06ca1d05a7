namespace SemanticSearch.Benchmarks;

/// <summary>Percentiles by the nearest rank: each is a value that was really measured.</summary>
internal static class NearestRank
{
    /// <summary>The value that this share of all, above 0 and at most 1, does not exceed; 0 where there is none.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}
