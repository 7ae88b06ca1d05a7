namespace SemanticSearch.Tests.Api;

/// <summary>What the service tells of itself.</summary>
[Collection(SharedApi.Name)]
public class StatusTests(ApiFixture api)
{
    [Fact]
    public async Task It_tells_what_is_there_and_how_it_got_there()
    {
        var status = await api.GetAsync("/v1/status");
        Assert.Equal((api.Sample.Count, "embedded"), ((int)status["papers"]!, (string)status["store"]!));
        Assert.Equal(api.Sample.Count, (int)status["topics"]!["papers"]!);
        var run = status["last_run"]!;
        // Other tests import here as well, and some of what they send cannot be read to its end.
        Assert.Contains((string)run["kind"]!, new[] { "index", "import" });
        Assert.Contains((string)run["state"]!, new[] { "done", "broken_off" });
        Assert.Equal((long)run["read"]!, new[] { "added", "updated", "unchanged", "refused" }.Sum(name => (long)run[name]!));
        Assert.Contains("Last indexing run", await api.PageAsync("/status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_watches_is_told_once_where_nothing_runs()
    {
        using var answer = await api.Client.GetAsync("/v1/status/events", TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var events = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("event: run\n", events, StringComparison.Ordinal);
        Assert.Contains("\"read\":", events, StringComparison.Ordinal);
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(events, "^data: ", System.Text.RegularExpressions.RegexOptions.Multiline));
    }
}
