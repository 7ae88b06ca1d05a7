using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Terms;

/// <summary>From text to weighted terms: BM25 as it is written down, and ids that stored postings can rely on.</summary>
public class TermEncoderTests
{
    [Fact]
    public void A_passage_has_the_weights_of_BM25_with_the_title_counted_three_times()
    {
        // Coral: 3 for the title + 1 = 4; reef: 1; length 5. Norm = 1.5 (0.25 + 0.75 x 5 / 100) = 0.43125.
        var passage = TermEncoder.EncodePassage("Coral", "A coral reef");
        Assert.Equal(2, passage.Count);
        Assert.Equal(4 * 2.5 / (4 + 0.43125), Weight(passage, "coral"), 1e-6);
        Assert.Equal(1 * 2.5 / (1 + 0.43125), Weight(passage, "reef"), 1e-6);
    }

    [Fact]
    public void A_longer_passage_gives_each_of_its_words_less()
    {
        // Reef: 1; fish: 199; length 200, twice the reference. Norm = 1.5 (0.25 + 0.75 x 2) = 2.625.
        var passage = TermEncoder.EncodePassage("", "reef" + string.Concat(Enumerable.Repeat(" fish", 199)));
        Assert.Equal(2.5 / (1 + 2.625), Weight(passage, "reef"), 1e-6);
        Assert.Equal(199 * 2.5 / (199 + 2.625), Weight(passage, "fish"), 1e-5);
        Assert.All(passage.Values, weight => Assert.InRange(weight, 0, TermEncoder.K1 + 1));
    }

    [Fact]
    public void A_word_of_the_title_weighs_more_than_the_same_word_of_the_abstract()
    {
        var inTitle = TermEncoder.EncodePassage("reef", "coral coral coral");
        var inAbstract = TermEncoder.EncodePassage("coral", "reef coral coral");
        Assert.True(Weight(inTitle, "reef") > Weight(inAbstract, "reef"));
    }

    [Fact]
    public void A_query_weighs_each_word_by_its_count()
    {
        var query = TermEncoder.EncodeQuery("Reefs, the reef and X-ray reefing");
        Assert.Equal(3, Weight(query, "reef"));
        Assert.Equal(1, Weight(query, "x"));
        Assert.Equal(1, Weight(query, "ray"));
        Assert.Equal(1, Weight(query, "xray"));
        Assert.Equal(4, query.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("what is it of the")]
    [InlineData(" ... ")]
    public void Text_without_words_that_say_something_has_no_terms(string text)
    {
        Assert.Equal(SparseVector.Empty, TermEncoder.EncodeQuery(text));
        Assert.Equal(SparseVector.Empty, TermEncoder.EncodePassage(text, text));
    }

    [Theory]
    [InlineData("X-ray", "xray")]
    [InlineData("X-ray", "x ray")]
    [InlineData("xray", "an X-ray image")]
    [InlineData("G\u00f6del's theorems", "godel theorem")]
    public void Spellings_of_one_word_share_a_term(string one, string other) =>
        Assert.NotEmpty(TermEncoder.EncodeQuery(one).Indices.Intersect(TermEncoder.EncodeQuery(other).Indices));

    /// <remarks>Every stored term is such a number: where one of these changes, every store must be made again.</remarks>
    [Theory]
    [InlineData("coral", 2740870389u)]
    [InlineData("reef", 4098553576u)]
    [InlineData("0.35", 1865615559u)]
    [InlineData("\u043a\u0432\u0430\u043d\u0442", 3080666218u)]
    public void The_id_of_a_term_never_changes(string stem, uint id) => Assert.Equal(id, TermEncoder.TermId(stem));

    [Fact]
    public void The_identity_names_every_parameter_whatever_the_culture() =>
        Assert.Equal("english-2 k1=1.5 b=0.75 title=3 length=100", TermEncoder.Identity);

    [Fact]
    public async Task The_same_text_gives_the_same_vector_on_every_thread()
    {
        string[] texts = [.. Enumerable.Range(0, 64).Select(i => string.Join(' ', Enumerable.Range(i, 40).Select(word => $"X-ray word{word % 17} na\u00efve {word}.5")))];
        var alone = texts.Select(text => TermEncoder.EncodePassage(text, text)).ToList();
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            texts.Select(text => TermEncoder.EncodePassage(text, text)).ToList(), TestContext.Current.CancellationToken)));
        Assert.All(together, found => Assert.Equal(alone, found));
        Assert.Equal(texts.Length, alone.Distinct().Count());
    }

    private static float Weight(SparseVector vector, string stem)
    {
        var at = Array.BinarySearch(vector.Indices, TermEncoder.TermId(stem));
        return at < 0 ? 0 : vector.Values[at];
    }
}
