using System.Text;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded;

public class KeyCountsTests
{
    [Fact]
    public void The_keys_that_were_counted_most_come_first_and_equal_ones_in_the_order_of_their_texts()
    {
        var counts = new KeyCounts();
        foreach (var key in (string[])["b", "ö", "a", "c", "b", "d", "ö", "a", "e"])
            counts.Add(Encoding.UTF8.GetBytes(key), 1);
        Assert.Equal([new("a", 2), new("b", 2), new("ö", 2), new("c", 1)], counts.Most(4));
        Assert.Equal(6, counts.Most(100).Count);
    }

    [Fact]
    public void Nothing_was_counted_at_first() => Assert.Empty(new KeyCounts().Most(3));
}
