using System.Diagnostics.Metrics;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Observing;

/// <summary>Measures now and then what the index holds and how long it has been as it is.</summary>
internal sealed class IndexGauges : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly Gauge<long> Papers = Telemetry.Meter.CreateGauge<long>("semanticsearch.papers", null, "Papers that can be found.");
    private static readonly Gauge<int> Trouble = Telemetry.Meter.CreateGauge<int>("semanticsearch.store.trouble", null, "1 while the store has trouble, 0 otherwise.");
    private static readonly Gauge<double> Age = Telemetry.Meter.CreateGauge<double>("semanticsearch.index.age", "s", "How long ago this service saw the index change.");

    private readonly EngineHost _host;
    private readonly TimeProvider _clock;
    private string _version = "";
    private long _changedAt;

    public IndexGauges(EngineHost host, TimeProvider clock)
    {
        (_host, _clock) = (host, clock);
        EdgeCounts.Begin();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        try
        {
            do
                await MeasureAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        // A host that could not start is thrown away without being stopped, and would take this for a fault.
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var statistics = await _host.Engine.Store.StatisticsAsync(cancellationToken);
            if (statistics.IndexVersion != _version)
                (_version, _changedAt) = (statistics.IndexVersion, _clock.GetTimestamp());
            Papers.Record(statistics.Papers);
            Age.Record(_clock.GetElapsedTime(_changedAt).TotalSeconds);
            Trouble.Record(statistics.Trouble is null ? 0 : 1);
        }
        // Not open yet, or closed already: there is nothing to measure.
        catch (Exception early) when (early is ProblemException or ObjectDisposedException)
        {
        }
        catch (StoreException)
        {
            Trouble.Record(1);
        }
    }
}
