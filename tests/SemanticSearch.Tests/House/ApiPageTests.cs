using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Tests.Api;

namespace SemanticSearch.Tests.House;

/// <summary>docs/API.md says what is served: every address, every problem, and examples that work.</summary>
[Collection(SharedApi.Name)]
public sealed partial class ApiPageTests(ApiFixture api)
{
    private const string Page = "docs/API.md";
    private const string ProblemsBegin = "| code | status | title | what it means and what to do |\n|---|---|---|---|\n";

    private static string Text => File.ReadAllText(Path.Combine(Repository.Root, Page));

    public static TheoryData<string> Examples => [.. ExamplePattern().Matches(Text).Select(match => match.Groups["example"].Value)];

    [Fact]
    public async Task Every_address_is_told_and_no_other()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        var served = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"))
            .Append("GET /metrics").Append("GET /openapi/v1.json").Append("POST /mcp");
        Assert.Equal(served.Order(), AddressPattern().Matches(Text).Select(match => match.Groups["address"].Value).Distinct().Order());
    }

    [Fact]
    public void Every_problem_is_told_with_its_anchor()
    {
        var rows = ProblemCatalogue.All.Select(kind => $"| <a id=\"{kind.Path.Split('/')[^1]}\"></a>`{kind.Code}` | {kind.Status} | {kind.Title} | {kind.Advice} |\n");
        var begin = Text.IndexOf(ProblemsBegin, StringComparison.Ordinal);
        Assert.True(begin >= 0, "The page has no table of problems.");
        KeptFile.Require(Page, Text[..begin] + ProblemsBegin + string.Concat(rows));
    }

    /// <summary>A request line, perhaps a body, and where it is no success, a line with the status and code.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_is_answered_as_it_says(string example)
    {
        var lines = example.Split('\n');
        var (line, expected) = (lines[0].Split(' '), lines.FirstOrDefault(text => text.StartsWith("# ", StringComparison.Ordinal)));
        var body = string.Join('\n', lines.Skip(1).Where(text => !text.StartsWith("# ", StringComparison.Ordinal)));
        using var request = new HttpRequestMessage(new HttpMethod(line[0]), line[1]);
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode == expected is null, text);
        if (expected is not null)
            Assert.Equal(expected, $"# {(int)answer.StatusCode} {JsonNode.Parse(text)!["code"]}");
        else if (answer.Content.Headers.ContentType?.MediaType == "application/json" && JsonNode.Parse(text)?["results"] is JsonArray results)
            Assert.NotEmpty(results);
    }

    [Fact]
    public void The_examples_are_found() => Assert.InRange(Examples.Count, 10, 100);

    [GeneratedRegex("^```http\n(?<example>[^`]+)\n```$", RegexOptions.Multiline)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex("`(?<address>(?:GET|POST|PUT|DELETE) /[^`]*)`")]
    private static partial Regex AddressPattern();
}
