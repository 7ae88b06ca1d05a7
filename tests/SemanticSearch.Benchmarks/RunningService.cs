using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace SemanticSearch.Benchmarks;

/// <summary>The service in a process of its own, which ends with this object.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(10);

    private readonly Process _process;

    private RunningService(Process process, Uri address) =>
        (_process, Client) = (process, new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { BaseAddress = address, Timeout = ReadyWithin });

    public HttpClient Client { get; }

    /// <summary>Starts the service over a data folder and waits until it answers.</summary>
    /// <exception cref="FileNotFoundException">The service is not built in the configuration of this program.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public static async Task<RunningService> StartAsync(string folder, bool withSample, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var service = new RunningService(Start(address, folder, withSample), address);
        await service.WaitAsync("/health/ready", cancellationToken);
        return service;
    }

    /// <summary>Waits until an address is answered well.</summary>
    public async Task WaitAsync(string path, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await Client.GetAsync(path, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(start) < ReadyWithin)
            {
                // It does not listen yet.
            }
            if (Stopwatch.GetElapsedTime(start) > ReadyWithin)
                throw new TimeoutException($"The service did not answer {path} within {ReadyWithin.TotalMinutes} minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    public async Task ImportAsync(string corpus, CancellationToken cancellationToken)
    {
        await using var lines = File.OpenRead(corpus);
        using var body = new StreamContent(lines);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await Client.PostAsync("/v1/papers/import", body, cancellationToken);
        await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static Process Start(Uri address, string folder, bool withSample)
    {
        var program = BenchmarkPaths.Service;
        if (!File.Exists(program))
            throw new FileNotFoundException("Build the service first, in the configuration that this runs in.", program);
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = false };
        foreach (var (name, value) in new[]
        {
            ("ASPNETCORE_URLS", address.ToString()), ("SemanticSearch__DataFolder", folder), ("SemanticSearch__ModelFolder", BenchmarkPaths.ModelFolder),
            ("SemanticSearch__Sample", withSample ? "true" : "false"), ("Logging__LogLevel__Default", "Warning"),
            // A busy machine may take its time over the first questions, which are not measured.
            ("SemanticSearch__Limits__TimeoutSeconds", "60"),
        })
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
