using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SemanticSearch.Tests.Api.Access;
using SemanticSearch.Tests.Storage.Qdrant.InProcess;

namespace SemanticSearch.Tests.Api.Observing;

/// <summary>What the service tells of itself, and what it keeps to itself.</summary>
[Collection(SharedApi.Name)]
public sealed partial class ObservabilityTests(ApiFixture api) : IDisposable
{
    private const string Secret = "zebrafish4711";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string> DashboardMetrics =>
        [.. MetricPattern().Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "semanticsearch.json"))).Select(match => match.Value).Distinct()];

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Every_metric_of_the_dashboard_is_served()
    {
        await api.GetAsync("/v1/search?q=bees");
        await api.GetAsync("/v1/papers/sample:genetics-13/similar");
        await api.Client.GetAsync("/v1/search", Token);
        var own = DashboardMetrics.Where(name => !name.StartsWith("resilience_", StringComparison.Ordinal)).ToList();
        Assert.InRange(own.Count, 12, 40);
        await RequireServedAsync(api.Client, own);
    }

    [Fact]
    public async Task Calls_to_the_server_of_a_store_are_served_too()
    {
        await using var server = await QdrantDouble.StartAsync();
        await using var factory = ApiFixture.Factory(_data.FullPath).WithWebHostBuilder(host => host
            .UseSetting("SemanticSearch:Store", "qdrant").UseSetting("SemanticSearch:Sample", "false").UseSetting("SemanticSearch:Qdrant:Endpoint", server.Endpoint));
        using var client = factory.CreateClient();
        await UntilReadyAsync(client);
        await client.GetAsync("/v1/search?q=bees", Token);
        await RequireServedAsync(client, [.. DashboardMetrics.Where(name => name.StartsWith("resilience_", StringComparison.Ordinal))]);
    }

    [Fact]
    public async Task The_stages_of_a_search_are_activities_of_its_request()
    {
        var stages = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == Telemetry.Name, Sample = (ref _) => ActivitySamplingResult.AllData, ActivityStopped = stages.Enqueue };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/search?q=bees");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await api.Client.SendAsync(request, Token);
        Assert.Equal(["embed", "retrieve", "fuse", "fetch"], stages.Where(stage => stage.TraceId == trace).Select(stage => stage.OperationName).Distinct());
    }

    [Fact]
    public async Task What_was_asked_is_in_no_log_and_in_nothing_that_a_collector_gets()
    {
        var log = new KeptLog();
        await using var collector = await Collector.StartAsync();
        await using (var factory = ApiFixture.Factory(_data.FullPath).WithWebHostBuilder(host => host
            .UseSetting("SemanticSearch:Sample", "false").UseSetting("Logging:LogLevel:Default", "Information")
            .UseSetting("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address).UseSetting("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf").UseSetting("OTEL_BSP_SCHEDULE_DELAY", "100")
            .ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log))))
        {
            using var client = factory.CreateClient();
            await UntilReadyAsync(client);
            foreach (var path in new[] { $"/v1/search?q={Secret}", $"/?q={Secret}", $"/v1/search?q=a&mode={Secret}", $"/v1/search?q=a&{Secret}=1", $"/v1/search?q=a&author={Secret}" })
                await client.GetAsync(path, Token);
            await client.PostAsJsonAsync("/v1/search", new { q = Secret }, Token);
            await client.PostAsJsonAsync("/v1/similar", new { like = new[] { new { text = Secret } } }, Token);
            for (var waited = Stopwatch.StartNew(); !collector.Has("retrieve") && waited.Elapsed < Patience;)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
        Assert.True(collector.Has("retrieve") && collector.Has("embed"), "The collector got no traces.");
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Secret, StringComparison.OrdinalIgnoreCase));
        Assert.False(collector.Has(Secret), "The collector got what was asked.");
    }

    private static async Task RequireServedAsync(HttpClient client, IReadOnlyList<string> names)
    {
        Assert.NotEmpty(names);
        var missing = names;
        // Gauges are measured every few seconds.
        for (var waited = Stopwatch.StartNew(); missing.Count > 0 && waited.Elapsed < Patience; await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token))
        {
            var served = await client.GetStringAsync("/metrics", Token);
            missing = [.. names.Where(name => !Regex.IsMatch(served, $"^{name}[{{ ]", RegexOptions.Multiline))];
        }
        Assert.True(missing.Count == 0, $"Not served: {string.Join(", ", missing)}");
    }

    private static async Task UntilReadyAsync(HttpClient client)
    {
        while ((await client.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
    }

    [GeneratedRegex(@"\b(?:semanticsearch|http_server|kestrel|dotnet|resilience)_[a-z_]+")]
    private static partial Regex MetricPattern();

    /// <summary>Takes whatever is sent to it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _bodies = [];
        private readonly WebApplication _app;

        private Collector(WebApplication app)
        {
            _app = app;
            app.MapPost("/{**path}", KeepAsync);
        }

        public string Address => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var collector = new Collector(builder.Build());
            await collector._app.StartAsync(Token);
            return collector;
        }

        public bool Has(string text) => _bodies.Any(body => body.Contains(text, StringComparison.OrdinalIgnoreCase));

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task KeepAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        }
    }
}
