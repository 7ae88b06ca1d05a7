using SemanticSearch.Topics;

namespace SemanticSearch.Tests.Topics;

/// <summary>Months, growth with its bounds, and what is talked about.</summary>
public class TopicTimesTests
{
    [Fact]
    public void A_timeline_has_every_month_between_the_first_and_the_last()
    {
        var months = TopicTimes.Timeline(
            new Dictionary<int, int> { [TopicTimes.MonthOf(new(2023, 11, 5))] = 2, [TopicTimes.MonthOf(new(2024, 2, 28))] = 1 },
            new Dictionary<int, int> { [TopicTimes.MonthOf(new(2023, 12, 1))] = 9 });
        Assert.Equal(
            [new(new(2023, 11, 1), 2, 0), new(new(2023, 12, 1), 0, 9), new(new(2024, 1, 1), 0, 0), new MonthCount(new(2024, 2, 1), 1, 0)],
            months);
    }

    [Fact]
    public void A_topic_that_keeps_its_share_does_not_grow_though_the_corpus_does()
    {
        var growth = TopicTimes.Growth(recent: 40, allRecent: 4000, past: 10, allPast: 1000);
        Assert.Equal(1, growth.Ratio, 9);
        Assert.True(growth.Low < 1 && growth.High > 1);
    }

    [Fact]
    public void Doubling_is_sure_with_many_papers_and_chance_with_few()
    {
        Assert.True(TopicTimes.Growth(200, 1000, 100, 1000).Low > 1);
        var few = TopicTimes.Growth(4, 1000, 2, 1000);
        Assert.Equal(2, few.Ratio, 9);
        Assert.True(few.Low < 1);
    }

    [Fact]
    public void The_bounds_are_those_of_Wilsons_interval()
    {
        // 60 of 90 with z = 2.5758: (0.5312, 0.7793), by the formula worked out by hand; odds times the exposure of 2.
        var growth = TopicTimes.Growth(60, 500, 30, 1000);
        Assert.Equal(4, growth.Ratio, 9);
        Assert.Equal(2 * 0.5312 / 0.4688, growth.Low, 2);
        Assert.Equal(2 * 0.7793 / 0.2207, growth.High, 1);
    }

    [Fact]
    public void Nothing_to_compare_is_no_growth()
    {
        Assert.False(TopicTimes.Growth(0, 100, 0, 100).Low > 1);
        Assert.False(TopicTimes.Growth(5, 100, 0, 0).Low > 1);
        Assert.Equal(double.PositiveInfinity, TopicTimes.Growth(30, 100, 0, 100).Ratio);
        Assert.True(TopicTimes.Growth(30, 100, 0, 100).Low > 1);
    }

    [Fact]
    public void Votes_lift_a_paper_fourfold_at_most_and_none_that_does_not_fit()
    {
        var papers = PaperColumns.For([.. Enumerable.Range(0, 5).Select(TopicCorpusPapers.IdOf)]);
        var today = new DateOnly(2024, 6, 1);
        Array.Fill(papers.Days, today.DayNumber);
        (papers.Fits[0], papers.Upvotes[0]) = (1, 0);
        (papers.Fits[1], papers.Upvotes[1]) = (1, 1_000_000);
        (papers.Fits[2], papers.Upvotes[2]) = (0.2f, 1_000_000);
        (papers.Fits[3], papers.Upvotes[3], papers.Days[3]) = (1, 1_000_000, today.DayNumber - 60);
        (papers.Fits[4], papers.Upvotes[4], papers.Days[4]) = (1, 50, today.DayNumber + 1);
        var trending = TrendingPapers.Find(papers, Enumerable.Range(0, 5), today, 10);
        Assert.Equal([1, 0, 3], trending.Select(entry => papers.Row(entry.Paper)));
        Assert.InRange(trending[0].Score / trending[1].Score, 3.9, 4);
        Assert.Equal(trending[0].Score / 4, trending[2].Score, 6);
    }
}
