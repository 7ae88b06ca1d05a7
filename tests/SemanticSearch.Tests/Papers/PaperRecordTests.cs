using System.Text.Json;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class PaperRecordTests
{
    [Fact]
    public void Our_own_form_is_read_in_full()
    {
        var paper = Records.Paper("""
            {"id":"1106.1569v2","title":"  Methanol\n as a tracer ","abstract":"The methanol\u0000 molecule","authors":["S. A. Levshakov"," D.  Reimers ",""],
             "categories":["physics.atom-ph","astro-ph.CO"],"primary_category":"astro-ph.CO","date":"2011-06-08","updated":"2012-01",
             "doi":"https://doi.org/10.1088/0004-637X/738/1/26","journal":"ApJ 738","upvotes":12,"unknown":{"deep":[1,null]}}
            """);
        Assert.Equal("arXiv:1106.1569", paper.Id.Value);
        Assert.Equal("Methanol as a tracer", paper.Title);
        Assert.Equal("The methanol molecule", paper.Abstract);
        Assert.Equal(["S. A. Levshakov", "D. Reimers"], paper.Authors);
        Assert.Equal(["astro-ph.CO", "physics.atom-ph"], paper.Categories);
        Assert.Equal(new DateOnly(2011, 6, 8), paper.Date);
        Assert.Equal(new DateOnly(2012, 1, 1), paper.Updated);
        Assert.Equal("10.1088/0004-637X/738/1/26", paper.Doi);
        Assert.Equal(("ApJ 738", "arXiv", 12), (paper.Journal, paper.Source, paper.Upvotes));
    }

    [Fact]
    public void The_arxiv_snapshot_is_read()
    {
        var paper = Records.Paper("""
            {"id":"0704.0001","submitter":"Pavel Nadolsky","authors":"C. Bal\\'azs, E. L. Berger","title":"Calculation of prompt\n  diphoton production","comments":null,
             "journal-ref":"Phys.Rev.D76:013009,2007","doi":"10.1103/PhysRevD.76.013009 10.1103/other","report-no":"ANL","categories":"hep-ph hep-ex","license":null,"abstract":"  A fully\ndifferential ",
             "versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"},{"version":"v2","created":"Tue, 24 Jul 2007 20:10:27 GMT"}],"update_date":"2008-11-26",
             "authors_parsed":[["Balázs","C.",""],["Berger","E. L.","Jr.","ANL"],["Collaboration","",""]]}
            """);
        Assert.Equal(["C. Balázs", "E. L. Berger Jr.", "Collaboration"], paper.Authors);
        Assert.Equal(["hep-ph", "hep-ex"], paper.Categories);
        Assert.Equal((new DateOnly(2007, 4, 2), new DateOnly(2008, 11, 26)), (paper.Date!.Value, paper.Updated!.Value));
        Assert.Equal(("10.1103/PhysRevD.76.013009", "Phys.Rev.D76:013009,2007", "arXiv"), (paper.Doi, paper.Journal, paper.Source));
        Assert.Equal("Calculation of prompt diphoton production", paper.Title);
    }

    [Fact]
    public void A_beir_passage_is_read()
    {
        var paper = Records.Paper("""{"_id":"4983","title":"Cerebral white matter","text":"Alterations","metadata":{}}""");
        Assert.Equal(("4983", "Cerebral white matter", "Alterations", null), (paper.Id.Value, paper.Title, paper.Abstract, paper.Source));
    }

    [Theory]
    [InlineData("A. B, C. D and E F", "A. B|C. D|E F")]
    [InlineData("A. B, C. D, and E F", "A. B|C. D|E F")]
    [InlineData("A. B (MIT, Cambridge (USA)), C. D (2)", "A. B|C. D")]
    [InlineData("Sammy Davis, Jr., C. D", "Sammy Davis Jr.|C. D")]
    [InlineData("Smith, John; Doe, Jane", "Smith, John|Doe, Jane")]
    [InlineData("Fernand & Andrea Sand", "Fernand|Andrea Sand")]
    [InlineData("A. B (open, C. D", "A. B (open|C. D")]
    [InlineData("", "")]
    public void One_string_of_authors_is_taken_apart(string authors, string expected) =>
        Assert.Equal(expected, string.Join('|', Records.Paper($$"""{"id":"x","title":"t","authors":"{{authors}}"}""").Authors));

    [Theory]
    [InlineData("17", "17")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("\"7\"", "7")]
    public void An_id_may_be_a_number(string id, string expected) =>
        Assert.Equal(expected, Records.Paper($$"""{"id":{{id}},"title":"t"}""").Id.Value);

    [Theory]
    [InlineData("2011-06-08", "2011-06-08")]
    [InlineData("2011-06", "2011-06-01")]
    [InlineData("2011", "2011-01-01")]
    [InlineData(" 2011-06-08 ", "2011-06-08")]
    [InlineData("2011-06-08T23:59:59Z", "2011-06-08")]
    [InlineData("2011-06-08T23:59:59.1234567-11:00", "2011-06-08")]
    [InlineData("2011-06-08 01:02", "2011-06-08")]
    [InlineData("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02")]
    [InlineData("Fri, 2 Apr 2007 19:18:42 GMT", "2007-04-02")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("1000", "1000-01-01")]
    [InlineData("2200-12-31", "2200-12-31")]
    public void Every_spelling_of_a_date_is_read(string date, string expected) =>
        Assert.Equal(expected, Records.Paper($$"""{"id":"x","title":"t","date":"{{date}}"}""").Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2011-02-30")]
    [InlineData("2023-02-29")]
    [InlineData("2011-13")]
    [InlineData("0999")]
    [InlineData("2201-01-01")]
    [InlineData("0000-01-01")]
    [InlineData("2011-06-08T25:00:00Z")]
    [InlineData("2011-06-08T12:00:00Zebra")]
    [InlineData("08.06.2011")]
    [InlineData("2011-6-8")]
    [InlineData("yesterday")]
    [InlineData("\u0662\u0660\u0661\u0661")]
    public void An_impossible_date_is_refused_by_field_and_value(string date)
    {
        var refusal = Records.Refusal($$"""{"id":"x","title":"t","updated":"{{date}}"}""");
        Assert.Equal(RefusalCodes.BadField, refusal.Code);
        Assert.Contains("\"updated\"", refusal.Reason);
        Assert.Contains($"\"{date}\"", refusal.Reason);
    }

    [Fact]
    public void Null_and_blank_count_as_absent()
    {
        var paper = Records.Paper("""{"id":"x","title":"t","abstract":null,"authors":null,"categories":" ","primary_category":"","date":"","doi":null,"journal":" ","source":null,"upvotes":null,"versions":null,"authors_parsed":[]}""");
        Assert.Equal("""{"id":"x","title":"t"}""", System.Text.Encoding.UTF8.GetString(PaperWriter.ToJson(paper)));
    }

    [Fact]
    public void A_given_source_stands_and_repeated_categories_go()
    {
        var paper = Records.Paper("""{"id":"2301.00001","title":"t","source":"mirror","categories":["cs.LG","cs.CL","CS.LG"],"primary_category":"cs.CV"}""");
        Assert.Equal("mirror", paper.Source);
        Assert.Equal(["cs.CV", "cs.LG", "cs.CL"], paper.Categories);
    }

    [Fact]
    public void An_untitled_passage_is_fine_where_titles_are_not_required()
    {
        Assert.Equal("", Records.Read("""{"_id":"1","title":"","text":"words"}""", titleRequired: false).Paper!.Title);
        Assert.Equal(RefusalCodes.MissingTitle, Records.Refusal("""{"_id":"1","title":"","text":" "}""", titleRequired: false).Code);
    }

    [Fact]
    public void A_parsed_element_is_read_alike()
    {
        using var document = JsonDocument.Parse("""[{"id":"x","title":"t"},7]""");
        Assert.Equal("x", PaperRecord.Read(Records.Somewhere, document.RootElement[0]).Paper!.Id.Value);
        Assert.Equal(RefusalCodes.BadJson, PaperRecord.Read(Records.Somewhere, document.RootElement[1]).Refusal!.Code);
    }
}
