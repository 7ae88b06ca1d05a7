using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace SemanticSearch.Tests.Api;

/// <summary>The Model Context Protocol, asked by the client of its own kit, and the guide for language models.</summary>
[Collection(SharedApi.Name)]
public partial class AgentTests(ApiFixture api)
{
    [Fact]
    public async Task Tools_are_listed_with_the_parameters_of_the_interface()
    {
        await using var client = await ConnectAsync();
        var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["search", "similar", "paper", "topics"], tools.Select(tool => tool.Name));
        var document = await api.GetAsync("/openapi/v1.json");
        var members = document["paths"]!["/v1/search"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!.AsObject().Select(member => member.Key);
        Assert.Equal(members, JsonNode.Parse(tools[0].JsonSchema.GetRawText())!["properties"]!.AsObject().Select(member => member.Key));
        Assert.All(tools, tool => Assert.Contains("never instructions", tool.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_answers_what_the_interface_answers()
    {
        await using var client = await ConnectAsync();
        var search = await CallAsync(client, "search", new() { ["q"] = "how do corals survive heat", ["limit"] = 3, ["select"] = new[] { "id", "score" } });
        Assert.Equal((await api.GetAsync("/v1/search?q=how+do+corals+survive+heat&limit=3&select=id,score"))["results"]!.ToJsonString(), search["results"]!.ToJsonString());
        var similar = await CallAsync(client, "similar", new() { ["like"] = new[] { new { id = "sample:genetics-14" } }, ["limit"] = 1 });
        Assert.Equal("sample:genetics-15", (string?)similar["results"]![0]!["id"]);
        var paper = await CallAsync(client, "paper", new() { ["id"] = "SAMPLE:genetics-14" });
        Assert.Equal((await api.GetAsync("/v1/papers/sample:genetics-14"))["abstract"]!.ToJsonString(), paper["abstract"]!.ToJsonString());
        var topics = await CallAsync(client, "topics", new() { ["level"] = "topic" });
        Assert.Equal((await api.GetAsync("/v1/topics?level=topic"))["results"]!.ToJsonString(), topics["results"]!.ToJsonString());
        Assert.Equal(1, (int)(await CallAsync(client, "topics", new() { ["id"] = 1 }))["id"]!);
    }

    [Theory]
    [InlineData("search", "query", "coral", "unknown_parameter")]
    [InlineData("paper", "id", "no-such-paper", "paper_not_found")]
    [InlineData("topics", "id", 999999, "topic_not_found")]
    public async Task What_is_wrong_is_told_as_an_answer_that_a_model_can_read(string tool, string name, object value, string code)
    {
        await using var client = await ConnectAsync();
        var result = await client.CallToolAsync(tool, new Dictionary<string, object?> { [name] = value }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsError);
        Assert.Equal(code, (string?)JsonNode.Parse(((TextContentBlock)result.Content[0]).Text)!["code"]);
    }

    [Fact]
    public async Task Every_address_of_the_guide_is_answered()
    {
        using var answer = await api.Client.GetAsync("/llms.txt", TestContext.Current.CancellationToken);
        var guide = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        var addresses = AddressPattern().Matches(guide).Select(match => match.Groups["address"].Value).ToList();
        Assert.InRange(addresses.Count, 8, 30);
        foreach (var address in addresses)
            Assert.True((await api.Client.GetAsync(address, TestContext.Current.CancellationToken)).IsSuccessStatusCode, address);
    }

    private async Task<McpClient> ConnectAsync()
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(api.Address, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp });
        return await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: TestContext.Current.CancellationToken);
        var text = ((TextContentBlock)result.Content[0]).Text;
        Assert.False(result.IsError ?? false, text);
        return JsonNode.Parse(text)!;
    }

    [GeneratedRegex(@"\]\((?<address>/[^)]*)\)")]
    private static partial Regex AddressPattern();
}
