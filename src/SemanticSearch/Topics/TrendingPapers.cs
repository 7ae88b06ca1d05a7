using SemanticSearch.Papers;

namespace SemanticSearch.Topics;

/// <summary>
/// Which papers are talked about: score = fit x 2^(-age / 30 days) x (1/4 + 3/4 u / (u + 20)), with u the votes. Votes count less and less
/// and lift a paper fourfold at most, and a paper that hardly fits its topic is none of it, however many votes it has.
/// </summary>
internal static class TrendingPapers
{
    private const double HalfLifeDays = 30;
    private const double HalfVotes = 20;
    private const double WithoutVotes = 0.25;
    private const float LeastFit = 0.3f;

    /// <summary>The best of some rows, best first, equal ones in the order of their ids. Papers without a date, and from the future, are left out.</summary>
    public static IReadOnlyList<(PaperId Paper, double Score)> Find(PaperColumns papers, IEnumerable<int> rows, DateOnly today, int count) =>
        [.. rows.Where(row => papers.Fits[row] >= LeastFit && papers.Date(row) <= today)
            .Select(row => (Row: row, Score: Score(papers.Fits[row], today.DayNumber - papers.Days[row], Math.Max(0, papers.Upvotes[row]))))
            .OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Row)
            .Take(count)
            .Select(entry => (papers.Ids[entry.Row], entry.Score))];

    private static double Score(float fit, int ageDays, int votes) =>
        fit * Math.Pow(2, -ageDays / HalfLifeDays) * (WithoutVotes + (1 - WithoutVotes) * votes / (votes + HalfVotes));
}
