using System.Diagnostics;
using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class PaperTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u0000\u2003 ", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("  a\n  b\u0000\u0001c\u0085d\u2028e\u3000f ", "a b c d e f")]
    [InlineData("x \U0001D4D0 y", "x \U0001D4D0 y")]
    public void White_space_and_control_characters_become_one_space(string text, string expected) => Assert.Equal(expected, PaperText.Clean(text));

    [Fact]
    public void Halves_of_surrogate_pairs_are_replaced()
    {
        Assert.Equal("a\uFFFDb", PaperText.Clean("a\uD800b"));
        Assert.Equal("a\uFFFD", PaperText.Clean("a\uDC00"));
        Assert.Equal("\uFFFD\U0001F600", PaperText.Clean("\uD83D\U0001F600"));
        Assert.Equal("a\uFFFDb", PaperText.Clean("a\uFFFEb"));
    }

    [Fact]
    public void Cleaning_random_text_gives_valid_text_and_twice_changes_nothing()
    {
        var random = new Random(11);
        char[] alphabet = ['a', ' ', '\n', '\0', '\uD83D', '\uDE00', '\u0301', '\u00A0', '\uFEFF', '\u200B'];
        for (var round = 0; round < 2_000; round++)
        {
            var cleaned = PaperText.Clean(new string(random.GetItems(alphabet, random.Next(30))));
            Assert.Equal(cleaned, PaperText.Clean(cleaned));
            Assert.DoesNotContain("  ", cleaned, StringComparison.Ordinal);
            Assert.Equal(cleaned, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cleaned)));
        }
    }

    [Fact]
    public void Ten_million_spaces_take_no_time_to_speak_of()
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal("a b", PaperText.Clean("a" + new string(' ', 10_000_000) + "b"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }
}
