using System.Buffers;
using System.Text;
using System.Text.Json;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class PaperWriterTests
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "9", " ", "\"", "\\", "/", "<script>", "&amp;", "'", "\u007F", "\u0000", "\n", "\u2028", "\u00A0", "é", "e\u0301", "ß", "漢字", "\U0001F600",
        "\U0001D4D0", "\uFEFF", "\uFFFE", "\uFFFF", "\u200D", "\uD800", "\uDC00", "$x^2$", "\\u0041", "\\ud800", "{", "}", "\U000E0001", "\u0378", ",", ";", " and ",
    ];

    [Fact]
    public void The_bytes_of_a_paper_are_fixed()
    {
        var paper = new Paper
        {
            Id = PaperId.Parse("2301.00001"),
            Title = "Quotes \" and \\, é 漢 \U0001F600 <b> \u0378",
            Abstract = "control \u0001 and half \uD800 pair",
            Authors = ["A. B"],
            Categories = ["cs.LG", "cs.CL"],
            Date = new DateOnly(987, 6, 5),
            Upvotes = 0,
        };
        const string Expected = """{"id":"arXiv:2301.00001","title":"Quotes \" and \\, é 漢 😀 <b> UNASSIGNED","abstract":"control \u0001 and half \ufffd pair","authors":["A. B"],"""
            + "\"" + """categories":["cs.LG","cs.CL"],"primary_category":"cs.LG","date":"0987-06-05","upvotes":0}""";
        Assert.Equal(Expected.Replace("UNASSIGNED", "\u0378"), Encoding.UTF8.GetString(PaperWriter.ToJson(paper)));
    }

    [Fact]
    public void Nasty_papers_come_back_as_they_were()
    {
        var random = new Random(2024);
        for (var round = 0; round < 200; round++)
        {
            var paper = Nasty(random, round);
            var json = PaperWriter.ToJson(paper);
            Assert.DoesNotContain((byte)'\n', json);
            using var valid = JsonDocument.Parse(json);
            var read = PaperRecord.Read(Records.Somewhere, json);
            Assert.Null(read.Refusal);
            AssertSame(paper, read.Paper!);
            Assert.Equal(json, PaperWriter.ToJson(read.Paper!));
        }
    }

    [Fact]
    public void A_field_that_differs_gives_other_bytes()
    {
        var paper = Nasty(new Random(5), 0);
        Paper[] others =
        [
            paper with { Title = paper.Title + "x" }, paper with { Abstract = paper.Abstract + "x" }, paper with { Authors = [.. paper.Authors, "X"] },
            paper with { Categories = [.. paper.Categories, "x.X"] }, paper with { Date = paper.Date!.Value.AddDays(1) }, paper with { Updated = new DateOnly(2222, 1, 1) },
            paper with { Doi = "10.1/other" }, paper with { Journal = "other" }, paper with { Source = "other" }, paper with { Upvotes = 77 }, paper with { Id = PaperId.Parse("other") },
        ];
        var written = others.Append(paper).Select(other => Convert.ToHexString(PaperWriter.ToJson(other))).ToList();
        Assert.Equal(written.Count, written.Distinct().Count());
    }

    [Fact]
    public void Writing_appends()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("before "u8);
        PaperWriter.Write(new Paper { Id = PaperId.Parse("x"), Title = "t" }, output);
        Assert.Equal("before {\"id\":\"x\",\"title\":\"t\"}", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static Paper Nasty(Random random, int number) => new()
    {
        Id = PaperId.Parse($"nasty:{number}/\"\\é漢{number}"),
        Title = "T" + Text(random, 20),
        Abstract = Text(random, 400),
        Authors = [.. Enumerable.Range(0, random.Next(6)).Select(_ => "N" + Text(random, 6))],
        Categories = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"c{i}" + Text(random, 4))],
        Date = DateOnly.FromDayNumber(random.Next(new DateOnly(1000, 1, 1).DayNumber, new DateOnly(2200, 1, 1).DayNumber)),
        Updated = random.Next(2) == 0 ? null : new DateOnly(1999, 12, 31),
        Doi = random.Next(2) == 0 ? null : $"10.1000/{random.Next()}(\"\\<1::x>",
        Journal = random.Next(2) == 0 ? null : "J" + Text(random, 10),
        Source = random.Next(2) == 0 ? null : "S" + Text(random, 3),
        Upvotes = random.Next(2) == 0 ? null : random.Next(),
    };

    private static string Text(Random random, int pieces) => PaperText.Clean(string.Concat(random.GetItems(Pieces, random.Next(pieces))));

    private static void AssertSame(Paper expected, Paper actual)
    {
        Assert.Equal(expected.Id.Value, actual.Id.Value);
        Assert.Equal(expected.Authors, actual.Authors);
        Assert.Equal(expected.Categories, actual.Categories);
        // Records compare lists by reference, so the lists are compared first and then set aside.
        Assert.Equal(expected with { Authors = [], Categories = [] }, actual with { Authors = [], Categories = [] });
    }
}
