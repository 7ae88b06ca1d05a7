using System.Diagnostics;
using SemanticSearch.Embeddings;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Versions;

namespace SemanticSearch.Benchmarks;

/// <summary>What counts, evidence and callers at once cost over 100,000 papers, each against the bare ten best. The questions are beginnings of titles.</summary>
internal static class ServingBenchmark
{
    private const int PaperCount = 100_000;
    private const int BatchSize = 1_024;
    private const int QuestionCount = 150;
    private const int WordsPerQuestion = 8;
    private const int Rounds = 2;

    private static readonly FacetField[] Facets = Enum.GetValues<FacetField>();

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
        try
        {
            var questions = await FillAsync(folder.FullName, cancellationToken);
            var options = new EngineOptions { DataFolder = folder.FullName, ModelFolder = BenchmarkPaths.ModelFolder };
            List<Measurement> measurements;
            await using (var engine = await Engine.OpenAsync(options, TimeProvider.System, cancellationToken))
                measurements = await MeasureAsync(engine, questions, cancellationToken);
            await using (var engine = await Engine.OpenAsync(options, TimeProvider.System, cancellationToken))
                measurements.Add(await MeasureKeptAsync(engine, questions, cancellationToken));
            return measurements;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Fills a store with 100,000 papers.</summary>
    /// <returns>Questions that some of them answer.</returns>
    internal static async Task<List<string>> FillAsync(string folder, CancellationToken cancellationToken)
    {
        using var corpus = await StoreCorpus.LoadAsync(PaperCount, cancellationToken);
        var model = EmbeddingModel.Load(BenchmarkPaths.ModelFolder);
        await using var store = new EmbeddedStore(folder);
        await store.OpenAsync(Engine.ManifestOf(model), cancellationToken);
        foreach (var rows in Enumerable.Range(0, PaperCount).Chunk(BatchSize))
            await store.UpsertAsync([.. rows.Select(corpus.Paper)], cancellationToken);
        await store.SettleAsync();
        // Else the service would find out while it is measured which records are of one paper.
        using (var versions = new PaperVersions(folder, model, store))
            await versions.PrepareAsync(cancellationToken);
        return [.. Enumerable.Range(0, QuestionCount).Select(i => string.Join(' ', corpus.Paper(i * 311).Paper.Title.Split(' ').Take(WordsPerQuestion)))];
    }

    /// <summary>Evidence after a new start, when the vectors of sentences are in their file and not in memory.</summary>
    private static async Task<Measurement> MeasureKeptAsync(Engine engine, List<string> questions, CancellationToken cancellationToken)
    {
        foreach (var question in questions.Take(20))
            await engine.Search.SearchAsync(new SearchRequest { Text = question }, cancellationToken);
        var kept = await RunAsync(engine, questions, text => new SearchRequest { Text = text, Evidence = true }, 1, cancellationToken);
        return new Measurement("evidence of papers that were prepared, p50", First(kept, 0.5), "ms");
    }

    private static async Task<List<Measurement>> MeasureAsync(Engine engine, List<string> questions, CancellationToken cancellationToken)
    {
        SearchRequest Bare(string text) => new() { Text = text, MinSimilarity = -1 };
        SearchRequest Floored(string text) => new() { Text = text };
        SearchRequest Counted(string text) => new() { Text = text, Facets = Facets };
        SearchRequest Whole(string text) => new() { Text = text, Facets = Facets, Evidence = true };
        foreach (var question in questions.Take(20))
            await engine.Search.SearchAsync(Bare(question), cancellationToken);
        var first = await RunAsync(engine, questions, Whole, 1, cancellationToken);
        var (bare, floored, counted, again) = (new List<Sample>(), new List<Sample>(), new List<Sample>(), new List<Sample>());
        // In turn, so that whatever else the machine does meets all of them alike.
        for (var round = 0; round < Rounds; round++)
            foreach (var question in questions)
                foreach (var (samples, ask) in new (List<Sample>, Func<string, SearchRequest>)[] { (bare, Bare), (floored, Floored), (counted, Counted), (again, Whole) })
                    samples.AddRange(await RunAsync(engine, [question], ask, 1, cancellationToken));
        var measurements = new List<Measurement>
        {
            new("papers", PaperCount, "papers"),
            new("papers above the floor, mean", floored.Average(sample => sample.Total), "papers"),
            new("with the floor / bare, p50", Percentile(floored, 0.5) / Percentile(bare, 0.5), "x"),
            new("with floor, total and four facets / bare, p50", Percentile(counted, 0.5) / Percentile(bare, 0.5), "x"),
            new("evidence of papers not shown before, p50", First(first, 0.5), "ms"),
            new("evidence of papers shown before, p50", First(again, 0.5), "ms"),
            new("everything, shown before / bare, p50", Percentile(again, 0.5) / Percentile(bare, 0.5), "x"),
        };
        AddStages(measurements, again);
        foreach (var clients in (int[])[1, 4, 16])
            AddClients(measurements, clients, again, await RunAsync(engine, questions, Whole, clients, cancellationToken));
        return measurements;
    }

    private static void AddStages(List<Measurement> measurements, List<Sample> samples)
    {
        var whole = samples.Sum(sample => sample.Timings.Total.TotalMilliseconds);
        measurements.Add(new("of it, embedding", samples.Sum(sample => sample.Timings.Embedding.TotalMilliseconds) / whole, "x"));
        measurements.Add(new("of it, retrieval, counts and fusion", samples.Sum(sample => sample.Timings.Retrieval.TotalMilliseconds) / whole, "x"));
        measurements.Add(new("of it, fetching", samples.Sum(sample => sample.Timings.Fetching.TotalMilliseconds) / whole, "x"));
        measurements.Add(new("of it, evidence", samples.Sum(sample => sample.Timings.Evidence.TotalMilliseconds) / whole, "x"));
    }

    private static void AddClients(List<Measurement> measurements, int clients, List<Sample> alone, List<Sample> together)
    {
        measurements.Add(new($"{clients} callers: p50 / p50 of one", Percentile(together, 0.5) / Percentile(alone, 0.5), "x"));
        measurements.Add(new($"{clients} callers: p99 / p50", Percentile(together, 0.99) / Percentile(together, 0.5), "x"));
    }

    private static async Task<List<Sample>> RunAsync(Engine engine, List<string> questions, Func<string, SearchRequest> ask, int clients, CancellationToken cancellationToken)
    {
        var samples = new Sample[questions.Count];
        await Parallel.ForAsync(0, samples.Length, new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var start = Stopwatch.GetTimestamp();
            var result = await engine.Search.SearchAsync(ask(questions[i]), token);
            samples[i] = new Sample(Stopwatch.GetElapsedTime(start), result.Timings, result.Total);
        });
        return [.. samples];
    }

    private static double First(List<Sample> samples, double share) => NearestRank.Of(samples.Select(sample => sample.Timings.Evidence.TotalMilliseconds), share);

    private static double Percentile(List<Sample> samples, double share) => NearestRank.Of(samples.Select(sample => sample.Whole.TotalMilliseconds), share);

    private readonly record struct Sample(TimeSpan Whole, SearchTimings Timings, long Total);
}
