namespace SemanticSearch.Evaluation;

/// <summary>How good the rankings of a judged set are.</summary>
/// <param name="Set">The name of the set.</param>
/// <param name="Queries">How many queries were asked: those with a relevant paper.</param>
/// <param name="Papers">How many papers can be found.</param>
/// <param name="EmptyPapers">How many papers of the corpus have no text, so that nobody can find them.</param>
/// <param name="Embedded">How many papers were embedded; 0 where the store of an earlier run had them all.</param>
/// <param name="Dense">Meaning alone.</param>
/// <param name="Lexical">Words alone.</param>
/// <param name="Hybrid">Both, with the weight that a search has by default.</param>
/// <param name="QueriesWithOperators">How many queries have a part that was read as an operator: all others rank alike with operators on or off.</param>
/// <param name="OperatorsOff">Hybrid, with the whole text of each query taken as meaning.</param>
/// <param name="HybridOverDense">Hybrid less dense, query by query.</param>
/// <param name="HybridOverLexical">Hybrid less lexical, query by query.</param>
/// <param name="OnOverOff">Hybrid with operators read less hybrid without, query by query.</param>
public sealed record EvaluationReport(
    string Set, int Queries, int Papers, int EmptyPapers, long Embedded,
    RankingQuality Dense, RankingQuality Lexical, RankingQuality Hybrid, int QueriesWithOperators, RankingQuality OperatorsOff,
    RankingQuality HybridOverDense, RankingQuality HybridOverLexical, RankingQuality OnOverOff);

/// <summary>The metrics of <see cref="RankingMetrics"/> over all queries, or the differences between two ways to rank.</summary>
public sealed record RankingQuality(Estimate Ndcg10, Estimate Recall100, Estimate Mrr10)
{
    /// <param name="metrics">One a query.</param>
    public static RankingQuality Of(IReadOnlyList<RankingMetrics> metrics) => new(
        Estimate.Of([.. metrics.Select(query => query.Ndcg10)]),
        Estimate.Of([.. metrics.Select(query => query.Recall100)]),
        Estimate.Of([.. metrics.Select(query => query.Mrr10)]));

    /// <param name="better">One a query.</param>
    /// <param name="worse">The same queries in the same order.</param>
    public static RankingQuality OfDifference(IReadOnlyList<RankingMetrics> better, IReadOnlyList<RankingMetrics> worse) =>
        Of([.. better.Zip(worse, (one, other) => new RankingMetrics(one.Ndcg10 - other.Ndcg10, one.Recall100 - other.Recall100, one.Mrr10 - other.Mrr10))]);
}
