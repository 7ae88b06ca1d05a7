using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SemanticSearch.Api;
using SemanticSearch.Api.Access;

namespace SemanticSearch.Tests.Api.Access;

/// <summary>The edge of the service as it is, before addresses that a test makes up, on a port of its own.</summary>
internal sealed class SmallService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SmallService(WebApplication app, KeptLog log)
    {
        (_app, Log) = (app, log);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };
    }

    public HttpClient Client { get; }

    public KeptLog Log { get; }

    /// <summary>Starts it.</summary>
    /// <param name="map">Its addresses.</param>
    /// <param name="settings">Keys below the section, with their values.</param>
    /// <param name="clock">What time it is; the real time by default.</param>
    /// <param name="url">Where it listens.</param>
    public static async Task<SmallService> StartAsync(
        Action<IEndpointRouteBuilder> map, IEnumerable<(string Key, string Value)> settings, TimeProvider? clock = null, string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"SemanticSearch:{setting.Key}", (string?)setting.Value)));
        builder.WebHost.UseUrls(url);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.AddEdge();
        builder.AddAccess();
        var log = new KeptLog();
        builder.Logging.ClearProviders().AddProvider(log);
        var app = builder.Build();
        app.UseEdge();
        app.UseRouting();
        app.UseAccess();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SmallService(app, log);
    }

    /// <summary>Asks, and answers the status with the code of the problem, if it is one.</summary>
    public async Task<(int Status, string? Code, HttpResponseMessage Answer)> AskAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return ((int)answer.StatusCode, isProblem ? (string?)JsonNode.Parse(text)!["code"] : null, answer);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class KeptLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{formatter(state, exception)} {string.Join(' ', (state as IEnumerable<KeyValuePair<string, object?>> ?? []).Select(entry => entry.Value))} {exception}");

    public void Dispose()
    {
    }
}
