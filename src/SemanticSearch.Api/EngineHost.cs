using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SemanticSearch.Api.Limits;
using SemanticSearch.Api.Settings;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Api;

/// <summary>
/// Opens the engine while the service already listens, so that whoever asks too early is told to wait and for what. A store without papers
/// of its own gets the sample.
/// </summary>
public sealed partial class EngineHost(
    IConfiguration configuration, ServiceOptions service, IHostApplicationLifetime lifetime, IServer server, TimeProvider clock, ILogger<EngineHost> log, ILoggerFactory logs)
    : BackgroundService, IProgress<IndexingProgress>
{
    /// <summary>Small batches, so that progress is seen and an interruption loses little.</summary>
    private const int SampleBatchSize = 32;

    /// <summary>How long to wait for a server that does not answer yet.</summary>
    private static readonly TimeSpan ServerPause = TimeSpan.FromSeconds(1);

    private volatile Engine? _opened;
    private volatile Engine? _ready;
    private volatile string _waitingFor = "Reading the sentence model and opening the store.";
    private int _samples;

    /// <summary>What the process ends with: 0, or the reason why it refused to start (see <see cref="ExitCodes"/>).</summary>
    public int ExitCode { get; private set; }

    /// <summary>The engine.</summary>
    /// <exception cref="ProblemException">It is not ready yet.</exception>
    public Engine Engine => _ready ?? throw new Problem(ProblemCatalogue.Starting, _waitingFor) { RetryAfterSeconds = 1 }.ToException();

    /// <summary>The same, or null while it is not ready.</summary>
    internal Engine? ReadyEngine => _ready;

    /// <summary>Who may use the model to answer.</summary>
    internal ModelPlaces Places { get; } = new(Environment.ProcessorCount);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // The requests have ended before: the server stops first, since it was started last.
        if (Interlocked.Exchange(ref _opened, null) is { } engine)
            await engine.DisposeAsync();
    }

    void IProgress<IndexingProgress>.Report(IndexingProgress value)
    {
        _waitingFor = $"Indexing the sample: {value.Report.Read} of {_samples} papers.";
        LogProgress(value.Report.Read, _samples);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await OpenAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogInterrupted();
        }
        catch (Exception refusal) when (ExitCodes.Of(refusal) is { } code)
        {
            await RefuseAsync(code, refusal.Message, stoppingToken);
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var options = EngineConfiguration.Read(configuration, EngineConfiguration.ServiceKeys);
        var engine = _opened = await OpenEngineAsync(options, cancellationToken);
        var isSample = service.Sample && await IndexSampleAsync(engine, cancellationToken);
        var papers = (await engine.Store.StatisticsAsync(cancellationToken)).Papers;
        _ready = engine;
        await lifetime.StartedAsync(cancellationToken);
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        LogReady(papers, seconds, address);
        if (isSample)
            await BuildTopicsAsync(engine, cancellationToken);
    }

    /// <summary>Topics of the sample, while questions are answered already. Of other papers, their owner decides when to build.</summary>
    private async Task BuildTopicsAsync(Engine engine, CancellationToken cancellationToken)
    {
        try
        {
            if (await engine.Topics.BuildFirstAsync(clock, cancellationToken) is { } topics)
                LogTopics(topics.PaperCount, topics.Topics.Count);
        }
        catch (StoreException refusal)
        {
            LogNoTopics(refusal.Message);
        }
    }

    /// <summary>The engine, as soon as the server of its store is there: one that starts together with it may take longer.</summary>
    private async Task<Engine> OpenEngineAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await Engine.OpenAsync(options, clock, logs, model => new LimitedEmbedder(model, Places), cancellationToken);
            }
            catch (StoreException refusal) when (refusal.Problem == StoreProblem.Unavailable)
            {
                _waitingFor = "The server of the store does not answer yet.";
                LogWaiting(refusal.Message);
                await Task.Delay(ServerPause, clock, cancellationToken);
            }
        }
    }

    /// <returns>Whether the store has the sample, and nothing else.</returns>
    private async Task<bool> IndexSampleAsync(Engine engine, CancellationToken cancellationToken)
    {
        var ids = new List<PaperId>();
        await foreach (var record in new SampleSource().ReadAsync(cancellationToken))
            if (record.Paper is { } paper)
                ids.Add(paper.Id);
        var papers = (await engine.Store.StatisticsAsync(cancellationToken)).Papers;
        var known = (await engine.Store.FingerprintsAsync(ids, cancellationToken)).Count;
        // A store with one paper that is no sample is somebody's own; one with fewer samples was interrupted.
        if (papers != known || known == ids.Count)
            return papers == known;
        _samples = ids.Count;
        LogSample(ids.Count);
        await engine.Indexing.RunAsync(new SampleSource(), new IndexingOptions { BatchSize = SampleBatchSize }, this, cancellationToken);
        return true;
    }

    private async Task RefuseAsync(int code, string message, CancellationToken cancellationToken)
    {
        ExitCode = code;
        await Console.Error.WriteLineAsync(message);
        // Stopping a host that is still starting makes its start fail with a message about something else.
        await lifetime.StartedAsync(cancellationToken);
        lifetime.StopApplication();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The store has no papers of its own: indexing the {Samples} sample papers. Set SemanticSearch:Sample to false to start without.")]
    private partial void LogSample(int samples);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Done} of {Samples} sample papers are indexed.")]
    private partial void LogProgress(long done, int samples);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Ready with {Papers} papers after {Seconds:F1} s. Open {Address} in a browser.")]
    private partial void LogReady(long papers, double seconds, string? address);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Refusal} Trying again.")]
    private partial void LogWaiting(string refusal);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "The {Papers} sample papers are divided into topics, {Topics} in all levels.")]
    private partial void LogTopics(int papers, int topics);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "The topics of the sample could not be built. {Refusal}")]
    private partial void LogNoTopics(string refusal);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "The start was interrupted. What is stored stays; the next start goes on from there.")]
    private partial void LogInterrupted();
}
