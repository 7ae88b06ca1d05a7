using System.Net;
using System.Text.Json.Nodes;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Api;

[Collection(SharedApi.Name)]
public class PagingTests(ApiFixture api)
{
    [Theory]
    [InlineData("/v1/search?q=climate&limit=100&min_similarity=-1")]
    [InlineData("/v1/search?q=climate&limit=4")]
    [InlineData("/v1/search?q=climate+-ocean+category:climate&limit=4&sort=date")]
    [InlineData("/v1/search?q=climate&limit=7&diversity=0.5")]
    [InlineData("/v1/search?q=climate&limit=7&category=climate&category=medicine")]
    [InlineData("/v1/search?q=climate+change+models&limit=3&mode=lexical")]
    [InlineData("/v1/search?q=climate&limit=90&mode=semantic&min_similarity=-1")]
    [InlineData("/v1/search?q=climate&limit=90&semantic_weight=0.01&min_similarity=-1")]
    [InlineData("/v1/papers/sample:climate-05/similar?limit=50")]
    public async Task Paging_to_the_end_shows_each_paper_once_and_exactly_the_total(string first)
    {
        var ids = new List<string>();
        long total = 0;
        for (var next = first; next is not null;)
        {
            var page = await api.GetAsync(next);
            total = ApiFixture.Total(page);
            ids.AddRange(ApiFixture.Ids(page));
            Assert.InRange(ids.Count, 0, total);
            next = (string?)page["meta"]!["next"];
        }
        Assert.Equal(total, ids.Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids, ApiFixture.Ids(await AtOnceAsync(first)).Concat(ids.Skip(100)));
    }

    [Fact]
    public async Task The_next_page_is_also_in_the_header()
    {
        using var answer = await api.Client.GetAsync("/v1/search?q=stars&min_similarity=-1&limit=5", TestContext.Current.CancellationToken);
        var next = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["meta"]!["next"]!;
        Assert.Equal($"<{next}>; rel=\"next\"", Assert.Single(answer.Headers.GetValues("Link")));
    }

    [Fact]
    public async Task A_cursor_goes_on_in_a_body_too()
    {
        var first = await api.PostAsync("/v1/similar", new { like = new[] { new { text = "volcanoes" } }, limit = 4 });
        var cursor = (string)first["meta"]!["next_cursor"]!;
        var second = await api.PostAsync("/v1/similar", new { like = new[] { new { text = "volcanoes" } }, limit = 4, cursor });
        var both = await api.PostAsync("/v1/similar", new { like = new[] { new { text = "volcanoes" } }, limit = 8 });
        Assert.Equal(ApiFixture.Ids(both), ApiFixture.Ids(first).Concat(ApiFixture.Ids(second)));
    }

    [Fact]
    public async Task Limit_and_explain_may_change_on_the_way()
    {
        var cursor = await CursorAsync("/v1/search?q=stars&min_similarity=-1&limit=5");
        var page = await api.GetAsync($"/v1/search?q=stars&min_similarity=-1&limit=2&explain=true&cursor={cursor}");
        Assert.Equal(ApiFixture.Ids(await api.GetAsync("/v1/search?q=stars&min_similarity=-1&limit=7")).Skip(5), ApiFixture.Ids(page));
    }

    [Theory]
    [InlineData("/v1/search?q=planets")]
    [InlineData("/v1/search?q=stars&min_similarity=-1&mode=semantic")]
    [InlineData("/v1/search?q=stars&min_similarity=-1&semantic_weight=0.6")]
    [InlineData("/v1/search?q=stars&min_similarity=-1&from=2020")]
    [InlineData("/v1/search?q=stars&min_similarity=-1&category=astronomy")]
    [InlineData("/v1/search?q=stars&min_similarity=0.1")]
    [InlineData("/v1/papers/sample:astronomy-01/similar?limit=5")]
    public async Task A_cursor_of_another_query_is_refused(string other)
    {
        var cursor = await CursorAsync("/v1/search?q=stars&min_similarity=-1&limit=5");
        await AssertRefusedAsync($"{other}&cursor={cursor}", HttpStatusCode.BadRequest, "cursor_mismatch");
    }

    [Fact]
    public async Task A_cursor_of_an_older_index_is_refused()
    {
        var cursor = await CursorAsync("/v1/search?q=stars&min_similarity=-1&limit=5");
        var added = new Paper { Id = PaperId.Parse("test:new-star"), Title = "A new star", Abstract = "It was not there before." };
        await api.Engine.Indexing.RunAsync(new OnePaper(added), new IndexingOptions(), null, TestContext.Current.CancellationToken);
        try
        {
            await AssertRefusedAsync($"/v1/search?q=stars&min_similarity=-1&limit=5&cursor={cursor}", HttpStatusCode.Gone, "cursor_expired");
            Assert.Equal(api.Sample.Count + 1, ApiFixture.Total(await api.GetAsync("/v1/search?q=stars&min_similarity=-1")));
        }
        finally
        {
            await api.Engine.Store.DeleteAsync([added.Id], TestContext.Current.CancellationToken);
        }
        Assert.Equal(api.Sample.Count, ApiFixture.Total(await api.GetAsync("/v1/search?q=stars&min_similarity=-1")));
    }

    [Fact]
    public async Task A_cursor_that_was_tampered_with_is_refused()
    {
        var cursor = await CursorAsync("/v1/search?q=stars&min_similarity=-1&limit=5");
        foreach (var (changed, code) in new[] { (cursor[..^1], "bad_cursor"), (cursor + "A", "bad_cursor"), ("B" + cursor[1..], "bad_cursor"), (cursor[..8] + (cursor[8] == 'A' ? 'B' : 'A') + cursor[9..], "cursor_mismatch") })
            await AssertRefusedAsync($"/v1/search?q=stars&min_similarity=-1&limit=5&cursor={changed}", HttpStatusCode.BadRequest, code);
    }

    private async Task<string> CursorAsync(string path) => (string)(await api.GetAsync(path))["meta"]!["next_cursor"]!;

    private Task<JsonNode> AtOnceAsync(string path) => api.GetAsync(System.Text.RegularExpressions.Regex.Replace(path, "limit=[0-9]+", "limit=100"));

    private async Task AssertRefusedAsync(string path, HttpStatusCode status, string code)
    {
        using var answer = await api.Client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
    }

    private sealed class OnePaper(Paper paper) : IPaperSource
    {
        public double? Progress => null;

        public async IAsyncEnumerable<SourceRecord> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return SourceRecord.Of(new RecordOrigin("test", 1), paper);
        }
    }
}
