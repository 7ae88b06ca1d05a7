namespace SemanticSearch.Topics;

/// <summary>How far the corpus has moved away from what the topics were built of.</summary>
/// <param name="Arrived">Papers that came since, over those that topics were built of.</param>
/// <param name="Gone">Papers that went since, over those that topics were built of.</param>
/// <param name="FitAtBuild">The mean fit at the build, in [0, 1].</param>
/// <param name="FitOfArrived">The mean fit of the papers that came since; that at the build where none came.</param>
/// <param name="Reason">Why topics should be built again, in words; null where they need not.</param>
public sealed record TopicDrift(double Arrived, double Gone, double FitAtBuild, double FitOfArrived, string? Reason)
{
    private const double MuchArrived = 0.1;
    private const double MuchGone = 0.1;
    private const double PoorFit = 0.8;
    private const int FewArrived = 50;

    internal static TopicDrift Of(TopicModelOrigin origin, PaperColumns papers)
    {
        var arrived = Enumerable.Range(0, papers.Count).Where(row => papers.Arrived[row]).ToList();
        var built = Math.Max(1, origin.BuiltPapers);
        var share = (double)arrived.Count / built;
        var gone = (double)Math.Max(0, origin.BuiltPapers - (papers.Count - arrived.Count)) / built;
        var fit = arrived.Count == 0 ? origin.BuiltFit : arrived.Average(row => papers.Fits[row]);
        var reason = share >= MuchArrived ? "a tenth of the papers or more came since the topics were built"
            : gone >= MuchGone ? "a tenth of the papers or more went since the topics were built"
            : arrived.Count >= FewArrived && fit < PoorFit * origin.BuiltFit ? "the papers that came since fit the topics badly"
            : null;
        return new TopicDrift(share, gone, origin.BuiltFit, fit, reason);
    }
}
