using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SemanticSearch.Api;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Api;

/// <summary>Answers that the caller has already.</summary>
[Collection(SharedApi.Name)]
public class KnownAnswerTests(ApiFixture api)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/search?q=how+do+corals+survive+heat")]
    [InlineData("/v1/search?q=galaxies&limit=3&explain=true")]
    [InlineData("/v1/similar?like=sample:genetics-13")]
    [InlineData("/v1/papers/sample:genetics-13")]
    [InlineData("/v1/papers/sample:genetics-13/similar")]
    [InlineData("/v1/map")]
    [InlineData("/v1/map/papers?point=0")]
    [InlineData("/v1/map/months")]
    public async Task An_answer_that_is_known_is_not_sent_again(string path)
    {
        using var first = await AskAsync(api.Client, path, null);
        var tag = first.Headers.ETag!;
        Assert.Equal((HttpStatusCode.OK, true, "no-cache"), (first.StatusCode, tag.IsWeak, first.Headers.CacheControl?.ToString()));
        foreach (var known in new[] { tag.ToString(), tag.Tag, $"\"other\", {tag}", "*" })
        {
            using var again = await AskAsync(api.Client, path, known);
            Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag));
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(Token));
        }
        using var other = await AskAsync(api.Client, path, "\"other\"");
        Assert.Equal((HttpStatusCode.OK, tag), (other.StatusCode, other.Headers.ETag));
    }

    [Fact]
    public async Task Another_question_has_another_tag()
    {
        string[] paths = ["/v1/search?q=bees", "/v1/search?q=bees&limit=3", "/v1/search?q=Bees", "/v1/papers/sample:genetics-13", "/v1/papers/sample:genetics-14"];
        var tags = new HashSet<string>();
        foreach (var path in paths)
        {
            using var answer = await AskAsync(api.Client, path, null);
            tags.Add(answer.Headers.ETag!.Tag);
        }
        Assert.Equal(paths.Length, tags.Count);
    }

    [Theory]
    [InlineData("/v1/search", HttpStatusCode.BadRequest)]
    [InlineData("/v1/search?q=a&limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/v1/papers/no-such-paper", HttpStatusCode.NotFound)]
    public async Task A_problem_is_told_whatever_the_caller_has(string path, HttpStatusCode status)
    {
        using var answer = await AskAsync(api.Client, path, "*");
        Assert.Equal((status, null, "no-store"), (answer.StatusCode, answer.Headers.ETag, answer.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task A_paper_that_comes_makes_another_answer()
    {
        using var data = new TemporaryFolder();
        await using var factory = ApiFixture.Factory(data.FullPath).WithWebHostBuilder(host => host.UseSetting("SemanticSearch:Sample", "false"));
        using var client = factory.CreateClient();
        while ((await client.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        using var before = await AskAsync(client, "/v1/search?q=bees", null);
        var source = new JsonLinesSource(new MemoryStream("""{"id":"t:1","title":"Bees"}"""u8.ToArray()));
        await factory.Services.GetRequiredService<EngineHost>().Engine.Indexing.RunAsync(source, new IndexingOptions(), progress: null, Token);
        using var after = await AskAsync(client, "/v1/search?q=bees", before.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Contains("t:1", await after.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return await client.SendAsync(request, Token);
    }
}
