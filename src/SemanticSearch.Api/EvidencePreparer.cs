using SemanticSearch.Api.Settings;
using SemanticSearch.Storage;

namespace SemanticSearch.Api;

/// <summary>Prepares the evidence of all papers while the service runs, and that of new ones soon after they come.</summary>
internal sealed partial class EvidencePreparer(EngineHost host, ServiceOptions service, TimeProvider clock, ILogger<EvidencePreparer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (service.PrepareEvidence)
                await PrepareAlwaysAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is prepared is kept; the next start goes on from there.
        }
    }

    private async Task PrepareAlwaysAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        string? prepared = null;
        while (await timer.WaitForNextTickAsync(cancellationToken))
            if (host.ReadyEngine is { } engine)
                prepared = await PrepareAsync(engine, prepared, cancellationToken);
    }

    /// <returns>The version of the index whose papers are all prepared.</returns>
    private async Task<string?> PrepareAsync(Engine engine, string? prepared, CancellationToken cancellationToken)
    {
        try
        {
            var version = (await engine.Store.StatisticsAsync(cancellationToken)).IndexVersion;
            if (version != prepared && await engine.Evidence.RunAsync(cancellationToken) is > 0 and var papers)
                LogPrepared(papers);
            return version;
        }
        catch (StoreException refusal)
        {
            LogRefused(refusal.Message);
            return prepared;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The sentences of {Papers} papers are ready to be shown as evidence.")]
    private partial void LogPrepared(int papers);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Sentences could not be prepared. {Refusal} Trying again.")]
    private partial void LogRefused(string refusal);
}
