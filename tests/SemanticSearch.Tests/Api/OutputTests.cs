using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Api;

/// <summary>Rankings and papers for other programs, and feeds.</summary>
[Collection(SharedApi.Name)]
public class OutputTests(ApiFixture api)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace OpenSearch = "http://a9.com/-/spec/opensearch/1.1/";

    public static readonly TheoryData<string, string> Formats = new()
    {
        { "ndjson", "application/x-ndjson" }, { "csv", "text/csv" }, { "bib", "application/x-bibtex" }, { "ris", "application/x-research-info-systems" },
        { "csl.json", "application/vnd.citationstyles.csl+json" }, { "atom", "application/atom+xml" }, { "json-feed", "application/feed+json" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_address_and_a_header_ask_for_the_same(string name, string mediaType)
    {
        foreach (var path in new[] { "/v1/search{0}?q=coral+reefs&limit=5&sort=relevance", "/v1/similar{0}?like=sample:genetics-13&limit=5&sort=relevance", "/v1/papers/sample:genetics-13/similar{0}?limit=5&sort=relevance" })
        {
            var bySuffix = await ReadAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "." + name), null, mediaType);
            var byHeader = await ReadAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, ""), mediaType, mediaType);
            // A feed names itself.
            if (name is "atom" or "json-feed")
                Assert.Equal(Ids(bySuffix), Ids(byHeader));
            else
                Assert.Equal(bySuffix, byHeader);
        }
    }

    [Fact]
    public async Task Lines_of_a_ranking_are_its_papers_as_the_indexer_reads_them()
    {
        var json = ApiFixture.Ids(await api.GetAsync("/v1/search?q=coral+reefs&limit=5"));
        var lines = (await ReadAsync("/v1/search.ndjson?q=coral+reefs&limit=5", null, "application/x-ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var papers = lines.Select(line => PaperRecord.Read(new RecordOrigin("-", 1), Encoding.UTF8.GetBytes(line)).Paper!).ToList();
        Assert.Equal(json, papers.Select(paper => paper.Id.Value));
        Assert.Equal([1, 2, 3, 4, 5], lines.Select(line => (int)JsonNode.Parse(line)!["rank"]!));
        Assert.All(lines, line => Assert.True(JsonNode.Parse(line)!["score"] is not null && JsonNode.Parse(line)!["similarity"] is not null, line));
        Assert.Equal(PaperWriter.ToJson(api.Sample.Single(paper => paper.Id == papers[0].Id)), PaperWriter.ToJson(papers[0]));
        Assert.Equal(100, (await ReadAsync("/v1/search.csv?q=a&min_similarity=-1", null, "text/csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
        Assert.Equal(api.Sample.Count, (await ReadAsync("/v1/search.ris?q=a&min_similarity=-1&limit=1000", null, "application/x-research-info-systems")).Split("TY  - ").Length - 1);
    }

    [Fact]
    public async Task A_paper_has_a_citation_by_parameter_and_by_header()
    {
        var bib = await ReadAsync("/v1/papers/sample:mathematics-15?format=bib", null, "application/x-bibtex");
        Assert.StartsWith("@article{sample:mathematics-15,\n  title = {{", bib, StringComparison.Ordinal);
        Assert.Equal(bib, await ReadAsync("/v1/papers/sample:mathematics-15", "application/x-bibtex", "application/x-bibtex"));
        Assert.Equal("application/json", (await AskAsync("/v1/papers/sample:mathematics-15", "application/json, application/x-bibtex;q=0.5")).Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/json", (await AskAsync("/v1/papers/sample:mathematics-15", "text/html,application/xhtml+xml,*/*;q=0.8")).Content.Headers.ContentType!.MediaType);
        Assert.Contains("rel=\"next\"", (await AskAsync("/v1/search?q=a&min_similarity=-1", "text/csv")).Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        await RequireProblemAsync("/v1/papers/sample:mathematics-15?format=docx", 400, "bad_choice");
        await RequireProblemAsync("/v1/search.docx?q=a", 404, "not_found");
    }

    [Fact]
    public async Task The_whole_store_is_exported_as_it_was_indexed()
    {
        var lines = (await ReadAsync("/v1/export", null, "application/x-ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(api.Sample.Select(paper => Encoding.UTF8.GetString(PaperWriter.ToJson(paper))).Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        var filtered = (await ReadAsync("/v1/export?category=climate&from=2020&author=chu", null, "application/x-ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var found = await api.GetAsync("/v1/search?q=a&min_similarity=-1&limit=100&category=climate&from=2020&author=chu");
        Assert.Equal(ApiFixture.Ids(found).Order(), filtered.Select(line => (string)JsonNode.Parse(line)!["id"]!).Order());
        var ofTopic = (await ReadAsync("/v1/export?topic=1", null, "application/x-ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((int)(await api.GetAsync("/v1/topics/1"))["papers"]!, ofTopic.Length);
    }

    [Fact]
    public async Task A_feed_tells_the_newest_first_and_names_its_papers_for_ever()
    {
        var feed = XDocument.Parse(await ReadAsync("/v1/search.atom?q=climate", null, "application/atom+xml")).Root!;
        var total = ApiFixture.Total(await api.GetAsync("/v1/search?q=climate"));
        Assert.Equal(total, (long)feed.Element(OpenSearch + "totalResults")!);
        var entries = feed.Elements(Atom + "entry").ToList();
        Assert.Equal(Math.Min(50, total), entries.Count);
        var dates = entries.Select(entry => (string)entry.Element(Atom + "published")!).ToList();
        Assert.Equal(dates.OrderDescending(StringComparer.Ordinal), dates);
        Assert.Equal(entries.Max(entry => (string)entry.Element(Atom + "updated")!), (string)feed.Element(Atom + "updated")!);
        Assert.All(entries, entry => Assert.StartsWith("urn:uuid:", (string)entry.Element(Atom + "id")!, StringComparison.Ordinal));
        Assert.Equal(new Uri(api.Address, "/v1/search.atom?q=climate").ToString(), (string?)feed.Elements(Atom + "link").Single(link => (string?)link.Attribute("rel") == "self").Attribute("href"));
        // The same paper has the same name in every feed.
        var json = JsonNode.Parse(await ReadAsync("/v1/search.json-feed?q=climate", null, "application/feed+json"))!;
        Assert.Equal(entries.Select(entry => (string)entry.Element(Atom + "id")!), json["items"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal("https://jsonfeed.org/version/1.1", (string?)json["version"]);
        Assert.Equal(total, (long)json["_opensearch"]!["total_results"]!);
    }

    [Fact]
    public async Task A_topic_and_the_neighbours_of_a_paper_have_a_feed()
    {
        var topic = await api.GetAsync("/v1/topics/1");
        var feed = XDocument.Parse(await ReadAsync("/v1/topics/1.atom", null, "application/atom+xml")).Root!;
        Assert.Equal((string?)topic["label"], (string)feed.Element(Atom + "title")!);
        Assert.Equal((long)topic["papers"]!, (long)feed.Element(OpenSearch + "totalResults")!);
        var similar = XDocument.Parse(await ReadAsync("/v1/papers/sample:genetics-13/similar.atom", null, "application/atom+xml")).Root!;
        Assert.NotEmpty(similar.Elements(Atom + "entry"));
    }

    [Fact]
    public async Task A_feed_that_has_not_changed_is_not_sent_again()
    {
        var first = await AskAsync("/v1/search.atom?q=climate", null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/search.atom?q=climate");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(304, (int)again.StatusCode);
    }

    [Fact]
    public async Task Only_the_members_that_are_selected_are_answered()
    {
        var answer = await api.GetAsync("/v1/search?q=bees&explain=true&evidence=true&limit=2&select=title,explain.semantic.score,id,evidence.similarity");
        var paper = answer["results"]![0]!;
        Assert.Equal(["id", "title", "evidence", "explain"], paper.AsObject().Select(member => member.Key));
        Assert.Equal(["similarity"], paper["evidence"]!.AsObject().Select(member => member.Key));
        Assert.Equal("""["semantic"]""", new JsonArray([.. paper["explain"]!.AsObject().Select(member => (JsonNode)member.Key)]).ToJsonString());
        Assert.Equal(["score"], paper["explain"]!["semantic"]!.AsObject().Select(member => member.Key));
        Assert.NotNull(answer["meta"]!["total"]);
        Assert.Contains("select=title", (string)answer["meta"]!["self"]!, StringComparison.Ordinal);
        Assert.Equal("""{"id":"sample:geology-06"}""", (await api.GetAsync("/v1/papers/sample:geology-06?select=id")).ToJsonString());
        Assert.Equal(["id", "authors"], (await api.PostAsync("/v1/similar", new { like = new[] { new { id = "sample:geology-06" } }, select = new[] { "id", "authors" } }))["results"]![0]!.AsObject().Select(member => member.Key));
        var problem = await RequireProblemAsync("/v1/search?q=bees&select=id,titel", 400, "bad_choice");
        Assert.Contains("explain.lexical.rank", problem["valid"]!.AsArray().Select(name => (string)name!));
        Assert.Contains("title", (string)problem["hint"]!, StringComparison.Ordinal);
    }

    private async Task<JsonNode> RequireProblemAsync(string path, int status, string code)
    {
        using var answer = await api.Client.GetAsync(path, TestContext.Current.CancellationToken);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)problem["code"]));
        return problem;
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<string> ReadAsync(string path, string? accept, string mediaType)
    {
        using var answer = await AskAsync(path, accept);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal(new MediaTypeHeaderValue(mediaType).MediaType, answer.Content.Headers.ContentType!.MediaType);
        return text;
    }

    private static List<string> Ids(string feed) => feed.StartsWith('<')
        ? [.. XDocument.Parse(feed).Root!.Elements(Atom + "entry").Select(entry => (string)entry.Element(Atom + "id")!)]
        : [.. JsonNode.Parse(feed)!["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}
