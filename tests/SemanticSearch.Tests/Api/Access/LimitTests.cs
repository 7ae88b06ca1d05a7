using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Api.Access;
using SemanticSearch.Api.Limits;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Tests.Api.Access;

/// <summary>How much may be asked, how large, for how long, and from which pages.</summary>
public class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_key_has_its_own_requests_and_all_without_a_key_have_theirs_together()
    {
        await using var service = await SmallService.StartAsync(
            Map, [("Limits:RequestsPerMinute", "3"), ("AllowAnonymous", "true"), ("Keys:Read:0", KeyTests.Hash("one")), ("Keys:Read:1", KeyTests.Hash("two"))]);
        foreach (var header in new[] { ("X-Other", "none"), (Caller.KeyHeader, "one"), (Caller.KeyHeader, "two") })
        {
            for (var left = 2; left >= 0; left--)
            {
                var answer = await service.AskAsync(HttpMethod.Get, "/read", header);
                Assert.Equal(200, answer.Status);
                Assert.Equal(("3", $"{left}"), (One(answer.Answer, "X-RateLimit-Limit"), One(answer.Answer, "X-RateLimit-Remaining")));
                Assert.InRange(int.Parse(One(answer.Answer, "X-RateLimit-Reset"), CultureInfo.InvariantCulture), 1, 60);
            }
            var refused = await service.AskAsync(HttpMethod.Get, "/read", header);
            Assert.Equal((429, "rate_limited"), (refused.Status, refused.Code));
            Assert.Equal(("20", "0"), (One(refused.Answer, "Retry-After"), One(refused.Answer, "X-RateLimit-Remaining")));
        }
        Assert.Equal(429, (await service.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, "wrong"))).Status);
        var health = await service.AskAsync(HttpMethod.Get, "/open");
        Assert.Equal(200, health.Status);
        Assert.False(health.Answer.Headers.Contains("X-RateLimit-Limit"));
    }

    [Fact]
    public async Task Where_no_number_is_set_nothing_is_counted()
    {
        await using var service = await SmallService.StartAsync(Map, []);
        Assert.False((await service.AskAsync(HttpMethod.Get, "/read")).Answer.Headers.Contains("X-RateLimit-Limit"));
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_and_what_streams_is_not()
    {
        var clock = new FakeTimeProvider();
        var begun = new SemaphoreSlim(0);
        var goOn = new TaskCompletionSource();
        await using var service = await SmallService.StartAsync(
            routes =>
            {
                routes.MapGet("/slow", async (CancellationToken token) => { begun.Release(); await goOn.Task.WaitAsync(token); });
                routes.MapGet("/stream", async (CancellationToken token) => { begun.Release(); await goOn.Task.WaitAsync(token); }).Streams();
            },
            [("Limits:TimeoutSeconds", "7")], clock);
        var slow = service.AskAsync(HttpMethod.Get, "/slow");
        var stream = service.AskAsync(HttpMethod.Get, "/stream");
        await begun.WaitAsync(Token);
        await begun.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(7));
        var (status, code, answer) = await slow;
        Assert.Equal((504, "answer_timeout"), (status, code));
        Assert.Equal("nosniff", One(answer, "X-Content-Type-Options"));
        goOn.SetResult();
        Assert.Equal(200, (await stream).Status);
    }

    [Fact]
    public async Task A_body_has_a_limit_and_a_stream_has_none()
    {
        await using var service = await SmallService.StartAsync(Map, []);
        foreach (var (path, status) in new[] { ("/body", HttpStatusCode.RequestEntityTooLarge), ("/stream", HttpStatusCode.OK) })
        {
            using var answer = await service.Client.PostAsync(path, new ByteArrayContent(new byte[(1 << 20) + 1]), Token);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Beyond_a_short_queue_texts_are_sent_away_at_once()
    {
        using var model = new HeldModel();
        using var places = new ModelPlaces(cores: 2);
        using var limited = new LimitedEmbedder(model, places);
        var accepted = Enumerable.Range(0, 10).Select(_ => limited.GenerateAsync(["a"], cancellationToken: Token)).ToList();
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => limited.GenerateAsync(["a"], cancellationToken: Token));
        Assert.Equal((ProblemCatalogue.Overloaded, 1), (refusal.Problem.Kind, refusal.Problem.RetryAfterSeconds));
        Assert.Equal(2, model.Begun);
        Assert.Empty(await limited.GenerateAsync([], cancellationToken: Token));
        model.GoOn.SetResult();
        Assert.All(await Task.WhenAll(accepted), Assert.Empty);
        Assert.Empty(await limited.GenerateAsync(["a"], cancellationToken: Token));
    }

    [Fact]
    public async Task Pages_of_other_sites_may_ask_only_where_they_are_named()
    {
        await using var closed = await SmallService.StartAsync(Map, []);
        Assert.False((await closed.AskAsync(HttpMethod.Get, "/read", ("Origin", "https://example.org"))).Answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(405, (await Preflight(closed, "https://example.org")).Status);

        await using var open = await SmallService.StartAsync(Map, [("Cors:Origins:0", "https://example.org"), ("Keys:Read:0", KeyTests.Hash("one"))]);
        var preflight = await Preflight(open, "https://example.org");
        Assert.Equal((204, "https://example.org"), (preflight.Status, One(preflight.Answer, "Access-Control-Allow-Origin")));
        Assert.Contains(Caller.KeyHeader, One(preflight.Answer, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.False((await Preflight(open, "https://example.com")).Answer.Headers.Contains("Access-Control-Allow-Origin"));
        var refused = await open.AskAsync(HttpMethod.Get, "/read", ("Origin", "https://example.org"));
        Assert.Equal(("missing_key", "https://example.org"), (refused.Code, One(refused.Answer, "Access-Control-Allow-Origin")));
        Assert.Equal(200, (await open.AskAsync(HttpMethod.Get, "/read", ("Origin", "https://example.org"), (Caller.KeyHeader, "one"))).Status);
    }

    private static Task<(int Status, string? Code, HttpResponseMessage Answer)> Preflight(SmallService service, string origin) => service.AskAsync(
        HttpMethod.Options, "/read", ("Origin", origin), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "x-api-key"));

    private static string One(HttpResponseMessage answer, string header) => string.Join(',', answer.Headers.GetValues(header));

    private static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/open", () => "open").RequireNoKey();
        routes.MapGet("/read", () => "read");
        routes.MapPost("/body", ReadAsync);
        routes.MapPost("/stream", ReadAsync).Streams();
    }

    private static Task ReadAsync(HttpContext context) => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);

    /// <summary>A model that answers nothing until it may go on.</summary>
    private sealed class HeldModel : IEmbeddingGenerator<string, Embedding<float>>
    {
        private int _begun;

        public TaskCompletionSource GoOn { get; } = new();

        public int Begun => _begun;

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _begun);
            await GoOn.Task.WaitAsync(cancellationToken);
            return [];
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
