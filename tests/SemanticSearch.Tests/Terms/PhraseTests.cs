using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Terms;

public class PhraseTests
{
    [Theory]
    [InlineData("score matching", "Denoising Score-Matching works", true)]
    [InlineData("score matching", "a score that is matching", false)]
    [InlineData("score matching", "scores matching", false)]
    [InlineData("X-ray", "soft x rays and x ray", true)]
    [InlineData("godel", "Gödel's theorem", true)]
    [InlineData("a a b", "a a a b", true)]
    [InlineData("to be", "what is to be done", true)]
    [InlineData("state of the art", "State-of-the-art results", true)]
    [InlineData("1.5", "z = 1.5", true)]
    [InlineData("one two", "one", false)]
    [InlineData("?", "?", false)]
    public void A_phrase_is_in_a_text_where_its_words_follow_one_another(string phrase, string text, bool isIn) =>
        Assert.Equal(isIn, new Phrase(phrase).IsIn(text));

    [Fact]
    public void A_text_with_a_phrase_has_its_terms()
    {
        foreach (var text in (string[])["Sparse self-attention for long documents", "Deep neural networks and the Poincaré group", "X-ray 3.5 keV line"])
        {
            var words = text.Split(' ');
            var terms = TermEncoder.EncodePassage("", text).Indices;
            for (var start = 0; start < words.Length; start++)
                for (var end = start + 1; end <= words.Length; end++)
                {
                    var phrase = new Phrase(string.Join(' ', words[start..end]));
                    Assert.True(phrase.IsIn(text));
                    Assert.All(phrase.Terms, term => Assert.Contains(term, terms));
                }
        }
    }
}
