using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Api.Access;

namespace SemanticSearch.Tests.Api.Access;

/// <summary>Who may ask what.</summary>
public class KeyTests
{
    private const string Reader = "reader-5f0c1d";
    private const string NextReader = "reader-9b77aa";
    private const string Writer = "writer-c0ffee";
    private const string Anywhere = "http://0.0.0.0:0";

    private static readonly (string, string)[] Keys = [("Keys:Read:0", Hash(Reader)), ("Keys:Read:1", Hash(NextReader).ToUpperInvariant()), ("Keys:Write:0", Hash(Writer))];

    /// <summary>Method, path, header, value, status, code.</summary>
    public static readonly TheoryData<string, string, string?, string, int, string?> WithKeys = new()
    {
        { "GET", "/open", null, "", 200, null },
        { "GET", "/open", Caller.KeyHeader, "wrong", 200, null },
        { "GET", "/read", null, "", 401, "missing_key" },
        { "GET", "/read", Caller.KeyHeader, "", 401, "wrong_key" },
        { "GET", "/read", Caller.KeyHeader, "wrong", 401, "wrong_key" },
        { "GET", "/read", Caller.KeyHeader, Reader + "x", 401, "wrong_key" },
        { "GET", "/read", Caller.KeyHeader, Reader[..^1], 401, "wrong_key" },
        { "GET", "/read", Caller.KeyHeader, Reader.ToUpperInvariant(), 401, "wrong_key" },
        { "GET", "/read", Caller.KeyHeader, Hash(Reader), 401, "wrong_key" },
        { "GET", "/read", Caller.KeyHeader, Reader, 200, null },
        { "GET", "/read", Caller.KeyHeader, NextReader, 200, null },
        { "GET", "/read", Caller.KeyHeader, Writer, 200, null },
        { "GET", "/read", "Authorization", "Bearer " + Reader, 200, null },
        { "GET", "/read", "Authorization", "bearer  " + Reader, 200, null },
        { "GET", "/read", "Authorization", "Bearer wrong", 401, "wrong_key" },
        { "GET", "/read", "Authorization", "Basic " + Reader, 401, "missing_key" },
        { "GET", "/read?api_key=" + Reader, null, "", 401, "missing_key" },
        { "GET", "/nothing", null, "", 401, "missing_key" },
        { "GET", "/nothing", Caller.KeyHeader, Reader, 404, "not_found" },
        { "PUT", "/read", null, "", 401, "missing_key" },
        { "DELETE", "/write", null, "", 401, "missing_key" },
        { "DELETE", "/write", Caller.KeyHeader, Reader, 403, "read_only_key" },
        { "DELETE", "/write", Caller.KeyHeader, "wrong", 401, "wrong_key" },
        { "DELETE", "/write", Caller.KeyHeader, Writer, 200, null },
    };

    [Theory]
    [MemberData(nameof(WithKeys))]
    public async Task Once_keys_are_set_they_hold_for_everybody(string method, string path, string? header, string value, int status, string? code)
    {
        await using var service = await SmallService.StartAsync(Map, Keys);
        var answer = await service.AskAsync(new HttpMethod(method), path, header is null ? [] : [(header, value)]);
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(status is 401 or 403, answer.Answer.Headers.WwwAuthenticate.Count > 0);
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_none_and_the_same_key_twice_is_one()
    {
        await using var service = await SmallService.StartAsync(Map, Keys);
        Assert.Equal("wrong_key", (await service.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, Reader), ("Authorization", "Bearer " + Writer))).Code);
        Assert.Equal(200, (await service.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, Reader), ("Authorization", "Bearer " + Reader))).Status);
    }

    [Fact]
    public async Task Without_keys_whoever_is_at_the_machine_may_do_everything()
    {
        await using var service = await SmallService.StartAsync(Map, []);
        Assert.Equal(200, (await service.AskAsync(HttpMethod.Get, "/read")).Status);
        Assert.Equal(200, (await service.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, "of another service"))).Status);
        Assert.Equal(200, (await service.AskAsync(HttpMethod.Delete, "/write")).Status);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.5")]
    [InlineData("Forwarded", "for=203.0.113.5")]
    [InlineData("Via", "1.1 proxy")]
    public async Task What_a_proxy_passes_on_is_not_from_the_machine(string header, string value)
    {
        await using var service = await SmallService.StartAsync(Map, []);
        Assert.Equal(200, (await service.AskAsync(HttpMethod.Get, "/read", (header, value))).Status);
        Assert.Equal("missing_key", (await service.AskAsync(HttpMethod.Delete, "/write", (header, value))).Code);
    }

    [Fact]
    public async Task Everybody_may_read_where_that_is_said_and_nobody_may_write_without_a_key()
    {
        await using var open = await SmallService.StartAsync(Map, [("AllowAnonymous", "true")], url: Anywhere);
        Assert.Equal(200, (await open.AskAsync(HttpMethod.Get, "/read")).Status);
        Assert.Equal("missing_key", (await open.AskAsync(HttpMethod.Delete, "/write")).Code);
        await using var both = await SmallService.StartAsync(Map, [("AllowAnonymous", "true"), .. Keys], url: Anywhere);
        Assert.Equal(200, (await both.AskAsync(HttpMethod.Get, "/read")).Status);
        Assert.Equal("wrong_key", (await both.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, "wrong"))).Code);
        Assert.Equal(200, (await both.AskAsync(HttpMethod.Delete, "/write", (Caller.KeyHeader, Writer))).Status);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", false)]
    [InlineData("http://[::]:0", false)]
    [InlineData("http://*:0", false)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://[::1]:0", true)]
    public async Task Where_others_could_reach_it_it_does_not_listen_without_keys(string url, bool listens)
    {
        if (listens)
        {
            await using var service = await SmallService.StartAsync(Map, [], url: url);
            Assert.Equal(200, (await service.AskAsync(HttpMethod.Get, "/read")).Status);
            return;
        }
        var refusal = await Assert.ThrowsAsync<OpenAddressException>(() => SmallService.StartAsync(Map, [], url: url));
        Assert.Contains("SemanticSearch:Keys:Read:0", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("SemanticSearch:AllowAnonymous", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Refused, ExitCodes.Of(refusal));
    }

    [Fact]
    public async Task Wrong_keys_are_told_once_a_minute_and_never_shown()
    {
        var clock = new FakeTimeProvider();
        await using var service = await SmallService.StartAsync(Map, Keys, clock);
        for (var i = 0; i < 5; i++)
            await service.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, "guess-77b1"));
        Assert.Contains("Requests with a wrong key: 1, the last of them from 127.0.0.1", Assert.Single(Told(service)), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromMinutes(1));
        await service.AskAsync(HttpMethod.Get, "/read", (Caller.KeyHeader, "guess-77b1"));
        Assert.Contains("Requests with a wrong key: 5", Told(service)[1], StringComparison.Ordinal);
        Assert.DoesNotContain(service.Log.Lines, line => line.Contains("guess-77b1", StringComparison.Ordinal) || line.Contains(Reader, StringComparison.Ordinal));
    }

    internal static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static List<string> Told(SmallService service) => [.. service.Log.Lines.Where(line => line.StartsWith("Requests with a wrong key", StringComparison.Ordinal))];

    private static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/open", () => "open").RequireNoKey();
        routes.MapGet("/read", () => "read");
        routes.MapDelete("/write", () => "written").RequireWriteKey();
    }
}
