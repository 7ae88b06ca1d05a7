using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Terms;

/// <summary>From text to stems. Expected stems are those that Porter's published English stemmer gives.</summary>
public class AnalyzerTests
{
    [Theory]
    [InlineData("Galaxies COLLIDING", "galaxi collid")]
    [InlineData("relational relations related", "relat relat relat")]
    [InlineData("generously national skies", "generous nation sky")]
    [InlineData("", "")]
    [InlineData(" .,;:!? -- () ", "")]
    public void Words_are_lower_case_stems_in_their_order(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Theory]
    [InlineData("The origin of the species", "origin speci")]
    [InlineData("What is it that we would have been doing?", "")]
    [InlineData("THE And oF", "")]
    public void Stop_words_are_left_out_in_any_case(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Theory]
    [InlineData("X-ray", "x ray xray")]
    [InlineData("x ray", "x ray")]
    [InlineData("xray", "xray")]
    [InlineData("X\u2010rays", "x ray xray")]
    [InlineData("X\u2011RAYS", "x ray xray")]
    public void A_hyphenated_word_meets_its_parts_and_its_whole(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Theory]
    [InlineData("state-of-the-art", "state art stateoftheart")]
    [InlineData("two- and three-body", "two three bodi threebodi")]
    [InlineData("pages 3--5", "page 3 5")]
    [InlineData("a trailing-", "trail")]
    [InlineData("-leading", "lead")]
    [InlineData("range\u2013dash em\u2014dash", "rang dash em dash")]
    public void Only_a_hyphen_between_two_words_joins_them(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Theory]
    [InlineData("z = 0.35", "z 0.35")]
    [InlineData("In 2019. Then 3.", "2019 3")]
    [InlineData("version 1.2.3", "version 1.2 3")]
    [InlineData("1,000 papers", "1 000 paper")]
    [InlineData(".5 and 5.", "5 5")]
    [InlineData("CO2 at 4.2K", "co2 4.2k")]
    [InlineData("end.Next", "end next")]
    public void Numbers_are_kept_and_a_point_between_digits_belongs_to_them(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Theory]
    [InlineData("na\u00efve G\u00f6del \u00c5ngstr\u00f6m", "naiv godel angstrom")]
    [InlineData("nai\u0308ve Go\u0308del A\u030angstro\u0308m", "naiv godel angstrom")]
    [InlineData("e\ufb03cient \ufb01eld", "effici field")]
    [InlineData("\u211d \u2102 \u2112 \u1d2e", "r c l b")]
    [InlineData("\u041a\u0432\u0430\u043d\u0442 \u91cf\u5b50", "\u043a\u0432\u0430\u043d\u0442 \u91cf\u5b50")]
    public void Letters_lose_accents_case_and_typography_however_they_are_written(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Theory]
    [InlineData(@"\mathbf{x} + \frac{1}{2}\alpha", "x 1 2 alpha")]
    [InlineData(@"\textit{Drosophila} and \emph{vivo}", "drosophila vivo")]
    [InlineData(@"\left( \Lambda \right)", "lambda")]
    [InlineData("left ventricle, right atrium, cited text", "left ventricl right atrium cite text")]
    public void Commands_of_TeX_layout_are_no_words_but_their_names_are(string text, string terms) => Assert.Equal(terms, Terms(text));

    [Fact]
    public void Half_a_surrogate_pair_and_what_lies_beyond_the_basic_plane_separate_words() =>
        Assert.Equal("red blue green", Terms("red\ud835blue\udc00 \ud835\udc00green"));

    [Fact]
    public void A_word_beyond_the_limit_is_cut_there()
    {
        var limit = new string('b', Analyzer.MaxWordLength);
        Assert.Equal(limit, Terms(limit));
        Assert.Equal(limit, Terms(limit + "bbbb"));
        Assert.Equal(limit + " next", Terms(limit + new string('c', 500) + " next"));
    }

    [Fact]
    public void Letters_that_unfold_into_many_do_not_pass_the_limit()
    {
        // One such letter decomposes into eighteen characters, white space among them.
        var terms = List(new string('\ufdfa', 500));
        Assert.All(terms, term => Assert.InRange(term.Length, 1, Analyzer.MaxWordLength));
        Assert.All(terms, term => Assert.DoesNotContain(' ', term));
    }

    [Fact]
    public void One_analyzer_remembers_nothing_from_one_text_to_the_next()
    {
        var analyzer = new Analyzer();
        foreach (var text in new[] { "well-", "X-", "of-the-", @"\mathbf", "state-of-the-art", "" })
            analyzer.Analyze(text, static _ => { });
        var terms = new List<string>();
        analyzer.Analyze("art X-ray", terms.Add);
        Assert.Equal(["art", "x", "ray", "xray"], terms);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b-")]
    [InlineData("the-")]
    [InlineData("1.")]
    [InlineData("e\u0301")]
    [InlineData("\u0301")]
    [InlineData("\\frac")]
    [InlineData("\ufdfa-")]
    public void Hostile_text_costs_no_more_than_in_proportion_to_its_length(string piece)
    {
        var (small, large) = (Cost(piece, 20_000), Cost(piece, 80_000));
        // Four times the text: four times the work and the memory, and some room for what is allocated once.
        Assert.InRange(large.Characters, 0, 4 * small.Characters + Analyzer.MaxWordLength);
        Assert.InRange(large.AllocatedBytes, 0, 5 * small.AllocatedBytes + 100_000);
        Assert.InRange(large.Characters, 0, 80_000L * 20 * piece.Length);
    }

    private static (long Characters, long AllocatedBytes) Cost(string piece, int repeats)
    {
        var text = string.Concat(Enumerable.Repeat(piece, repeats));
        var analyzer = new Analyzer();
        analyzer.Analyze("warm up", static _ => { });
        var characters = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        analyzer.Analyze(text, term => characters += term.Length);
        return (characters, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Terms(string text) => string.Join(' ', List(text));

    private static List<string> List(string text)
    {
        var terms = new List<string>();
        new Analyzer().Analyze(text, terms.Add);
        return terms;
    }
}
