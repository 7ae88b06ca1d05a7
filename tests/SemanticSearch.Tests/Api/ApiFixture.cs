using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SemanticSearch.Api;
using SemanticSearch.Api.Limits;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Api;

/// <summary>The service itself, on a port of its own, with the real model and the real sample; one for all tests of the interface.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _data = new();
    private readonly WebApplicationFactory<EngineHost> _factory;

    public ApiFixture()
    {
        _factory = Factory(_data.FullPath);
        _factory.UseKestrel(0);
    }

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public Engine Engine => _factory.Services.GetRequiredService<EngineHost>().Engine;

    /// <summary>Who may use the model to answer.</summary>
    internal ModelPlaces Places => _factory.Services.GetRequiredService<EngineHost>().Places;

    /// <summary>Every route that is served.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => _factory.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>What the service holds, read from the source and not from the store.</summary>
    internal IReadOnlyList<Paper> Sample { get; private set; } = [];

    /// <summary>The service with its real model and a folder for its data.</summary>
    internal static WebApplicationFactory<EngineHost> Factory(string dataFolder) => new WebApplicationFactory<EngineHost>().WithWebHostBuilder(host => host
        // Without an address, the port that is free would be the framework's own, which another run of the tests may hold.
        .UseSetting("urls", "http://127.0.0.1:0")
        .UseSetting("SemanticSearch:DataFolder", dataFolder)
        .UseSetting("SemanticSearch:ModelFolder", Repository.ModelFolder)
        // Many services at once would make the same sentences ready; one test looks at that.
        .UseSetting("SemanticSearch:PrepareEvidence", "false")
        // A machine that runs all tests at once may take its time.
        .UseSetting("SemanticSearch:Limits:TimeoutSeconds", "60")
        .UseSetting("Logging:LogLevel:Default", "Warning"));

    public async ValueTask InitializeAsync()
    {
        _factory.StartServer();
        Client = _factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = _factory.ClientOptions.BaseAddress });
        using var patience = new CancellationTokenSource(ReadyWithin);
        // Topics come last, after questions are answered already.
        while (!(await Client.GetAsync("/v1/topics", patience.Token)).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        var papers = new List<Paper>();
        await foreach (var record in new SampleSource().ReadAsync(patience.Token))
            papers.Add(record.Paper!);
        Sample = papers;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>A successful answer as JSON.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path);
        return await ReadAsync(answer);
    }

    /// <summary>The successful answer to a JSON body.</summary>
    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync(path, body);
        return await ReadAsync(answer);
    }

    /// <summary>The page at a path, which must be there.</summary>
    public async Task<string> PageAsync(string path)
    {
        using var answer = await Client.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, html);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        return html;
    }

    internal static List<string> Ids(JsonNode answer) => [.. answer["results"]!.AsArray().Select(paper => (string)paper!["id"]!)];

    internal static long Total(JsonNode answer) => (long)answer["meta"]!["total"]!;

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        return JsonNode.Parse(text)!;
    }
}

/// <summary>All tests of the interface share one service.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApi : ICollectionFixture<ApiFixture>
{
    public const string Name = "Api";
}
