using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;

namespace SemanticSearch.Tests.Papers;

public class CitationTests
{
    private static readonly Paper Full = new()
    {
        Id = PaperId.Parse("arXiv:2301.00001"),
        Title = "Costs of 5 % & more",
        Abstract = "One sentence.",
        Authors = ["Johannes van der Waals", "Noether, Emmy", "The ATLAS Collaboration", "Aristotle"],
        Categories = ["cs.LG", "stat.ML"],
        Date = new DateOnly(2023, 1, 2),
        Doi = "10.1000/a_b",
        Journal = "Nature",
        Source = "arXiv",
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("50 % of A & B #1 a_b", @"50 \% of A \& B \#1 a\_b")]
    [InlineData("the rate $O(n^{2})$ of a_b", @"the rate $O(n^{2})$ of a\_b")]
    [InlineData("from $5 to $10", @"from \$5 to \$10")]
    [InlineData("one $ alone", @"one \$ alone")]
    [InlineData(@"Erd\H{o}s and G\""odel", @"Erd\H{o}s and G\""odel")]
    [InlineData(@"100\% safe", @"100\% safe")]
    [InlineData("a } b { c", @"a \textbraceright{} b \textbraceleft{} c")]
    [InlineData(@"$\frac{a}{b$", @"\$\textbackslash{}frac\textbraceleft{}a\textbraceright{}\textbraceleft{}b\$")]
    [InlineData(@"\input{/etc/passwd}", @"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}")]
    [InlineData(@"$\input{/etc/passwd}$", @"\$\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}\$")]
    [InlineData("$x^^5cinput y$", @"\$x\textasciicircum{}\textasciicircum{}5cinput y\$")]
    [InlineData("a ~ b ^ c", @"a \textasciitilde{} b \textasciicircum{} c")]
    public void A_text_is_safe_within_TeX_and_keeps_its_formulas(string text, string expected)
    {
        var escaped = TexText.Escape(text);
        Assert.Equal(expected, escaped);
        Assert.Equal(escaped.Count(c => c == '{'), escaped.Count(c => c == '}'));
    }

    [Fact]
    public void BibTeX_has_the_fields_that_styles_read() => Assert.Equal(
        """
        @article{arXiv:2301.00001,
          title = {{Costs of 5 \% \& more}},
          author = {van der Waals, Johannes and Noether, Emmy and {The ATLAS Collaboration} and {Aristotle}},
          year = {2023},
          month = jan,
          journal = {Nature},
          doi = {10.1000/a_b},
          eprint = {2301.00001},
          archivePrefix = {arXiv},
          primaryClass = {cs.LG},
          url = {https://arxiv.org/abs/2301.00001},
          keywords = {cs.LG, stat.ML},
          abstract = {One sentence.}
        }


        """.ReplaceLineEndings("\n"), Write("bib", Full));

    [Fact]
    public void RIS_begins_and_ends_each_record()
    {
        var lines = Write("ris", Full).Split("\r\n");
        Assert.Equal("TY  - JOUR", lines[0]);
        Assert.Equal("ER  - ", lines[^2]);
        Assert.Equal(["AU  - van der Waals, Johannes", "AU  - Noether, Emmy", "AU  - The ATLAS Collaboration", "AU  - Aristotle"], lines.Where(line => line.StartsWith("AU", StringComparison.Ordinal)));
        Assert.Contains("DA  - 2023/01/02/", lines);
        Assert.Contains("DO  - 10.1000/a_b", lines);
        Assert.All(lines[..^1], line => Assert.Matches("^[A-Z][A-Z0-9]  - ", line));
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("-2 degrees", "\"'-2 degrees\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("say \"no\", twice", "\"say \"\"no\"\", twice\"")]
    [InlineData("plain - text", "plain - text")]
    public void A_cell_of_a_table_is_no_formula_and_stays_one_cell(string title, string cell) =>
        Assert.Equal($"x,{cell},,,,,,,,,\r\n", Write("csv", new Paper { Id = PaperId.Parse("x"), Title = title }));

    [Fact]
    public async Task CSL_JSON_is_one_list_whose_items_processors_read()
    {
        var items = JsonNode.Parse(await WriteAllAsync("csl.json", Full, Full with { Id = PaperId.Parse("PMID:1"), Journal = null, Doi = null, Title = "\"x\"" }))!.AsArray();
        Assert.Equal(["article-journal", "article"], items.Select(item => (string)item!["type"]!));
        Assert.Equal("""[{"family":"van der Waals","given":"Johannes"},{"family":"Noether","given":"Emmy"},{"literal":"The ATLAS Collaboration"},{"literal":"Aristotle"}]""", items[0]!["author"]!.ToJsonString());
        Assert.Equal("[[2023,1,2]]", items[0]!["issued"]!["date-parts"]!.ToJsonString());
        Assert.Equal("https://pubmed.ncbi.nlm.nih.gov/1/", (string?)items[1]!["URL"]);
        Assert.Equal("[]\n", await WriteAllAsync("csl.json"));
    }

    [Fact]
    public async Task Lines_are_read_back_unchanged()
    {
        var lines = (await WriteAllAsync("ndjson", Full, Full with { Id = PaperId.Parse("b") })).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        var read = PaperRecord.Read(new RecordOrigin("-", 1), Encoding.UTF8.GetBytes(lines[0])).Paper!;
        Assert.Equal(PaperWriter.ToJson(Full), PaperWriter.ToJson(read));
    }

    [Fact]
    public async Task Lines_and_tables_of_a_ranking_tell_the_place_of_each_paper_and_are_read_back_as_well()
    {
        RankedPaper[] ranking = [new(Full, 11, 0.75f, 0.5f), new(Full with { Id = PaperId.Parse("b"), Abstract = "" }, 12, -0.25f, null)];
        var lines = (await WriteRankingAsync("ndjson", ranking)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(""","rank":11,"score":0.75,"similarity":0.5}""", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(""","rank":12,"score":-0.25}""", lines[1], StringComparison.Ordinal);
        Assert.Equal(PaperWriter.ToJson(Full), PaperWriter.ToJson(PaperRecord.Read(new RecordOrigin("-", 1), Encoding.UTF8.GetBytes(lines[0])).Paper!));

        var rows = (await WriteRankingAsync("csv", ranking)).Split("\r\n");
        Assert.EndsWith(",upvotes,abstract,rank,score,similarity", rows[0], StringComparison.Ordinal);
        Assert.EndsWith(",One sentence.,11,0.75,0.5", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",,12,-0.25,", rows[2], StringComparison.Ordinal);
        foreach (var other in (string[])["bib", "ris", "csl.json"])
            Assert.Equal(await WriteAllAsync(other, [.. ranking.Select(ranked => ranked.Paper)]), await WriteRankingAsync(other, ranking));
    }

    private static PaperFormat Format(string name) => PaperFormat.All.Single(format => format.Name == name);

    private static string Write(string name, Paper paper)
    {
        var output = new ArrayBufferWriter<byte>();
        Format(name).Write(paper, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static async Task<string> WriteAllAsync(string name, params Paper[] papers)
    {
        using var output = new MemoryStream();
        Assert.Equal(papers.Length, await Format(name).WriteAsync(papers.ToAsyncEnumerable(), output, CancellationToken.None));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static async Task<string> WriteRankingAsync(string name, RankedPaper[] ranking)
    {
        using var output = new MemoryStream();
        Assert.Equal(ranking.Length, await Format(name).WriteAsync(ranking, output, CancellationToken.None));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
