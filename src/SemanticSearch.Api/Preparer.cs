using SemanticSearch.Api.Settings;
using SemanticSearch.Storage;

namespace SemanticSearch.Api;

/// <summary>
/// Makes ready while the service runs what answers would wait for or lack, and again soon after papers came: which records are of one paper,
/// where the file that says it does not describe the store, and the evidence of all papers.
/// </summary>
internal sealed partial class Preparer(EngineHost host, ServiceOptions service, TimeProvider clock, ILogger<Preparer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // Evidence may take hours, for which nothing else waits.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RunAlwaysAsync(PrepareVersionsAsync, stoppingToken),
        service.PrepareEvidence ? RunAlwaysAsync(EvidenceOf(), stoppingToken) : Task.CompletedTask);

    private async Task RunAlwaysAsync(Func<Engine, CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                if (host.ReadyEngine is { } engine)
                    await TryAsync(prepare, engine, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is prepared is kept; the next start goes on from there.
        }
    }

    /// <summary>Whatever fails here is no reason to stop answering.</summary>
    private async Task TryAsync(Func<Engine, CancellationToken, Task> prepare, Engine engine, CancellationToken cancellationToken)
    {
        try
        {
            await prepare(engine, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // What a store says is enough; of anything else, the place is wanted too.
            LogFailed(failure.Message, failure is StoreException ? null : failure);
        }
    }

    private async Task PrepareVersionsAsync(Engine engine, CancellationToken cancellationToken)
    {
        if (await engine.Versions.PrepareAsync(cancellationToken))
            LogVersions();
    }

    /// <summary>Prepares evidence where the papers are others than those that are prepared.</summary>
    private Func<Engine, CancellationToken, Task> EvidenceOf()
    {
        string? prepared = null;
        return async (engine, cancellationToken) =>
        {
            var version = (await engine.Store.StatisticsAsync(cancellationToken)).IndexVersion;
            if (version != prepared && await engine.Evidence.RunAsync(() => host.Places.IsCrowded, cancellationToken) is > 0 and var papers)
                LogEvidence(papers);
            prepared = version;
        };
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The sentences of {Papers} papers are ready to be shown as evidence.")]
    private partial void LogEvidence(int papers);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Something could not be prepared. {Reason} Trying again.")]
    private partial void LogFailed(string reason, Exception? failure);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Which records are of one paper was read from the whole store again.")]
    private partial void LogVersions();
}
