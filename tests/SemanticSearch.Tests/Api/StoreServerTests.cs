using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using SemanticSearch.Tests.Storage.Qdrant.InProcess;

namespace SemanticSearch.Tests.Api;

/// <summary>A service whose store is a server that comes and goes.</summary>
public sealed class StoreServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _data = new();
    private QdrantDouble _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await QdrantDouble.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task While_the_server_is_gone_it_is_said_and_afterwards_all_goes_on()
    {
        await using var factory = Factory();
        using var client = factory.CreateClient();
        await UntilAsync(client, "/v1/search?q=coral", HttpStatusCode.OK);
        await _server.StopAsync();
        // More often than the breaker bears, so that it is seen too.
        for (var i = 0; i < 6; i++)
        {
            using var answer = await client.GetAsync("/v1/search?q=coral", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
            Assert.InRange(int.Parse(Assert.Single(answer.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture), 1, 5);
            Assert.Equal("store_unavailable", (string?)(await JsonAsync(answer))["code"]);
        }
        using var health = await client.GetAsync("/health/ready", Token);
        var told = await JsonAsync(health);
        Assert.Equal(("degraded", "store"), ((string?)told["status"], (string?)told["failing"]));
        Assert.DoesNotContain("127.0.0.1", told.ToJsonString(), StringComparison.Ordinal);

        await _server.ListenAsync();
        await UntilAsync(client, "/v1/search?q=coral", HttpStatusCode.OK);
        Assert.Equal("ready", (string?)(await JsonAsync(await client.GetAsync("/health/ready", Token)))["status"]);
    }

    [Fact]
    public async Task A_service_that_starts_before_its_server_waits_for_it()
    {
        await _server.StopAsync();
        await using var factory = Factory();
        using var client = factory.CreateClient();
        for (var detail = ""; detail != "The server of the store does not answer yet."; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token))
        {
            using var answer = await client.GetAsync("/v1/search?q=coral", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            detail = (string?)(await JsonAsync(answer))["detail"] ?? "";
        }
        await _server.ListenAsync();
        await UntilAsync(client, "/v1/search?q=coral", HttpStatusCode.OK);
    }

    private WebApplicationFactory<SemanticSearch.Api.EngineHost> Factory() => ApiFixture.Factory(_data.FullPath).WithWebHostBuilder(host => host
        .UseSetting("SemanticSearch:Store", "qdrant")
        .UseSetting("SemanticSearch:Sample", "false")
        .UseSetting("Logging:LogLevel:Default", "None")
        .UseSetting("SemanticSearch:Qdrant:Endpoint", _server.Endpoint));

    private static async Task UntilAsync(HttpClient client, string path, HttpStatusCode status)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await client.GetAsync(path, patience.Token);
            if (answer.StatusCode == status)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
}
