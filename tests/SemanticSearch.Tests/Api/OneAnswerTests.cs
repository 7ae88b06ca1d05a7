using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SemanticSearch.Tests.Indexer;

namespace SemanticSearch.Tests.Api;

/// <summary>One question has one answer, over HTTP, from a tool of a language model, and on the command line.</summary>
[Collection(SharedApi.Name)]
public sealed class OneAnswerTests(ApiFixture api)
{
    [Fact]
    public async Task A_question_with_operators_facets_evidence_and_arithmetic()
    {
        var body = """{"q":"how do corals answer to heat -fish","limit":4,"facets":["year","category","topic"],"evidence":true,"explain":true,"clusters":2,"from":"2001"}""";
        await SameAsync(
            await api.PostAsync("/v1/search", JsonNode.Parse(body)!), "search", body,
            "search", "--limit", "4", "--facets", "year,category,topic", "--evidence", "--explain", "--clusters", "2", "--from", "2001", "--", "how", "do", "corals", "answer", "to", "heat", "-fish");
    }

    [Fact]
    public async Task Papers_like_two_and_unlike_a_third()
    {
        var ids = api.Sample.Select(paper => paper.Id.Value).Take(3).ToList();
        var body = $$"""{"like":[{"id":"{{ids[0]}}"},{"id":"{{ids[1]}}"}],"unlike":[{"id":"{{ids[2]}}"}],"select":["id","score","topic"],"mode":"semantic"}""";
        await SameAsync(
            await api.PostAsync("/v1/similar", JsonNode.Parse(body)!), "similar", body,
            "similar", ids[0], ids[1], "--unlike", ids[2], "--select", "id,score,topic", "--mode", "semantic");
    }

    [Fact]
    public async Task A_paper()
    {
        var id = api.Sample[0].Id.Value;
        await SameAsync(await api.GetAsync($"/v1/papers/{id}"), "paper", $$"""{"id":"{{id}}"}""", "paper", id);
    }

    [Fact]
    public async Task The_topics_and_one_of_them()
    {
        var tree = await api.GetAsync("/v1/topics?level=topic");
        await SameAsync(tree, "topics", """{"level":"topic"}""", "topics", "list", "--level", "topic");
        var id = (int)tree["results"]![0]!["children"]![0]!["id"]!;
        await SameAsync(await api.GetAsync($"/v1/topics/{id}"), "topics", $$"""{"id":{{id}}}""", "topics", "show", $"{id}");
    }

    private async Task SameAsync(JsonNode answer, string tool, string arguments, params string[] line)
    {
        var end = Array.IndexOf(line, "--");
        string[] options = ["--json", "--data", api.Engine.DataFolder];
        var ended = await IndexerProgram.RunAsync(end < 0 ? [.. line, .. options] : [.. line[..end], .. options, .. line[end..]]);
        Assert.True(ended.ExitCode == ExitCodes.Done, ended.Error);
        Assert.Equal(Plain(answer), Plain(ended.Json()));
        Assert.Equal(Plain(answer), Plain(await CallAsync(tool, arguments)));
    }

    private async Task<JsonNode> CallAsync(string tool, string arguments)
    {
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(api.Address, "/mcp") }, api.Client), cancellationToken: TestContext.Current.CancellationToken);
        var given = JsonNode.Parse(arguments)!.AsObject().ToDictionary(member => member.Key, member => (object?)member.Value);
        var result = await client.CallToolAsync(tool, given, cancellationToken: TestContext.Current.CancellationToken);
        return JsonNode.Parse(result.Content.OfType<TextContentBlock>().Single().Text)!;
    }

    /// <summary>An answer without what tells where and how fast it was given.</summary>
    private string Plain(JsonNode answer)
    {
        var plain = answer.DeepClone();
        if (plain["meta"] is JsonObject meta)
        {
            meta.Remove("took_ms");
            meta["self"] = null;
        }
        return plain.ToJsonString().Replace(api.Address.ToString().TrimEnd('/'), "", StringComparison.Ordinal);
    }
}
