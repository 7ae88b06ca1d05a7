using System.Collections.Concurrent;
using System.Diagnostics;
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

    /// <summary>One makes a batch ready while the disk writes the other's.</summary>
    private const int Producers = 2;

    /// <summary>Papers that warm up the program, those that are there before the reader comes, then those that arrive while it reads.</summary>
    private const int Warming = 100_000;
    private const int Before = 100_000;
    private const int During = 100_000;

    public static async Task<IReadOnlyList<Measurement>> MeasureIngestAsync(CancellationToken cancellationToken)
    {
        using var corpus = await StoreCorpus.LoadAsync(Warming + Before + During, cancellationToken);
        await using var store = await corpus.OpenAsync(cancellationToken);
        var limit = SqliteLimit.RowsPerSecond(corpus, 40 * Batch, Batch);
        await IngestAsync(store, corpus, 0, Warming, cancellationToken);
        var alone = await IngestAsync(store, corpus, Warming, Before, cancellationToken);
        await store.SettleAsync();
        var quiet = await ReadAsync(store, corpus, 200, CancellationToken.None);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(store, corpus, int.MaxValue, done.Token), cancellationToken);
        var during = await IngestAsync(store, corpus, Warming + Before, During, cancellationToken);
        await done.CancelAsync();
        var busy = await reading;
        cancellationToken.ThrowIfCancellationRequested();
        return
        [
            new("durable batches of 256, nobody reading", alone, "papers/s"),
            new("durable batches of 256, while a reader asks", during, "papers/s", 30_000),
            new("the same bytes by a bare SQLite loop, as durable", limit, "papers/s"),
            new("store / bare SQLite, nobody reading", alone / limit, "x"),
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
        foreach (var rows in Enumerable.Range(first, count).Chunk(Producers * 40 * Batch))
        {
            var batches = new ConcurrentQueue<List<StoredPaper>>(rows.Chunk(Batch).Select(batch => batch.Select(corpus.Paper).ToList()));
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(async () =>
            {
                while (batches.TryDequeue(out var batch))
                    await store.UpsertAsync(batch, cancellationToken);
            }, cancellationToken)));
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
