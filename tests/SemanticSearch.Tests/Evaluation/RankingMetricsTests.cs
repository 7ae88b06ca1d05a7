using SemanticSearch.Evaluation;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Evaluation;

public class RankingMetricsTests
{
    private static readonly PaperId A = PaperId.Parse("a"), B = PaperId.Parse("b"), C = PaperId.Parse("c"), D = PaperId.Parse("d");

    [Fact]
    public void Gains_are_discounted_by_the_logarithm_of_the_rank_and_compared_with_the_best_order()
    {
        var gains = Gains((A, 3), (B, 2), (C, 1));
        // (1 / log2 2) + (3 / log2 3) + (0 / log2 4) + (2 / log2 5), over 3 / log2 2 + 2 / log2 3 + 1 / log2 4.
        var found = 1 + 3 / 1.5849625 + 2 / 2.32192809;
        var best = 3 + 2 / 1.5849625 + 0.5;
        Assert.Equal(found / best, RankingMetrics.Ndcg([C, A, D, B], gains, 10), 7);
        Assert.Equal(1, RankingMetrics.Ndcg([A, B, C, D], gains, 10), 12);
    }

    [Fact]
    public void A_gain_counts_as_it_is_judged_and_not_as_a_power_of_two() =>
        // With gains of 2^g - 1 it would be (1 + 7 / 1.585) / (7 + 1 / 1.585) = .7098.
        Assert.Equal((1 + 3 / 1.5849625) / (3 + 1 / 1.5849625), RankingMetrics.Ndcg([B, A], Gains((A, 3), (B, 1)), 10), 7);

    [Fact]
    public void Nothing_below_the_depth_counts_for_ranking_or_for_the_best_order()
    {
        var gains = Gains((A, 1), (B, 1), (C, 1));
        Assert.Equal(1 / (1 + 1 / 1.5849625), RankingMetrics.Ndcg([A, D, B, C], gains, 2), 7);
        Assert.Equal(2.0 / 3, RankingMetrics.Recall([A, D, B, C], gains, 3), 12);
        Assert.Equal(0, RankingMetrics.ReciprocalRank([D, PaperId.Parse("e"), A], gains, 2));
    }

    [Fact]
    public void A_judgement_of_zero_or_less_is_not_relevant()
    {
        var gains = Gains((A, 1), (B, 0), (C, -1));
        Assert.Equal(1 / 2.0, RankingMetrics.Ndcg([C, B, A], gains, 10), 12);
        Assert.Equal(1, RankingMetrics.Recall([A], gains, 100));
        Assert.Equal(1.0 / 3, RankingMetrics.ReciprocalRank([C, B, A], gains, 10), 12);
    }

    [Fact]
    public void An_empty_ranking_scores_nothing() => Assert.Equal(default, RankingMetrics.Of([], Gains((A, 1))));

    [Fact]
    public void The_three_metrics_look_at_ten_a_hundred_and_ten_papers()
    {
        var others = Enumerable.Range(0, 200).Select(i => PaperId.Parse($"other-{i}")).ToList();
        Assert.Equal(new RankingMetrics(0, 1, 0), RankingMetrics.Of([.. others[..10], A], Gains((A, 1))));
        Assert.Equal(new RankingMetrics(0, 1, 0), RankingMetrics.Of([.. others[..99], A], Gains((A, 1))));
        Assert.Equal(default, RankingMetrics.Of([.. others[..100], A], Gains((A, 1))));
        Assert.Equal(0.1, RankingMetrics.Of([.. others[..9], A], Gains((A, 1))).Mrr10, 12);
    }

    private static Dictionary<PaperId, int> Gains(params (PaperId Paper, int Gain)[] gains) => gains.ToDictionary(gain => gain.Paper, gain => gain.Gain);
}
