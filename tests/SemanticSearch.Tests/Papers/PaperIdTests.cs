using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class PaperIdTests
{
    [Theory]
    [InlineData("2301.00001", "arXiv:2301.00001")]
    [InlineData("0704.0001", "arXiv:0704.0001")]
    [InlineData(" arxiv:2301.00001v3 ", "arXiv:2301.00001")]
    [InlineData("ARXIV:2301.00001V12", "arXiv:2301.00001")]
    [InlineData("https://arxiv.org/abs/2301.00001v2", "arXiv:2301.00001")]
    [InlineData("http://www.arxiv.org/pdf/2301.00001.pdf", "arXiv:2301.00001")]
    [InlineData("https://arxiv.org/pdf/2301.00001v2.pdf", "arXiv:2301.00001")]
    [InlineData("arxiv.org/html/2301.00001", "arXiv:2301.00001")]
    [InlineData("https://export.arxiv.org/abs/hep-th/9901001v1", "arXiv:hep-th/9901001")]
    [InlineData("hep-th/9901001", "arXiv:hep-th/9901001")]
    [InlineData("HEP-TH/9901001", "arXiv:hep-th/9901001")]
    [InlineData("math.GT/0309136", "arXiv:math/0309136")]
    [InlineData("arXiv:cond-mat.mes-hall/0309136v2", "arXiv:cond-mat/0309136")]
    [InlineData("10.48550/arXiv.2301.00001", "arXiv:2301.00001")]
    [InlineData("https://doi.org/10.48550/arXiv.2301.00001", "arXiv:2301.00001")]
    [InlineData("10.1088/0004-637X/738/1/26", "DOI:10.1088/0004-637x/738/1/26")]
    [InlineData("doi:10.1000/ABC", "DOI:10.1000/abc")]
    [InlineData("https://dx.doi.org/10.1000/ABC", "DOI:10.1000/abc")]
    [InlineData("doi.org/10.1000/abc", "DOI:10.1000/abc")]
    [InlineData("pmid:123456", "PMID:123456")]
    [InlineData("https://pubmed.ncbi.nlm.nih.gov/123456/", "PMID:123456")]
    [InlineData("sample:graph-17", "sample:graph-17")]
    [InlineData("4983", "4983")]
    [InlineData("1234.5678", "1234.5678")]
    [InlineData("2313.00001", "2313.00001")]
    [InlineData("report/0123456", "report/0123456")]
    [InlineData("\u0662\u0663\u0660\u0661.\u0660\u0660\u0660\u0660\u0661", "\u0662\u0663\u0660\u0661.\u0660\u0660\u0660\u0660\u0661")]
    public void Every_spelling_becomes_the_canonical_one(string spelling, string canonical)
    {
        var id = PaperId.Parse(spelling);
        Assert.Equal(canonical, id.Value);
        Assert.Equal(id, PaperId.Parse(id.Value));
        Assert.Equal(canonical, PaperId.Parse(id.Value).Value);
        Assert.Equal(canonical.StartsWith("arXiv:", StringComparison.Ordinal), id.IsArxiv);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("nul\0")]
    [InlineData("joiner\u200Dinside")]
    [InlineData("2301.00001\uFEFF")]
    [InlineData("smile\U0001F600")]
    public void What_cannot_name_a_paper_is_refused(string? text)
    {
        Assert.False(PaperId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => PaperId.Parse(text!));
    }

    // An attribute cannot carry half of a surrogate pair: the compiler stores its strings as UTF-8.
    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => Assert.False(PaperId.TryParse("half\uD83D", out _));

    [Fact]
    public void The_limit_holds_for_the_canonical_spelling()
    {
        Assert.True(PaperId.TryParse(new string('x', PaperId.MaxLength), out _));
        Assert.False(PaperId.TryParse(new string('x', PaperId.MaxLength + 1), out _));
        var longestDoi = "10.1000/" + new string('x', PaperId.MaxLength - "DOI:10.1000/".Length);
        Assert.Equal(PaperId.MaxLength, PaperId.Parse("https://doi.org/" + longestDoi).Value.Length);
        Assert.False(PaperId.TryParse(longestDoi + "x", out _));
    }

    [Theory]
    [InlineData("sample:A", "SAMPLE:a", true)]
    [InlineData("DOI:10.1/X", "doi:10.1/x", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "ab", false)]
    [InlineData("\u212Aelvin", "kelvin", true)]
    [InlineData("\u017Fharp", "sharp", false)]
    [InlineData("\u00C9cole", "\u00E9cole", true)]
    public void Equality_hash_order_and_key_agree(string left, string right, bool equal)
    {
        var (a, b) = (PaperId.Parse(left), PaperId.Parse(right));
        Assert.Equal(equal, a == b);
        Assert.Equal(equal, a.Key == b.Key);
        Assert.Equal(equal, a.CompareTo(b) == 0);
        Assert.Equal(equal, a.GetHashCode() == b.GetHashCode());
    }
}
