using System.Globalization;
using SemanticSearch.Evaluation;
using SemanticSearch.Indexing;

namespace SemanticSearch.Benchmarks;

/// <summary>Engines over judged sets.</summary>
internal static class JudgedEngines
{
    /// <summary>Measures one set after the other, each with a store of its own that is kept, so that a second run embeds no paper.</summary>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(
        IEnumerable<string> sets, Func<Engine, JudgedSet, CancellationToken, Task<IReadOnlyList<Measurement>>> measure, CancellationToken cancellationToken)
    {
        var measurements = new List<Measurement>();
        foreach (var name in sets)
        {
            var set = await JudgedSet.ReadAsync(BenchmarkPaths.Shared("data", "judged", name), cancellationToken: cancellationToken);
            var options = new EngineOptions { DataFolder = BenchmarkPaths.Artifact($"judged-{name}"), ModelFolder = BenchmarkPaths.ModelFolder };
            await using var engine = await Engine.OpenAsync(options, TimeProvider.System, cancellationToken);
            await engine.Indexing.RunAsync(set.OpenCorpus(), new IndexingOptions(), progress: null, cancellationToken);
            var measured = await measure(engine, set, cancellationToken);
            measurements.AddRange(measured);
            // A set takes minutes, and what was measured is worth having where the next one is interrupted.
            foreach (var measurement in measured)
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{measurement.Name}: {measurement.Value:0.0000}"));
        }
        return measurements;
    }
}
