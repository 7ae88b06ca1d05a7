using System.Runtime.CompilerServices;
using System.Text;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Indexing;

/// <summary>Runs that are stopped half-way, and how far reading runs ahead of storing.</summary>
public sealed class InterruptionTests : IAsyncLifetime, IDisposable
{
    private const int PaperCount = 12;

    private static readonly IndexingOptions Pairs = new() { BatchSize = 2 };

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStore _store;
    private readonly CancellationTokenSource _interrupt = new();

    public InterruptionTests() => _store = new EmbeddedStore(_folder["store"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    public void Dispose()
    {
        _interrupt.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Interrupted_after_a_batch_the_report_is_what_is_stored_and_a_second_run_completes()
    {
        using var embedder = new CountedEmbedder();
        var progress = new WatchedProgress(done => CancelWhen(done.Report.Added == 4));
        await AssertInterruptedAsync(embedder, Source(), progress, leastAdded: 4);
        Assert.Equal(4, progress.Reports[^1].Report.Added);
    }

    [Fact]
    public async Task Interrupted_while_embedding_the_report_is_what_is_stored_and_a_second_run_completes()
    {
        using var embedder = new CountedEmbedder(call => CancelWhen(call == 4));
        await AssertInterruptedAsync(embedder, Source(), new WatchedProgress(), leastAdded: 0);
    }

    [Fact]
    public async Task Interrupted_while_reading_the_report_is_what_is_stored_and_a_second_run_completes()
    {
        using var embedder = new CountedEmbedder();
        await AssertInterruptedAsync(embedder, new WatchedSource(Source(), read => CancelWhen(read == 9)), new WatchedProgress(), leastAdded: 0);
    }

    [Fact]
    public async Task Interrupted_before_it_begins_a_run_has_done_nothing()
    {
        using var embedder = new CountedEmbedder();
        CancelWhen(true);
        var interrupted = await RunInterruptedAsync(embedder, Source(), new WatchedProgress());
        Assert.Equal((0, 0, 0), (interrupted.Report.Read, interrupted.Report.Added, embedder.Texts));
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Reading_runs_no_more_than_three_batches_ahead_of_what_is_stored(int batchSize)
    {
        using var embedder = new CountedEmbedder();
        var (stored, furthestAhead) = (0L, 0L);
        var source = new WatchedSource(Source(count: 30), read => furthestAhead = Math.Max(furthestAhead, read - Volatile.Read(ref stored)));
        var progress = new WatchedProgress(done => Volatile.Write(ref stored, done.Report.Read));
        var report = await Pipeline(embedder).RunAsync(source, new IndexingOptions { BatchSize = batchSize }, progress, Token);
        Assert.Equal(30, report.Added);
        // One being stored, one embedded, one read.
        Assert.Equal(3 * batchSize, furthestAhead);
    }

    private async Task AssertInterruptedAsync(CountedEmbedder embedder, IPaperSource source, WatchedProgress progress, int leastAdded)
    {
        var interrupted = await RunInterruptedAsync(embedder, source, progress);
        var added = interrupted.Report.Added;
        Assert.InRange(added, leastAdded, PaperCount - 1);
        Assert.Equal(added, await CountAsync());
        Assert.Equal(added, interrupted.Report.Read);
        Assert.Equal(_interrupt.Token, interrupted.CancellationToken);

        using var second = new CountedEmbedder();
        var report = await Pipeline(second).RunAsync(Source(), Pairs, progress: null, Token);
        Assert.Equal((PaperCount - added, added, PaperCount), (report.Added, report.Unchanged, report.Read));
        Assert.Equal(PaperCount - added, second.Texts);
        Assert.Equal(PaperCount, await CountAsync());
    }

    private Task<IndexingInterruptedException> RunInterruptedAsync(CountedEmbedder embedder, IPaperSource source, WatchedProgress progress) =>
        Assert.ThrowsAsync<IndexingInterruptedException>(() => Pipeline(embedder).RunAsync(source, Pairs, progress, _interrupt.Token));

    private void CancelWhen(bool condition)
    {
        if (condition)
            _interrupt.Cancel();
    }

    private IndexingPipeline Pipeline(CountedEmbedder embedder) => new(_store, RealModel.Model, embedder, TimeProvider.System);

    private async Task<long> CountAsync() => (await _store.StatisticsAsync(Token)).Papers;

    private static JsonLinesSource Source(int count = PaperCount) => new(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(1, count).Select(number => $$"""{"id":"t:{{number}}","title":"Paper {{number}}"}""" + "\n")))));

    /// <summary>The records of another source, counted as they are handed over.</summary>
    private sealed class WatchedSource(IPaperSource inner, Action<int> onRead) : IPaperSource
    {
        public double? Progress => inner.Progress;

        public async IAsyncEnumerable<SourceRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var read = 0;
            await foreach (var record in inner.ReadAsync(cancellationToken))
            {
                onRead(++read);
                yield return record;
            }
        }
    }
}
