using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using SemanticSearch.Api.Settings;
using SemanticSearch.Tests.Api;

namespace SemanticSearch.Tests.House;

/// <summary>README says only what is so: its requests are answered, and what it lists is what there is.</summary>
[Collection(SharedApi.Name)]
public sealed partial class ReadmeTests(ApiFixture api)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    public static TheoryData<string> Requests => [.. Readme.Split('\n').Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_request_is_answered_with_results(string command)
    {
        var path = Regex.Match(command, @"http://localhost:5080(?<path>[^' ]+)").Groups["path"].Value;
        var body = Regex.Match(command, "-d '(?<body>[^']+)'").Groups["body"];
        using var request = new HttpRequestMessage(body.Success ? HttpMethod.Post : HttpMethod.Get, path);
        if (body.Success)
            request.Content = new StringContent(body.Value, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Contains("\"results\":[{\"id\":", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_requests_are_found() => Assert.InRange(Requests.Count, 4, 40);

    [Fact]
    public void Every_verb_is_told_and_no_other()
    {
        var verbs = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "SemanticSearch.Indexer", "Verbs"), "*Verb.cs")
            .Select(file => Path.GetFileName(file)[..^"Verb.cs".Length].ToLowerInvariant());
        Assert.Equal(verbs.Order(), VerbPattern().Matches(Table("| verb |")).Select(match => match.Groups["verb"].Value).Distinct().Order());
    }

    [Fact]
    public void Every_setting_is_told_and_no_other()
    {
        var keys = EngineConfiguration.Keys.Concat(ServiceConfiguration.Keys);
        Assert.Equal(keys.Order(), KeyPattern().Matches(Table("| key |")).Select(match => match.Groups["key"].Value).Order());
    }

    [Fact]
    public void Every_path_that_is_named_is_there() =>
        Assert.All(PathPattern().Matches(Readme).Select(match => match.Groups["path"].Value), path =>
            Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));

    [Fact]
    public void The_test_command_is_the_one_that_runs_on_every_change() =>
        Assert.Contains("\ndotnet test", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run")), StringComparison.Ordinal);

    private static string Table(string heading)
    {
        var start = Readme.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"README has no table {heading}");
        return Readme[start..Readme.IndexOf("\n\n", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"(?:^\| | or )`(?<verb>[a-z]+) ?", RegexOptions.Multiline)]
    private static partial Regex VerbPattern();

    [GeneratedRegex(@"^\| `(?<key>[\w:]+)`", RegexOptions.Multiline)]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"(?<path>\b(?:src|tests|docs|models|deploy)/[\w./-]+)")]
    private static partial Regex PathPattern();
}
