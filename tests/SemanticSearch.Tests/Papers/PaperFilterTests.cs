using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class PaperFilterTests
{
    private static Paper By(params string[] authors) => new() { Id = PaperId.Parse("x"), Title = "x", Authors = authors };

    [Fact]
    public void A_category_is_found_by_itself_and_by_its_archives()
    {
        var paper = By() with { Categories = ["astro-ph.CO", "cs.LG", "cs.CL", "quant-ph", "a.b.c"] };
        Assert.Equal(
            ["astro-ph", "astro-ph.co", "cs", "cs.lg", "cs.cl", "quant-ph", "a", "a.b", "a.b.c"],
            PaperFilter.CategoryKeys(paper));
        Assert.Equal("astro-ph.co", PaperFilter.CategoryKey(" Astro-ph.CO "));
    }

    [Theory]
    [InlineData("Kurt Gödel", "kurt godel")]
    [InlineData("Kurt G\\\"odel", "kurt godel")]
    [InlineData("Gödel, Kurt", "kurt godel")]
    [InlineData("Paul Erd\\H{o}s", "paul erdos")]
    [InlineData("Jan Kwa\\'{s}niewicz", "jan kwasniewicz")]
    [InlineData("P. S\\o rensen", "p sorensen")]
    [InlineData("P. Sørensen", "p sorensen")]
    [InlineData("Łukasz Weiß", "lukasz weiss")]
    [InlineData("C. O'Brien", "c obrien")]
    [InlineData("C. O\u2019Brien", "c obrien")]
    [InlineData("J.-P.  Serre", "j p serre")]
    [InlineData("John Smith Jr.", "john smith")]
    [InlineData("Smith, Jr.", "smith")]
    [InlineData("Wang Xiǎo-Míng", "wang xiao ming")]
    [InlineData("\U00010400aron", "\U00010428aron")]
    [InlineData("...", "")]
    [InlineData("half \uD83D pair", "half pair")]
    public void An_author_key_is_plain(string name, string key) => Assert.Equal(key, PaperFilter.AuthorKey(name));

    [Theory]
    [InlineData("Sergei A. Levshakov", "sergei a levshakov", "levshakov", "s levshakov")]
    [InlineData("S. A. Levshakov", "s a levshakov", "levshakov", "s levshakov")]
    [InlineData("Anna Smith-Jones", "anna smith jones", "smith jones", "a smith jones")]
    [InlineData("Plato", "plato")]
    [InlineData("Johannes van der Waals", "johannes van der waals", "waals", "j waals", "der waals", "j der waals", "van der waals", "j van der waals")]
    [InlineData("Świętosława Ó Briain", "swietoslawa o briain", "briain", "s briain")]
    [InlineData("- -")]
    public void A_name_is_found_by_whole_family_and_initial(string name, params string[] keys) => Assert.Equal(keys, PaperFilter.AuthorKeys(By(name)));

    [Theory]
    [InlineData("Levshakov, S.")]
    [InlineData("S. Levshakov")]
    [InlineData("LEVSHAKOV")]
    public void What_a_user_writes_meets_the_keys_of_the_paper(string wanted) =>
        Assert.Contains(PaperFilter.AuthorKey(wanted), PaperFilter.AuthorKeys(By("D. Reimers", "Sergei A. Levshakov")));

    [Fact]
    public void A_name_of_combining_marks_alone_is_bounded_work() =>
        Assert.Equal("a", PaperFilter.AuthorKey("a" + new string('\u0301', 1_000_000)));
}
