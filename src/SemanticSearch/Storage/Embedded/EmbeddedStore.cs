using System.Globalization;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The default store: one folder, no server. SQLite holds the truth; segments of short codes and postings answer searches and follow
/// every commit, also those of other processes on the same folder.
/// </summary>
/// <param name="folder">Where the store is, or is to be made.</param>
/// <param name="sizes">How large segments get; null for what suits most.</param>
/// <param name="progress">Told how far it is while the index is made again from the database.</param>
public sealed class EmbeddedStore(string folder, SegmentSizes? sizes = null, IProgress<StoreProgress>? progress = null) : IPaperStore
{
    /// <summary>How many rows are read from the database at a time.</summary>
    private const int ReadBatch = 256;

    private readonly SegmentSizes _sizes = sizes ?? new SegmentSizes();
    private OpenStore? _open;

    /// <summary>What an open store consists of.</summary>
    private sealed record OpenStore(StoreManifest Manifest, PaperDatabase Database, CurrentSnapshot Current, BackgroundWriter Background)
    {
        public ClauseRows Clauses { get; } = new(Database);

        public SampleRows Sample { get; } = new();
    }

    private OpenStore Open => _open ?? throw NotOpen();

    private PaperDatabase Database => Open.Database;

    public async Task OpenAsync(StoreManifest expected, CancellationToken cancellationToken)
    {
        var database = await Task.Run(() => PaperDatabase.Open(folder, expected), cancellationToken);
        try
        {
            var segments = new SegmentFolder(folder, database, expected.Dimensions, _sizes, progress);
            var current = new CurrentSnapshot(database, segments, _sizes);
            await Task.Run(() => current.Open(cancellationToken), cancellationToken);
            _open = new OpenStore(expected, database, current, new BackgroundWriter(current, segments, _sizes));
        }
        catch
        {
            database.Dispose();
            throw;
        }
        _open.Background.Start();
    }

    public Task<IReadOnlyDictionary<PaperId, ulong>> FingerprintsAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = Database.Fingerprints(Keys(ids));
        return Task.FromResult<IReadOnlyDictionary<PaperId, ulong>>(
            ids.Where(id => found.ContainsKey(id.Key)).Distinct().ToDictionary(id => id, id => found[id.Key]));
    }

    public Task UpsertAsync(IReadOnlyList<StoredPaper> batch, CancellationToken cancellationToken)
    {
        RequireFitting(batch);
        var rows = batch.AsParallel().AsOrdered().Select(ToRow).ToList();
        // What the index wants is made while the disk writes.
        var indexed = Task.Run(() => batch.Zip(rows, (stored, row) => new SegmentRow(0, stored.Paper, row.Vector, stored.Terms)).ToList(), CancellationToken.None);
        return CommitAsync(
            database => database.Write(rows),
            async commit => [.. commit.Added.Zip(await indexed, (number, row) => row.At(number))],
            cancellationToken);
    }

    public async Task<int> DeleteAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var commit = await CommitAsync(database => database.Remove(ids.Select(id => id.Key)), _ => Task.FromResult<IReadOnlyList<SegmentRow>>([]), cancellationToken);
        return commit.Removed.Count;
    }

    public Task<IReadOnlyList<StoredPaper?>> FindAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<StoredPaper?>>([.. Database.Find(Keys(ids)).Select(row => row?.ToPaper())]);
    }

    public Task<CandidateSet> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        var current = Open.Current;
        query.Validate(Open.Manifest.Dimensions);
        cancellationToken.ThrowIfCancellationRequested();
        var snapshot = current.Newest(cancellationToken);
        var excluded = query.Exclude.Count == 0 ? [] : Database.Numbers(Keys(query.Exclude));
        for (var mends = 0; ; mends++)
        {
            try
            {
                return Task.FromResult(Retrieval.Run(snapshot, query, excluded, Open.Clauses, VersionOf(snapshot), cancellationToken));
            }
            catch (DerivedFileException damage) when (mends < CurrentSnapshot.MostMends)
            {
                // A derived file that changed under a search is made again; the next search then reads the new one.
                snapshot = current.Mend(damage, cancellationToken);
            }
        }
    }

    public async IAsyncEnumerable<StoredPaper> ScanAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var last = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = Database.RowsBetween(last, long.MaxValue, ReadBatch);
            foreach (var row in rows)
                yield return row.ToPaper();
            if (rows.Count < ReadBatch)
                yield break;
            last = rows[^1].Row;
        }
    }

    public Task<IReadOnlyList<SampledPaper>> SampleAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var snapshot = Open.Current.Newest(cancellationToken);
        return Task.Run<IReadOnlyList<SampledPaper>>(() => Open.Sample.Of(snapshot, count, Open.Manifest.Dimensions), cancellationToken);
    }

    public Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        var snapshot = Open.Current.Newest(cancellationToken);
        return Task.FromResult(new StoreStatistics(snapshot.LiveCount, VersionOf(snapshot)) { Trouble = Database.ReadOnlyReason ?? Open.Background.Failure });
    }

    /// <summary>Waits until no segment is left to be written, and the last one is published.</summary>
    internal Task SettleAsync() => Open.Background.SettleAsync();

    /// <summary>The state that searches see.</summary>
    internal Snapshot Snapshot => Open.Current.Known;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _open, null) is not { } open)
            return;
        await open.Background.DisposeAsync();
        open.Database.Dispose();
    }

    internal static InvalidOperationException NotOpen() => new("The store is not open.");

    private static List<string> Keys(IReadOnlyList<PaperId> ids) => [.. ids.Select(id => id.Key)];

    private async Task<Commit> CommitAsync(
        Func<PaperDatabase, Commit> write, Func<Commit, Task<IReadOnlyList<SegmentRow>>> toRows, CancellationToken cancellationToken)
    {
        var open = Open;
        await open.Background.WaitForRoomAsync(cancellationToken);
        return await open.Current.CommitAsync(write, toRows, cancellationToken);
    }

    private string VersionOf(Snapshot snapshot) => string.Create(CultureInfo.InvariantCulture, $"{Database.StoreId}-{snapshot.Sequence}");

    private void RequireFitting(IReadOnlyList<StoredPaper> batch)
    {
        var twice = batch.GroupBy(stored => stored.Paper.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"The batch has {twice.Key} {twice.Count()} times; a batch names each paper once.", nameof(batch));
        var dimensions = Open.Manifest.Dimensions;
        var other = batch.FirstOrDefault(stored => stored.Vector.Length != dimensions);
        if (other is not null)
            throw new ArgumentException($"{other.Paper.Id} has a vector of {other.Vector.Length} dimensions; the store holds {dimensions}.", nameof(batch));
    }

    private static NewRow ToRow(StoredPaper stored) => new(
        stored.Paper.Id.Key, stored.Fingerprint, PaperWriter.ToJson(stored.Paper), Float16.Encode(stored.Vector), RowCodec.EncodeTerms(stored.Terms));
}
