using SemanticSearch.Search;

namespace SemanticSearch.Tests.Search;

public class SentencesTests
{
    public static TheoryData<string[]> Texts => new([
        ["One sentence without an end"],
        ["We follow Smith et al. (2010) closely.", "It works."],
        ["Methods, e.g. Newton's, fail, i.e. diverge.", "Ours does not!", "Why?"],
        ["The error is 3.5 % at z = 0.1.", "See Fig. 2 and Eqs. (3)."],
        ["For $x. A$ we prove $f(x) = 1$.", "$K$ is compact."],
        ["By J. Doe and A. B. Roe.", "Done..."],
        ["He asked \"why?\" and left.", "(It was late.)", "\"Yes.\""],
        ["It costs $5. That is cheap."],
        ["Approx. 5 vs. 6 units.", "2 of them broke."],
    ]);

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_cut_where_a_reader_would(string[] sentences)
    {
        var text = string.Join(' ', sentences);
        if (sentences is ["It costs $5. That is cheap."])
            sentences = ["It costs $5.", "That is cheap."];
        Assert.Equal(sentences, Sentences.Of(text).Select(range => range.Of(text)));
    }

    [Fact]
    public void Nothing_but_the_spaces_between_is_lost()
    {
        var random = new Random(3);
        const string Characters = "abC1 .!?)($\"\\ ";
        for (var i = 0; i < 5_000; i++)
        {
            var text = SemanticSearch.Papers.PaperText.Clean(new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => Characters[random.Next(Characters.Length)])]));
            Assert.Equal(text, string.Join(' ', Sentences.Of(text).Select(range => range.Of(text))));
        }
    }
}
