using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Tests.Api;

/// <summary>What holds for every answer.</summary>
[Collection(SharedApi.Name)]
public class EdgeTests(ApiFixture api)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/site.css")]
    [InlineData("/v1/search?q=a")]
    [InlineData("/v1/search")]
    [InlineData("/nothing")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/papers/no-such-paper")]
    public async Task Every_answer_is_locked_down(string path)
    {
        var answer = await RawHttp.SendAsync(api.Address, "GET", path, null, null);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            answer.Headers["Content-Security-Policy"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        Assert.DoesNotContain("Server", answer.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Head_answers_the_head_of_get()
    {
        var answer = await RawHttp.SendAsync(api.Address, "HEAD", "/v1/search?q=a", null, null);
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task Every_problem_is_documented_at_the_address_that_it_names()
    {
        Assert.Equal(ProblemCatalogue.All.Count, ProblemCatalogue.All.Select(kind => kind.Code).Distinct().Count());
        foreach (var kind in ProblemCatalogue.All)
        {
            using var answer = await api.Client.GetAsync(kind.Path, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
            Assert.Contains(kind.Code, text, StringComparison.Ordinal);
            Assert.Contains(kind.Advice, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_catalogue_lists_every_problem_that_is_declared()
    {
        var declared = typeof(ProblemCatalogue).GetFields().Where(field => field.FieldType == typeof(ProblemKind)).Select(field => (ProblemKind)field.GetValue(null)!);
        Assert.Equal(declared.Select(kind => kind.Code).Order(), ProblemCatalogue.All.Select(kind => kind.Code).Order());
    }

    [Fact]
    public async Task Health_tells_that_the_service_lives_and_is_ready()
    {
        Assert.Equal("""{"status":"live"}""", (await api.GetAsync("/health/live")).ToJsonString());
        Assert.Equal($$"""{"status":"ready","papers":{{api.Sample.Count}}}""", (await api.GetAsync("/health/ready")).ToJsonString());
    }

    [Fact]
    public async Task A_caller_who_leaves_is_no_fault()
    {
        using var leaving = new CancellationTokenSource();
        var asked = api.Client.GetAsync("/v1/search?q=a", leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal("live", (string?)(await api.GetAsync("/health/live"))["status"]);
    }

    [Fact]
    public async Task Limits_of_the_connection_are_kept()
    {
        var line = await RawHttp.SendAsync(api.Address, "GET", "/v1/search?q=" + new string('a', 9000), null, null);
        Assert.Equal(414, line.Status);
        var header = await RawHttp.SendAsync(api.Address, "GET", "/v1/search?q=a", null, null, new string('a', 17_000));
        Assert.Equal(431, header.Status);
    }
}
