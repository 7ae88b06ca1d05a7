using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using SemanticSearch.Api.Access;

namespace SemanticSearch.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class ImportTests(ApiFixture api)
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task Each_line_is_answered_by_what_became_of_it()
    {
        var body = """
            {"id":"import:1","title":"Tides of a lake under ice"}
            {"id":"import:2","title":"A hen house in winter"}

            {"id":"import:3"}
            not json
            {"id":"sample:geology-06","title":"will be put back"}
            {"id":"import:1","title":"Tides of a lake under thick ice"}
            """;
        var before = await ExportedAsync("sample:geology-06");
        var answers = await ImportAsync(Encoding.UTF8.GetBytes(body));
        Assert.Equal([1L, 2, 4, 5, 6, 7], answers.Select(line => (long)line["line"]!));
        Assert.Equal(["added", "added", "refused", "refused", "updated", "updated"], answers.Select(line => (string)line["outcome"]!));
        Assert.Equal([null, null, "missing_title", "bad_json", null, null], answers.Select(line => (string?)line["code"]));
        Assert.Equal("import:1", (string?)answers[5]["id"]);
        Assert.Equal("Tides of a lake under thick ice", (string?)(await api.GetAsync("/v1/papers/import:1"))["title"]);
        Assert.Contains("import:1", ApiFixture.Ids(await api.GetAsync("/v1/search?q=frozen+lake&limit=3")));

        Assert.Equal("updated", (string?)(await ImportAsync(Encoding.UTF8.GetBytes(before)))[0]["outcome"]);
        Assert.Equal("unchanged", (string?)(await ImportAsync(Encoding.UTF8.GetBytes(before)))[0]["outcome"]);
        foreach (var id in new[] { "import:1", "import:2" })
            Assert.Equal($$"""{"id":"{{id}}","outcome":"deleted"}""", await DeleteAsync(id, 200));
        Assert.Contains("paper_not_found", await DeleteAsync("import:1", 404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_may_be_larger_than_others_and_compressed()
    {
        var line = $$"""{"id":"import:{0}","title":"{{new string('x', 200)}}","abstract":"{{new string('y', 1000)}}"}""";
        var paper = Encoding.UTF8.GetBytes(line.Replace("{0}", "large", StringComparison.Ordinal) + "\n");
        var many = Enumerable.Repeat(paper, 1200).SelectMany(bytes => bytes).ToArray();
        Assert.True(many.Length > 1 << 20);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(paper);
        var answers = await ImportAsync(packed.ToArray());
        Assert.Equal("added", (string?)Assert.Single(answers)["outcome"]);
        answers = await ImportAsync(many);
        Assert.Equal(1200, answers.Count);
        Assert.All(answers, answer => Assert.Equal("unchanged", (string?)answer["outcome"]));
        await DeleteAsync("import:large", 200);
    }

    [Fact]
    public async Task What_cannot_be_read_as_a_whole_says_so_after_what_was_stored()
    {
        var answers = await ImportAsync([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
        Assert.Equal("failed", (string?)Assert.Single(answers)["outcome"]);
        foreach (var type in new[] { "application/json", "text/plain", "application/x-www-form-urlencoded" })
        {
            using var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var refused = await api.Client.PostAsync("/v1/papers/import", content, TestContext.Current.CancellationToken);
            Assert.Equal(415, (int)refused.StatusCode);
        }
    }

    [Fact]
    public void Whatever_changes_papers_asks_for_a_write_key()
    {
        var writing = api.Endpoints.Where(endpoint => endpoint.RoutePattern.RawText == "/v1/papers/import" || endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("DELETE")).ToList();
        Assert.Equal(3, writing.Count);
        Assert.All(writing, endpoint => Assert.Equal(Right.Write, endpoint.Metadata.GetMetadata<Permission>()?.Right));
    }

    private async Task<string> ExportedAsync(string id)
    {
        using var answer = await api.Client.GetAsync($"/v1/papers/{id}?format=ndjson", TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<JsonNode>> ImportAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(Lines);
        using var answer = await api.Client.PostAsync("/v1/papers/import", content, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal(Lines, answer.Content.Headers.ContentType?.MediaType);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private async Task<string> DeleteAsync(string id, int status)
    {
        using var answer = await api.Client.DeleteAsync($"/v1/papers/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
