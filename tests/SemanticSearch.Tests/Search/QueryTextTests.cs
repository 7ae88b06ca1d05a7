using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Search;

public class QueryTextTests
{
    /// <summary>A query, what of it is compared by meaning, and its clauses.</summary>
    public static TheoryData<string, string, string> Read => new()
    {
        { "sparse attention", "sparse attention", "" },
        { "diffusion \"score matching\" -image", "diffusion score matching", "Phrase score matching; not Word image" },
        { "\u201Cscore matching\u201D models", "score matching models", "Phrase score matching" },
        { "+graphs learning", "graphs learning", "Word graphs" },
        { "+X-ray spectra", "X-ray spectra", "Phrase X-ray" },
        { "title:clusters", "clusters", "TitleWord clusters" },
        { "ti:\"galaxy clusters\" gas", "galaxy clusters gas", "TitlePhrase galaxy clusters" },
        { "dust author:\"José Álvarez\" au:chen", "dust", "Author José Álvarez; Author chen" },
        { "dust -author:chen", "dust", "not Author chen" },
        { "category:cs.LG OR cat:stat.ML bounds", "bounds", "Category cs.LG | Category stat.ML" },
        { "cat OR dog behaviour", "cat dog behaviour", "Word cat | Word dog" },
        { "(\"deep learning\" OR forests) for soil", "deep learning forests for soil", "Phrase deep learning | Word forests" },
        { "state-of-the-art self-attention", "state-of-the-art self-attention", "" },
        { "between -5 and +3 degrees", "between -5 and +3 degrees", "" },
        { "the $x -y \"z$ case", "the $x -y \"z$ case", "" },
        { "\\alpha -decay", "\\alpha", "not Word decay" },
        { "C++ and F# (compilers)", "C++ and F# (compilers)", "" },
        { "see http://example.org/a:b", "see http://example.org/a:b", "" },
        { "why - and how - it works", "why - and how - it works", "" },
    };

    [Theory]
    [MemberData(nameof(Read))]
    public void Operators_are_read_and_the_rest_is_meaning(string text, string meaning, string clauses)
    {
        var query = QueryText.Parse(text);
        Assert.Equal(meaning, query.Meaning);
        Assert.Equal(clauses, string.Join("; ", query.Clauses.Select(Shown)));
        Assert.Empty(query.Notices);
    }

    [Theory]
    [InlineData("\"never closed")]
    [InlineData("OR nothing")]
    [InlineData("something OR")]
    [InlineData("a OR OR b")]
    [InlineData("-a OR b")]
    [InlineData("-(a OR b)")]
    [InlineData("(a OR b c) d")]
    public void What_cannot_be_read_is_plain_text_and_says_so(string text)
    {
        var query = QueryText.Parse(text);
        Assert.Equal(text, query.Meaning);
        Assert.Empty(query.Clauses);
        Assert.Contains("plain text", Assert.Single(query.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_phrase_without_a_word_to_look_up_is_no_condition()
    {
        var query = QueryText.Parse("\"to be or not to be\" soliloquy");
        Assert.Equal("to be or not to be soliloquy", query.Meaning);
        Assert.Empty(query.Clauses);
        Assert.Contains("no condition", Assert.Single(query.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pasted_abstract_is_plain_text()
    {
        var text = string.Join(' ', Enumerable.Repeat("a \"quoted\" -word", 20));
        Assert.Equal(text, QueryText.Parse(text).Meaning);
        Assert.Empty(QueryText.Parse(text).Clauses);
    }

    [Fact]
    public void A_part_can_be_taken_away()
    {
        var query = QueryText.Parse("dust -galaxy title:red (a1 OR b2)");
        Assert.Equal(["dust title:red (a1 OR b2)", "dust -galaxy (a1 OR b2)", "dust -galaxy title:red"], query.Parts.Where(part => part.Clause is not null).Select(query.Without));
    }

    [Fact]
    public void No_text_is_too_much()
    {
        var random = new Random(5);
        const string Characters = "ab \"-+:()$\\ORtitle\u201C\u2212";
        for (var i = 0; i < 20_000; i++)
        {
            var text = SemanticSearch.Papers.PaperText.Clean(new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => Characters[random.Next(Characters.Length)])]));
            var query = QueryText.Parse(text);
            Assert.All(query.Clauses, clause => Assert.All(clause.Traits, trait => Assert.False(trait.IsVoid)));
        }
    }

    private static string Shown(PaperClause clause) =>
        (clause.IsExcluded ? "not " : "") + string.Join(" | ", clause.Traits.Select(trait => $"{trait.Kind} {trait.Text}"));
}
