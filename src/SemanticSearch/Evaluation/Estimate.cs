namespace SemanticSearch.Evaluation;

/// <summary>A mean over queries and where it would fall for other queries of the same kind.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Estimate(double Mean, double Low, double High)
{
    /// <summary>Enough resamples for two steady digits at both ends.</summary>
    private const int Resamples = 2000;

    /// <summary>The same values give the same interval, whenever and wherever.</summary>
    private const int Seed = 1;

    /// <summary>
    /// The percentile bootstrap over queries (Efron, Bootstrap Methods: Another Look at the Jackknife, 1979; for retrieval: Sakai,
    /// Evaluating Evaluation Metrics Based on the Bootstrap, SIGIR 2006).
    /// </summary>
    /// <param name="values">One value a query, at least one. For two systems on the same queries, give the differences: that pairs them.</param>
    public static Estimate Of(IReadOnlyList<double> values)
    {
        var random = new Random(Seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < values.Count; j++)
                sum += values[random.Next(values.Count)];
            means[i] = sum / values.Count;
        }
        Array.Sort(means);
        return new Estimate(values.Average(), means[Resamples / 40], means[Resamples - 1 - Resamples / 40]);
    }
}
