using System.Diagnostics;
using System.Globalization;
using System.Text;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

[Collection(MeasuredAlone.Name)]
public sealed class BertWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00a0\u2028\u3000", "")]
    [InlineData("Caf\u00e9 na\u00efve \u0130stanbul", "cafe|naive|istanbul")]
    [InlineData("E=mc^2 <x> a|b ~$5+`_", "e|=|mc|^|2|<|x|>|a|||b|~|$|5|+|`|_")]
    [InlineData("one\ntwo\tthree", "one|two|three")]
    [InlineData("so\u00adft zero\u200bwidth nul\0char bell\a", "soft|zerowidth|nulchar|bell")]
    [InlineData("a\ud800b\udc00c\ufffdd \ud800", "abcd")]
    [InlineData("\u7d20\u7c92\u5b50physics", "\u7d20|\u7c92|\u5b50|physics")]
    [InlineData("\u2260 \u226e", "=|<")]
    [InlineData("\u201cquoted\u201d\u2014dash\u2026", "\u201c|quoted|\u201d|\u2014|dash|\u2026")]
    [InlineData("x\u2208\u211d", "x\u2208\u211d")]
    [InlineData("\ufffe", "\ufffe")]
    public void Words_are_those_of_the_reference(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Words(text)));

    [Fact]
    public void Accents_and_capitals_stay_where_the_manifest_says_so()
    {
        Assert.Equal(["Café", "É"], Words("Café É", lowerCase: false, stripAccents: false));
        Assert.Equal(["café", "é", "i\u0307"], Words("Café É \u0130", lowerCase: true, stripAccents: false));
        Assert.Equal(["Cafe", "E"], Words("Café É", lowerCase: false, stripAccents: true));
    }

    /// <summary>Folding one character at a time must give what folding the whole text gives.</summary>
    [Fact]
    public void Every_character_folds_as_in_a_whole_text()
    {
        Span<char> folded = stackalloc char[BertText.MaxFoldedLength];
        foreach (var rune in Enumerable.Range(0x80, 0x2FFFF).Where(Rune.IsValid).Select(value => new Rune(value)))
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned)
                continue;
            var length = BertText.Fold(rune, lowerCase: true, stripAccents: true, folded);
            var whole = $"a{rune}b".Normalize(NormalizationForm.FormD).EnumerateRunes()
                .Where(part => Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark).Select(Rune.ToLowerInvariant);
            Assert.Equal(string.Concat(whole), $"a{folded[..length]}b");
        }
    }

    [Theory]
    [InlineData('\u0301')]
    [InlineData('\u00e9')]
    [InlineData('\ud800')]
    [InlineData('\0')]
    [InlineData(' ')]
    [InlineData('a')]
    [InlineData('.')]
    public void Five_million_of_one_character_take_linear_time_and_little_memory(char character)
    {
        var text = new string(character, 5_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var longest = 0;
        var words = new BertWords(text, lowerCase: true, stripAccents: true);
        while (words.MoveNext())
            longest = Math.Max(longest, words.Current.Length);
        Assert.InRange(longest, 0, 2 * BertWords.MaxLength);
        // Decomposing may allocate a little for each character; holding the text would take far more at once.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * text.Length);
        // Quadratic work would take hours.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Fact]
    public void A_run_of_combining_marks_is_dropped_in_linear_time()
    {
        var marks = string.Concat(Enumerable.Range(0, 64_000).Select(i => i % 2 == 0 ? "\u0301" : "\u0323"));
        var clock = Stopwatch.StartNew();
        Assert.Equal(["ab", "c"], Words("a" + marks + marks + "b c"));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Half_a_surrogate_pair_anywhere_never_throws()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var text = new string([.. Enumerable.Range(0, 20).Select(_ => (char)random.Next(0xD700, 0xE100))]);
            Assert.All(Words(text), word => Assert.DoesNotContain('\ufffd', word));
        }
    }

    private static List<string> Words(string text, bool lowerCase = true, bool stripAccents = true)
    {
        var found = new List<string>();
        var words = new BertWords(text, lowerCase, stripAccents);
        while (words.MoveNext())
            found.Add(words.Current.ToString());
        return found;
    }
}
