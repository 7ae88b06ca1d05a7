using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// Goal: a full disk costs nobody anything but patience.
/// <list type="number">
/// <item>A store is written on a small file system until it refuses. It must say that the disk is full and what to do.</item>
/// <item>Nothing of the refused batch is there, everything before it is, and searches answer as before.</item>
/// <item>The file system grows a little, and the same batch is written without opening the store again; so on for several sizes.</item>
/// <item>At the end the store is opened cold and holds what was acknowledged.</item>
/// </list>
/// </summary>
public sealed class DiskFullTests : IDisposable
{
    private const int Seed = 5;
    private const int FirstSize = 384;
    private const int Growth = 64;
    private const int Sizes = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly Workload _workload = new(Seed);
    private readonly List<StoredPaper> _papers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_whole_batches_and_writing_goes_on_when_there_is_space_again()
    {
        using var disk = MountedFolder.OfSizeOrSkip(_folder["disk"], FirstSize);
        await using (var store = await StoreProof.OpenAsync(_folder["disk/store"]))
        {
            var (next, afterTheFirst) = (0, 0);
            for (var size = 1; size <= Sizes; size++)
            {
                var before = next;
                next = await WriteUntilFullAsync(store, next);
                afterTheFirst += size == 1 ? 0 : next - before;
                await StoreProof.AssertHoldsAsync(store, _papers);
                disk.Resize(FirstSize + size * Growth);
            }
            Assert.True(afterTheFirst > 3, $"Only {afterTheFirst} batches were written after the first refusal.");
            disk.Resize(64 * FirstSize);
            await store.UpsertAsync(TestCorpus.Papers(1), Token);
            _papers.RemoveAll(paper => paper.Paper.Id == TestCorpus.Papers(1)[0].Paper.Id);
            _papers.AddRange(TestCorpus.Papers(1));
            await store.SettleAsync();
            Assert.Null((await store.StatisticsAsync(Token)).Trouble);
        }
        await using var reopened = await StoreProof.OpenAsync(_folder["disk/store"]);
        await StoreProof.AssertHoldsAsync(reopened, _papers);
    }

    /// <summary>Writes until the store refuses, and checks what it says.</summary>
    /// <returns>The operation that was refused.</returns>
    private async Task<int> WriteUntilFullAsync(EmbeddedStore store, int next)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            for (; next < 100_000; next++)
            {
                await _workload.RunAsync(store, next, Token);
                _workload.Apply(_papers, next);
            }
        });
        Assert.Equal(StoreProblem.NotWritable, refusal.Problem);
        Assert.Contains("the disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("free some space", refusal.Message, StringComparison.Ordinal);
        return next;
    }

    [Fact]
    public async Task Segments_that_find_no_space_stop_neither_searches_nor_the_store()
    {
        using var disk = MountedFolder.OfSizeOrSkip(_folder["disk"], 16 * FirstSize);
        await using var store = await StoreProof.OpenAsync(_folder["disk/store"]);
        await store.UpsertAsync(TestCorpus.Papers(90, Seed), Token);
        _papers.AddRange(TestCorpus.Papers(90, Seed));
        await store.SettleAsync();
        using (MountedFolder.OfSizeOrSkip(_folder["disk/store/segments"], 4))
        {
            for (var operation = 0; operation < 20; operation++)
            {
                await _workload.RunAsync(store, operation, Token);
                _workload.Apply(_papers, operation);
            }
            await store.SettleAsync();
            Assert.NotNull((await store.StatisticsAsync(Token)).Trouble);
            await StoreProof.AssertHoldsAsync(store, _papers);
        }
        await _workload.RunAsync(store, 20, Token);
        _workload.Apply(_papers, 20);
        await store.SettleAsync();
        await StoreProof.AssertHoldsAsync(store, _papers);
    }
}
