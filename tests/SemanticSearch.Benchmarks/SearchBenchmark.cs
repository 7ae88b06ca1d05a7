using System.Diagnostics;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Where the time of one query goes, one caller at a time. The papers are those of a corpus beside the checkout, or the built-in sample;
/// the queries are the first words of their titles, so each has a paper that it should find.
/// </summary>
internal static class SearchBenchmark
{
    private const int QueryCount = 500;
    private const int WarmUpCount = 30;
    private const int WordsPerQuery = 8;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
        try
        {
            var options = new EngineOptions { DataFolder = folder.FullName, ModelFolder = BenchmarkPaths.ModelFolder };
            await using var engine = await Engine.OpenAsync(options, TimeProvider.System, cancellationToken);
            var indexing = await engine.Indexing.RunAsync(Corpus(), new IndexingOptions(), progress: null, cancellationToken);
            var queries = await QueriesAsync(engine, cancellationToken);
            foreach (var query in queries.Take(WarmUpCount))
                await AskAsync(engine, query, cancellationToken);
            var samples = new List<Sample>(queries.Count);
            foreach (var query in queries)
                samples.Add(await AskAsync(engine, query, cancellationToken));
            return Report(indexing, samples);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IPaperSource Corpus()
    {
        var path = BenchmarkPaths.Shared("data", "arxiv-1k.jsonl");
        return File.Exists(path) ? new JsonLinesSource(path) : new SampleSource();
    }

    private static async Task<List<(string Text, PaperId Paper)>> QueriesAsync(Engine engine, CancellationToken cancellationToken)
    {
        var queries = new List<(string Text, PaperId Paper)>();
        await foreach (var stored in engine.Store.ScanAsync(cancellationToken))
            queries.Add((string.Join(' ', stored.Paper.Title.Split(' ').Take(WordsPerQuery)), stored.Paper.Id));
        return [.. queries.DistinctBy(query => query.Text).Take(QueryCount)];
    }

    private static async Task<Sample> AskAsync(Engine engine, (string Text, PaperId Paper) query, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await engine.Search.SearchAsync(new SearchRequest { Text = query.Text }, cancellationToken);
        var whole = Stopwatch.GetElapsedTime(start);
        return new Sample(result.Timings, whole, result.Hits.Count > 0 && result.Hits[0].Paper.Id == query.Paper);
    }

    private static List<Measurement> Report(IndexingReport indexing, List<Sample> samples) =>
    [
        new("papers", indexing.Added, "papers"),
        new("indexing, from file to acknowledged", indexing.Added / indexing.Elapsed.TotalSeconds, "papers/s"),
        new($"distinct queries, titles cut to {WordsPerQuery} words", samples.Count, "queries"),
        .. Percentiles("embedding", samples, sample => sample.Timings.Embedding),
        .. Percentiles("retrieval", samples, sample => sample.Timings.Retrieval),
        .. Percentiles("fetching the hits", samples, sample => sample.Timings.Fetching),
        .. Percentiles("whole", samples, sample => sample.Whole),
        new("embedding / whole", Total(samples, sample => sample.Timings.Embedding) / Total(samples, sample => sample.Whole), "x"),
        new("retrieval / whole", Total(samples, sample => sample.Timings.Retrieval) / Total(samples, sample => sample.Whole), "x"),
        new("whole p99 / p50", Percentile(samples, sample => sample.Whole, 0.99) / Percentile(samples, sample => sample.Whole, 0.5), "x"),
        new("queries whose own paper is the first hit", samples.Count(sample => sample.FoundItsPaper) / (double)samples.Count, "x"),
    ];

    private static IEnumerable<Measurement> Percentiles(string name, List<Sample> samples, Func<Sample, TimeSpan> part) =>
    [
        new($"{name}, p50", Percentile(samples, part, 0.5), "ms"),
        new($"{name}, p99", Percentile(samples, part, 0.99), "ms"),
    ];

    private static double Percentile(List<Sample> samples, Func<Sample, TimeSpan> part, double share) =>
        NearestRank.Of(samples.Select(sample => part(sample).TotalMilliseconds), share);

    private static double Total(List<Sample> samples, Func<Sample, TimeSpan> part) => samples.Sum(sample => part(sample).TotalMilliseconds);

    /// <summary>One query: what the engine says of its parts, and the whole as its caller sees it.</summary>
    private readonly record struct Sample(SearchTimings Timings, TimeSpan Whole, bool FoundItsPaper);
}
