using SemanticSearch.Papers;

namespace SemanticSearch.Evaluation;

/// <summary>How good one ranking is, 0 (nothing relevant) to 1 (nothing could be better), as trec_eval computes it.</summary>
/// <param name="Ndcg10">See <see cref="Ndcg"/>, over the first 10.</param>
/// <param name="Recall100">See <see cref="Recall"/>, over the first 100.</param>
/// <param name="Mrr10">See <see cref="ReciprocalRank"/>, over the first 10.</param>
public readonly record struct RankingMetrics(double Ndcg10, double Recall100, double Mrr10)
{
    /// <summary>How many papers of a ranking are looked at.</summary>
    public const int Depth = 100;

    /// <summary>The metrics of one ranking.</summary>
    /// <param name="ranking">The papers found, best first, each once.</param>
    /// <param name="gains">The judgements of the query; at least one is above 0.</param>
    public static RankingMetrics Of(IReadOnlyList<PaperId> ranking, IReadOnlyDictionary<PaperId, int> gains) =>
        new(Ndcg(ranking, gains, 10), Recall(ranking, gains, Depth), ReciprocalRank(ranking, gains, 10));

    /// <summary>
    /// Normalised discounted cumulative gain (Järvelin and Kekäläinen, Cumulated Gain-based Evaluation of IR Techniques, TOIS 2002) in
    /// trec_eval's form (<c>ndcg_cut</c>): sum of gain / log2(rank + 1), over the same sum of the best ranking that all judgements allow.
    /// </summary>
    /// <remarks>The gain is the judgement itself, not 2^judgement - 1, which other programs use and which gives other figures for graded sets.</remarks>
    public static double Ndcg(IReadOnlyList<PaperId> ranking, IReadOnlyDictionary<PaperId, int> gains, int depth) =>
        DiscountedGain(ranking.Select(paper => gains.GetValueOrDefault(paper)), depth) / DiscountedGain(gains.Values.OrderDescending(), depth);

    /// <summary>The share of the relevant papers that are among the first (trec_eval's <c>recall</c>).</summary>
    public static double Recall(IReadOnlyList<PaperId> ranking, IReadOnlyDictionary<PaperId, int> gains, int depth) =>
        (double)ranking.Take(depth).Count(paper => gains.GetValueOrDefault(paper) > 0) / gains.Values.Count(gain => gain > 0);

    /// <summary>
    /// 1 / rank of the first relevant paper, 0 where none is among the first (Voorhees, The TREC-8 Question Answering Track Report, 1999).
    /// </summary>
    public static double ReciprocalRank(IReadOnlyList<PaperId> ranking, IReadOnlyDictionary<PaperId, int> gains, int depth)
    {
        for (var i = 0; i < Math.Min(depth, ranking.Count); i++)
            if (gains.GetValueOrDefault(ranking[i]) > 0)
                return 1.0 / (i + 1);
        return 0;
    }

    private static double DiscountedGain(IEnumerable<int> gains, int depth) =>
        gains.Take(depth).Select((gain, i) => Math.Max(gain, 0) / Math.Log2(i + 2)).Sum();
}
