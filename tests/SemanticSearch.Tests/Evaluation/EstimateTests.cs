using SemanticSearch.Evaluation;

namespace SemanticSearch.Tests.Evaluation;

public class EstimateTests
{
    [Fact]
    public void The_interval_is_as_wide_as_the_theory_of_means_says()
    {
        // Half of the queries 0, half 1: the standard error of the mean of 400 is .5 / sqrt 400 = .025, and 1.96 of them are .049.
        var estimate = Estimate.Of([.. Enumerable.Range(0, 400).Select(i => i % 2.0)]);
        Assert.Equal(0.5, estimate.Mean, 12);
        Assert.InRange(estimate.Low, 0.5 - 0.055, 0.5 - 0.043);
        Assert.InRange(estimate.High, 0.5 + 0.043, 0.5 + 0.055);
    }

    [Fact]
    public void Equal_values_have_no_width() => Assert.Equal(new Estimate(0.25, 0.25, 0.25), Estimate.Of([0.25, 0.25, 0.25]));

    [Fact]
    public void The_same_values_give_the_same_interval()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => 1.0 / (i + 1))];
        Assert.Equal(Estimate.Of(values), Estimate.Of(values));
    }

    [Fact]
    public void A_steady_gain_is_seen_though_queries_differ_more_than_the_systems_do()
    {
        RankingMetrics[] worse = [.. Enumerable.Range(0, 100).Select(i => new RankingMetrics(i / 110.0, 0, 0))];
        RankingMetrics[] better = [.. worse.Select(query => query with { Ndcg10 = query.Ndcg10 + 0.02 })];
        var (apart, paired) = (RankingQuality.Of(better).Ndcg10, RankingQuality.OfDifference(better, worse).Ndcg10);
        Assert.True(apart.Low < RankingQuality.Of(worse).Ndcg10.Mean, "Taken apart, the two cannot be told from each other.");
        Assert.Equal(0.02, paired.Low, 6);
        Assert.Equal(0.02, paired.High, 6);
    }
}
