using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SemanticSearch;

/// <summary>What the engine tells of its work to whoever listens: activities and metrics by these names. Nothing of it says what was asked.</summary>
public static class Telemetry
{
    /// <summary>The name of the source of activities and of the meter.</summary>
    public const string Name = "SemanticSearch";

    /// <summary>Bounds in seconds that tell a scan from a run of the model and both from trouble.</summary>
    private static readonly double[] StageBounds = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5];

    private static readonly ActivitySource Activities = new(Name);

    /// <summary>The meter, also for what programs around the engine count.</summary>
    public static Meter Meter { get; } = new(Name);

    private static readonly Histogram<double> StageDuration = Meter.CreateHistogram(
        "semanticsearch.stage.duration", "s", "How long one stage of a search took.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = StageBounds });

    private static readonly Counter<long> Searches = Meter.CreateCounter<long>("semanticsearch.searches", null, "Rankings that were asked for.");

    /// <summary>Text to vector.</summary>
    public static Stage Embed { get; } = new("embed");

    /// <summary>Vector and terms to candidates, one round of it.</summary>
    public static Stage Retrieve { get; } = new("retrieve");

    /// <summary>Candidates to a ranking.</summary>
    public static Stage Fuse { get; } = new("fuse");

    /// <summary>Ids to papers.</summary>
    public static Stage Fetch { get; } = new("fetch");

    /// <summary>Papers to the sentences that answer.</summary>
    public static Stage Evidence { get; } = new("evidence");

    /// <summary>Counts a ranking that was asked for.</summary>
    /// <param name="kind"><c>search</c> or <c>similar</c>.</param>
    /// <param name="mode">Which legs rank.</param>
    public static void CountSearch(string kind, string mode) =>
        Searches.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("mode", mode));

    /// <summary>One stage of a search, measured each time that it runs.</summary>
    public sealed class Stage(string name)
    {
        private readonly KeyValuePair<string, object?> _tag = new("stage", name);

        /// <summary>Runs work as this stage.</summary>
        public async Task<T> RunAsync<T>(Func<Task<T>> work)
        {
            using var activity = Activities.StartActivity(name);
            var start = Stopwatch.GetTimestamp();
            try
            {
                return await work().ConfigureAwait(false);
            }
            finally
            {
                StageDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _tag);
            }
        }

        /// <summary>Runs work as this stage.</summary>
        public T Run<T>(Func<T> work)
        {
            using var activity = Activities.StartActivity(name);
            var start = Stopwatch.GetTimestamp();
            var result = work();
            StageDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _tag);
            return result;
        }
    }
}
