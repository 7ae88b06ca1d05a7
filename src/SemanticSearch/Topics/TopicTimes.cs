namespace SemanticSearch.Topics;

/// <summary>How many papers a topic has of one month.</summary>
/// <param name="Month">The first day of the month.</param>
/// <param name="Papers">Papers of the topic.</param>
/// <param name="AllPapers">Papers of the whole corpus.</param>
public readonly record struct MonthCount(DateOnly Month, int Papers, int AllPapers);

/// <summary>How much more of the corpus a topic is lately than it was before.</summary>
/// <param name="Recent">Papers of the topic in the recent months.</param>
/// <param name="Past">Papers of the topic in the months before those.</param>
/// <param name="Ratio">Its share of the recent papers over its share of the past ones; infinite where it had none.</param>
/// <param name="Low">The ratio that it has at least, with 99 % confidence: above 1, it grows.</param>
/// <param name="High">The ratio that it has at most, with 99 % confidence: below 1, it shrinks.</param>
public readonly record struct TopicGrowth(int Recent, int Past, double Ratio, double Low, double High);

/// <summary>Over which months growth is told.</summary>
/// <param name="RecentMonths">The months up to the newest one.</param>
/// <param name="PastMonths">The months before those.</param>
public sealed record GrowthWindow(int RecentMonths = 6, int PastMonths = 24);

/// <summary>Counts by month, and what grows.</summary>
internal static class TopicTimes
{
    /// <summary>The normal quantile of a two-sided confidence of 99 %: many topics are looked at, and few should be wrong.</summary>
    private const double Quantile = 2.5758;

    /// <summary>The month of a day, counted from the year 0.</summary>
    public static int MonthOf(DateOnly day) => day.Year * 12 + day.Month - 1;

    /// <summary>The first day of a month that is counted from the year 0.</summary>
    public static DateOnly FirstDay(int month) => new(month / 12, month % 12 + 1, 1);

    /// <summary>The months from the first to the last that the topic has, without gaps.</summary>
    /// <param name="topicMonths">How many papers of the topic each month has.</param>
    /// <param name="allMonths">How many papers each month has.</param>
    public static IReadOnlyList<MonthCount> Timeline(IReadOnlyDictionary<int, int> topicMonths, IReadOnlyDictionary<int, int> allMonths)
    {
        if (topicMonths.Count == 0)
            return [];
        var (first, last) = (topicMonths.Keys.Min(), topicMonths.Keys.Max());
        return [.. Enumerable.Range(first, last - first + 1).Select(month =>
            new MonthCount(FirstDay(month), topicMonths.GetValueOrDefault(month), allMonths.GetValueOrDefault(month)))];
    }

    /// <summary>The growth up to a month.</summary>
    public static TopicGrowth Growth(IReadOnlyDictionary<int, int> topicMonths, IReadOnlyDictionary<int, int> allMonths, int newest, GrowthWindow window)
    {
        var (recentFrom, pastFrom) = (newest - window.RecentMonths + 1, newest - window.RecentMonths - window.PastMonths + 1);
        return Growth(
            Sum(topicMonths, recentFrom, newest), Sum(allMonths, recentFrom, newest),
            Sum(topicMonths, pastFrom, recentFrom - 1), Sum(allMonths, pastFrom, recentFrom - 1));
    }

    /// <summary>
    /// Compares two shares. Given how many papers the topic has in both spans, those of the recent one are binomial, so Wilson's interval of
    /// their share gives one of the ratio (Przyborowski and Wilenski, 1940; Wilson, 1927).
    /// </summary>
    public static TopicGrowth Growth(int recent, int allRecent, int past, int allPast)
    {
        var exposure = allRecent == 0 ? 0 : (double)allPast / allRecent;
        var total = recent + past;
        if (total == 0 || exposure == 0)
            return new TopicGrowth(recent, past, 1, 0, double.PositiveInfinity);
        var (low, high) = Wilson((double)recent / total, total);
        return new TopicGrowth(recent, past, Odds((double)recent / total) * exposure, Odds(low) * exposure, Odds(high) * exposure);
    }

    private static (double Low, double High) Wilson(double share, int count)
    {
        var squared = Quantile * Quantile;
        var middle = share + squared / (2 * count);
        var reach = Quantile * Math.Sqrt(share * (1 - share) / count + squared / (4.0 * count * count));
        var scale = 1 + squared / count;
        return (Math.Max(0, (middle - reach) / scale), Math.Min(1, (middle + reach) / scale));
    }

    private static double Odds(double share) => share >= 1 ? double.PositiveInfinity : share / (1 - share);

    private static int Sum(IReadOnlyDictionary<int, int> months, int from, int to)
    {
        var sum = 0;
        for (var month = from; month <= to; month++)
            sum += months.GetValueOrDefault(month);
        return sum;
    }
}
