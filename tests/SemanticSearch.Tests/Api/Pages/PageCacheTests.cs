using System.Net;
using System.Text.RegularExpressions;

namespace SemanticSearch.Tests.Api.Pages;

/// <summary>What is sent once, and how small.</summary>
[Collection(SharedApi.Name)]
public partial class PageCacheTests(ApiFixture api)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages => ["/", "/?q=bees", "/?like=sample:genetics-14", "/papers/sample:genetics-14", "/topics", "/topics/1", "/map", "/status"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_that_is_known_is_not_sent_again(string path)
    {
        using var first = await AskAsync(path, null, null);
        Assert.Equal((HttpStatusCode.OK, "no-cache"), (first.StatusCode, first.Headers.CacheControl?.ToString()));
        using var again = await AskAsync(path, first.Headers.ETag!.ToString(), null);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_with_all_that_it_loads_is_light(string path)
    {
        var html = await api.PageAsync(path);
        var bytes = (await PackedAsync(path)).Length;
        foreach (var loaded in LoadPattern().Matches(html).Select(match => match.Groups["path"].Value))
            bytes += (await PackedAsync(loaded)).Length;
        Assert.InRange(bytes, 1_000, 50_000);
    }

    [Fact]
    public async Task A_file_may_be_kept_for_good_under_its_mark_and_no_other()
    {
        var path = LoadPattern().Match(await api.PageAsync("/")).Groups["path"].Value;
        using var marked = await AskAsync(path, null, null);
        Assert.Equal("public, max-age=31536000, immutable", marked.Headers.CacheControl?.ToString());
        foreach (var other in new[] { path.Split('?')[0], path[..^1] + (path[^1] == '0' ? '1' : '0') })
        {
            using var unmarked = await AskAsync(other, null, null);
            Assert.Equal((HttpStatusCode.OK, "no-cache"), (unmarked.StatusCode, unmarked.Headers.CacheControl?.ToString()));
            Assert.NotNull(unmarked.Headers.ETag);
        }
    }

    [Theory]
    [InlineData("/?q=bees")]
    [InlineData("/v1/search?q=bees")]
    [InlineData("/site.css")]
    public async Task Text_is_packed_for_who_takes_it(string path)
    {
        using var packed = await AskAsync(path, null, "br, gzip");
        Assert.Equal("br", Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", packed.Headers.Vary);
        using var plain = await AskAsync(path, null, null);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Nothing_inline_may_run_and_nothing_comes_from_elsewhere()
    {
        using var answer = await AskAsync("/?q=bees", null, null);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
    }

    private async Task<byte[]> PackedAsync(string path)
    {
        using var answer = await AskAsync(path, null, "br");
        Assert.True(answer.IsSuccessStatusCode, path);
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string? known, string? packing)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        if (packing is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", packing);
        return await api.Client.SendAsync(request, Token);
    }

    [GeneratedRegex("(?:href|src)=\"(?<path>/[a-z/-]+\\.(?:css|js)\\?v=[0-9a-f]+)\"")]
    private static partial Regex LoadPattern();
}
