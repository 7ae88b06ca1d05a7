using SemanticSearch.Topics;

namespace SemanticSearch.Tests.Topics;

/// <summary>What becomes of topics from one division to the next.</summary>
public class TopicLineageTests
{
    [Fact]
    public void Topics_that_are_renumbered_are_the_same_topics()
    {
        var match = TopicLineage.Match(Groups(10, 10, 10), 3, [.. Groups(10, 10, 10).Select(topic => (topic + 1) % 3)], 3);
        Assert.Equal([2, 0, 1], match.Old);
        Assert.Empty(match.Changes);
    }

    [Fact]
    public void Papers_that_come_and_go_change_nothing()
    {
        var match = TopicLineage.Match([0, 0, 0, 0, 1, 1, 1, -1, -1], 2, [0, 0, 0, -1, 1, 1, -1, 0, 1], 2);
        Assert.Equal([0, 1], match.Old);
        Assert.Empty(match.Changes);
    }

    [Fact]
    public void A_split_keeps_the_larger_part_and_says_where_the_other_came_from()
    {
        var match = TopicLineage.Match(Groups(20, 10), 2, [.. Groups(12, 8), .. Enumerable.Repeat(2, 10)], 3);
        Assert.Equal([0, -1, 1], match.Old);
        Assert.Equal([(TopicChange.SplitFrom, 1, 0, 8)], match.Changes);
    }

    [Fact]
    public void A_merge_keeps_the_larger_one_and_says_what_went_into_it()
    {
        var match = TopicLineage.Match(Groups(12, 8, 5), 3, [.. Groups(20, 5)], 2);
        Assert.Equal([0, 2], match.Old);
        Assert.Equal([(TopicChange.MergedInto, 1, 0, 8)], match.Changes);
    }

    [Fact]
    public void A_topic_of_new_papers_is_born_and_one_whose_papers_are_gone_dies()
    {
        var match = TopicLineage.Match([0, 0, 0, 1, 1, 1, -1, -1, -1], 2, [0, 0, 0, -1, -1, -1, 1, 1, 1], 2);
        Assert.Equal([0, -1], match.Old);
        Assert.Equal([(TopicChange.Born, 1, -1, 0), (TopicChange.Died, 1, -1, 0)], match.Changes);
    }

    [Fact]
    public void A_topic_that_is_scattered_over_many_is_dead_not_merged()
    {
        var match = TopicLineage.Match([.. Groups(10, 10, 10), .. Enumerable.Repeat(3, 9)], 4, [.. Groups(10, 10, 10), 0, 0, 0, 1, 1, 1, 2, 2, 2], 3);
        Assert.Equal([0, 1, 2], match.Old);
        Assert.Equal([(TopicChange.Died, 3, -1, 0)], match.Changes);
    }

    private static int[] Groups(params int[] sizes) => [.. sizes.SelectMany((size, group) => Enumerable.Repeat(group, size))];
}
