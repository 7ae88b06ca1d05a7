using System.Diagnostics;
using System.Numerics.Tensors;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// The embedded store as a whole, through its contract: how fast ready papers become durable while somebody reads, how soon a large store
/// answers after a start, how long the index takes to be made again, and how good searches are after churn.
/// </summary>
internal static class StoreBenchmark
{
    private const int Batch = 256;
    private const int ReaderPauseMs = 20;

    /// <summary>Papers that are there before the reader comes, then those that arrive while it reads.</summary>
    private const int Before = 100_000;
    private const int During = 100_000;

    public static async Task<IReadOnlyList<Measurement>> MeasureIngestAsync(CancellationToken cancellationToken)
    {
        using var corpus = await StoreCorpus.LoadAsync(Before + During, cancellationToken);
        await using var store = await corpus.OpenAsync(cancellationToken);
        var alone = await IngestAsync(store, corpus, 0, Before, cancellationToken);
        await store.SettleAsync();
        var quiet = await ReadAsync(store, corpus, 200, CancellationToken.None);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(store, corpus, int.MaxValue, done.Token), cancellationToken);
        var during = await IngestAsync(store, corpus, Before, During, cancellationToken);
        await done.CancelAsync();
        var busy = await reading;
        cancellationToken.ThrowIfCancellationRequested();
        return
        [
            new("durable batches of 256, nobody reading", alone, "papers/s"),
            new("durable batches of 256, while a reader asks", during, "papers/s", 30_000),
            new("reader's p50 without a writer", quiet, "ms"),
            new("reader's p50 while papers arrive", busy, "ms"),
            new("p50 with / without a writer", busy / quiet, "x"),
        ];
    }

    public static async Task<IReadOnlyList<Measurement>> MeasureLargeAsync(CancellationToken cancellationToken)
    {
        const int Count = 1_000_000;
        using var corpus = await StoreCorpus.LoadAsync(Count, cancellationToken);
        double papersPerSecond;
        await using (var store = await corpus.OpenAsync(cancellationToken))
        {
            papersPerSecond = await IngestAsync(store, corpus, 0, Count, cancellationToken);
            await store.SettleAsync();
        }
        var report = new List<Measurement> { new("1M papers, durable batches of 256", papersPerSecond, "papers/s") };
        for (var i = 0; i < 3; i++)
            report.Add(new("1M papers: open and first answer, warm", await FirstAnswerAsync(corpus, cancellationToken), "ms"));
        report.Add(new("1M papers: managed memory when open", await ManagedBytesAsync(corpus, cancellationToken) / 1e6, "MB"));
        corpus.DeleteDerivedFiles();
        report.Add(new("1M papers: open where the index is made again", await FirstAnswerAsync(corpus, cancellationToken) / 1000, "s"));
        return report;
    }

    public static async Task<IReadOnlyList<Measurement>> MeasureChurnAsync(CancellationToken cancellationToken)
    {
        const int Count = 10_000;
        using var corpus = await StoreCorpus.LoadAsync(Count, cancellationToken);
        var sizes = new SegmentSizes { Newest = 2_000 };
        await using var store = await corpus.OpenAsync(cancellationToken, sizes);
        await IngestAsync(store, corpus, 0, Count, cancellationToken);
        var report = new List<Measurement>();
        foreach (var percent in (int[])[0, 10, 50, 90])
        {
            var random = new Random(percent);
            var changed = Enumerable.Range(0, Count).Where(_ => random.Next(100) < percent).ToArray();
            foreach (var rows in changed.Chunk(Batch))
                await store.DeleteAsync([.. rows.Select(StoreCorpus.IdOf)], cancellationToken);
            foreach (var rows in changed.Chunk(Batch))
                await store.UpsertAsync([.. rows.Select(corpus.Paper)], cancellationToken);
            await store.SettleAsync();
            report.Add(new($"10,000 real embeddings after {percent} % churn: recall@10", await RecallAsync(store, corpus, cancellationToken), "", 0.999));
        }
        return report;
    }

    private static async Task<double> IngestAsync(EmbeddedStore store, StoreCorpus corpus, int first, int count, CancellationToken cancellationToken)
    {
        // Making the papers is not the store's work.
        var spent = TimeSpan.Zero;
        foreach (var rows in Enumerable.Range(first, count).Chunk(Batch))
        {
            var batch = rows.Select(corpus.Paper).ToList();
            var start = Stopwatch.GetTimestamp();
            await store.UpsertAsync(batch, cancellationToken);
            spent += Stopwatch.GetElapsedTime(start);
        }
        return count / spent.TotalSeconds;
    }

    private static async Task<double> ReadAsync(EmbeddedStore store, StoreCorpus corpus, int count, CancellationToken stop)
    {
        var times = new List<double>();
        for (var i = 0; i < count && !stop.IsCancellationRequested; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await store.RetrieveAsync(corpus.Query(i), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Thread.Sleep(ReaderPauseMs);
        }
        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<double> FirstAnswerAsync(StoreCorpus corpus, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await using var store = await corpus.OpenAsync(cancellationToken);
        await store.RetrieveAsync(corpus.Query(1), cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> ManagedBytesAsync(StoreCorpus corpus, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var store = await corpus.OpenAsync(cancellationToken);
        await store.RetrieveAsync(corpus.Query(1), cancellationToken);
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    private static async Task<double> RecallAsync(EmbeddedStore store, StoreCorpus corpus, CancellationToken cancellationToken)
    {
        var (found, wanted) = (0, 0);
        for (var q = 0; q < 200; q++)
        {
            var query = corpus.Query(q) with { Terms = SparseVector.Empty, Depth = 10 };
            var best = corpus.Nearest(query.Vector.Span, 10).Select(StoreCorpus.IdOf).ToHashSet();
            var set = await store.RetrieveAsync(query, cancellationToken);
            found += set.Candidates.OrderByDescending(candidate => candidate.Similarity).Take(10).Count(candidate => best.Contains(candidate.Id));
            wanted += best.Count;
        }
        return (double)found / wanted;
    }
}

/// <summary>Ready papers: real abstracts with their terms, and vectors of real neighbourhoods (see <see cref="SemanticCorpus.Mixed"/>).</summary>
internal sealed class StoreCorpus : IDisposable
{
    private const int RealCount = 10_000;
    private const int Dimensions = RealEmbeddings.Dimensions;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
    private readonly LexicalCorpus _texts;
    private readonly float[] _vectors;
    private readonly List<string[]> _questions;

    private StoreCorpus(LexicalCorpus texts, float[] vectors)
    {
        (_texts, _vectors) = (texts, vectors);
        _questions = texts.Questions(500, 5, seed: 11);
    }

    public static async Task<StoreCorpus> LoadAsync(int count, CancellationToken cancellationToken)
    {
        var real = await RealEmbeddings.LoadAsync(RealCount, cancellationToken);
        var vectors = count <= RealCount ? real : SemanticCorpus.Mixed(real, count, cancellationToken);
        // The store keeps float16, and so does the truth that it is held against.
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = (float)(Half)vectors[i];
        return new StoreCorpus(LexicalCorpus.Read(BenchmarkPaths.Shared("data", "arxiv-100k.jsonl.gz"), cancellationToken), vectors);
    }

    public static PaperId IdOf(int row) => PaperId.Parse($"bench:{row}");

    public async Task<EmbeddedStore> OpenAsync(CancellationToken cancellationToken, SegmentSizes? sizes = null)
    {
        var store = new EmbeddedStore(_folder.FullName, sizes);
        await store.OpenAsync(new StoreManifest("bench", new string('0', 64), Dimensions, TermEncoder.Identity), cancellationToken);
        return store;
    }

    public StoredPaper Paper(int row)
    {
        var (title, text) = _texts.Papers[row % _texts.Papers.Count];
        var paper = new Paper
        {
            Id = IdOf(row),
            Title = title,
            Abstract = text,
            Authors = [$"Author {row % 977}", $"Writer {row % 3331}"],
            Categories = [$"cs.{(char)('A' + row % 20)}"],
            Date = new DateOnly(1995 + row % 25, 1 + row % 12, 1),
            Source = "bench",
        };
        return new StoredPaper(paper, _vectors.AsSpan(row * Dimensions, Dimensions).ToArray(), _texts.Terms[row % _texts.Terms.Length], (ulong)row);
    }

    /// <summary>A question of five words near a stored vector.</summary>
    public RetrievalQuery Query(int number)
    {
        var random = new Random(number);
        var (first, second) = (random.Next(_vectors.Length / Dimensions), random.Next(_vectors.Length / Dimensions));
        var vector = new float[Dimensions];
        TensorPrimitives.Add(_vectors.AsSpan(first * Dimensions, Dimensions), _vectors.AsSpan(second * Dimensions, Dimensions), vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return new RetrievalQuery { Vector = vector, Terms = TermEncoder.EncodeQuery(string.Join(' ', _questions[number % _questions.Count])), Depth = 200 };
    }

    public IEnumerable<int> Nearest(ReadOnlySpan<float> query, int count)
    {
        var similarities = new float[_vectors.Length / Dimensions];
        for (var row = 0; row < similarities.Length; row++)
            similarities[row] = TensorPrimitives.Dot(query, _vectors.AsSpan(row * Dimensions, Dimensions));
        return Enumerable.Range(0, similarities.Length).OrderByDescending(row => similarities[row]).Take(count);
    }

    public void DeleteDerivedFiles() => Directory.Delete(Path.Combine(_folder.FullName, SegmentFolder.Name), recursive: true);

    public void Dispose() => _folder.Delete(recursive: true);
}
