using System.Globalization;
using System.Text.Json;

namespace SemanticSearch.Benchmarks;

/// <summary>One figure of a benchmark.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Such as <c>papers/s</c>; <c>x</c> for a ratio.</param>
/// <param name="Goal">The least value that is good, where there is one.</param>
internal sealed record Measurement(string Name, double Value, string Unit, double? Goal = null);

/// <summary>A comparison that can be run by its name.</summary>
internal sealed record Benchmark(string Name, string Description, Func<CancellationToken, Task<IReadOnlyList<Measurement>>> MeasureAsync)
{
    private static readonly Benchmark[] All =
    [
        new("embedding", "OnnxEmbedder, end to end, against a bare ONNX Runtime loop and against padded batches of 16.", EmbeddingBenchmark.MeasureAsync),
        new("semantic", "The embedded store's short codes with exact rescoring against an exact float32 scan, on one core.", SemanticBenchmark.MeasureAsync),
        new("lexical", "PostingsIndex, top 10 of 5 words, against SQLite FTS5 and Lucene.Net over the same abstracts.", LexicalBenchmark.MeasureAsync),
        new("ingest", "The embedded store: durable batches of ready papers while a reader asks.", StoreBenchmark.MeasureIngestAsync),
        new("churn", "The embedded store: recall on real embeddings after 10, 50 and 90 % of the papers were removed and added again.", StoreBenchmark.MeasureChurnAsync),
        new("million", "The embedded store with a million papers: first answer after a start, memory, and the index made again.", StoreBenchmark.MeasureLargeAsync),
        new("qdrant", "The Qdrant store over a double in this process against the bare gRPC calls; encoding papers; learning that a server is gone.", QdrantBenchmark.MeasureAsync),
        new("search", "What a query costs, from text to hits, over a real corpus, and how much of that is the model.", SearchBenchmark.MeasureAsync),
        new("versions", "What it costs to find, while papers are stored, which records are of one paper.", VersionsBenchmark.MeasureAsync),
        new("serving", "Counts, evidence and several callers over 100,000 papers, against the bare ten best.", ServingBenchmark.MeasureAsync),
        new("pages", "The page of a question against the same question to the interface, and what pages weigh.", PagesBenchmark.MeasureAsync),
        new("load", "The service over HTTP with 100,000 papers: one, four and sixteen callers, and ten times what it can answer.", LoadBenchmark.MeasureAsync),
        new("steering", "What three examples find that one does not, and what a counterexample does, on judged sets.", SteeringBenchmark.MeasureAsync),
        new("deep", "Whether a second look at the best 50, by their best sentence or by feedback, ranks better, on judged sets.", DeepBenchmark.MeasureAsync),
        new("topics", "Topics of 10,000 abstracts: agreement, steadiness, labels and map by the shared ruler, and CPU time beside BERTopic's.", TopicsBenchmark.MeasureAsync),
        new("topics-100k", "Topics of 100,000 papers: seconds by what is done, memory, and how many topics; built, brought up to date, and built again.", cancellationToken => TopicsScaleBenchmark.MeasureAsync(100_000, cancellationToken)),
        new("topics-million", "The same of a million papers, of which a sample is divided and the rest follows it.", cancellationToken => TopicsScaleBenchmark.MeasureAsync(1_000_000, cancellationToken)),
    ];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <summary>Runs <c>NAME [--json]</c> or <c>list</c>. Exit codes: 0 done, 2 wrong usage, 130 interrupted.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var names = arguments.Where(argument => argument != "--json").ToArray();
        if (names is ["list"])
            return List(Console.Out, exitCode: 0);
        if (names is not [var name] || Array.Find(All, benchmark => benchmark.Name == name) is not { } chosen)
            return List(Console.Error, exitCode: 2);
        return await chosen.RunAsync(arguments.Length > names.Length);
    }

    private static int List(TextWriter writer, int exitCode)
    {
        writer.WriteLine("Usage: NAME [--json], with one of these names:");
        foreach (var benchmark in All)
            writer.WriteLine($"  {benchmark.Name,-14} {benchmark.Description}");
        return exitCode;
    }

    private async Task<int> RunAsync(bool asJson)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; interrupted.Cancel(); };
        try
        {
            var measurements = await MeasureAsync(interrupted.Token);
            Console.WriteLine(asJson ? JsonSerializer.Serialize(new { benchmark = Name, measurements }, Json) : Table(measurements));
            return 0;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static string Table(IReadOnlyList<Measurement> measurements) => string.Join(
        Environment.NewLine,
        measurements.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Name,-48} {m.Value,10:0.000} {m.Unit,-10}{(m.Goal is { } goal ? $" goal {goal}" : "")}")));
}
