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

    /// <summary>How many damaged derived files one search makes again before it gives up.</summary>
    private const int MostMends = 8;

    private readonly SegmentSizes _sizes = sizes ?? new SegmentSizes();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _closing = new();
    private StoreManifest? _manifest;
    private PaperDatabase? _database;
    private SegmentFolder? _segments;
    private volatile Snapshot? _snapshot;
    private Task _maintenance = Task.CompletedTask;
    private volatile string? _maintenanceFailure;
    private volatile DerivedFileException? _damage;
    private volatile FileStream? _hold;
    private long _dataVersion;

    private PaperDatabase Database => _database ?? throw NotOpen();

    private SegmentFolder Segments => _segments ?? throw NotOpen();

    private Snapshot Current => _snapshot ?? throw NotOpen();

    public async Task OpenAsync(StoreManifest expected, CancellationToken cancellationToken)
    {
        _database = await Task.Run(() => PaperDatabase.Open(folder, expected), cancellationToken);
        _manifest = expected;
        _segments = new SegmentFolder(folder, _database, expected.Dimensions, _sizes, progress);
        await Task.Run(() => Load(cancellationToken), cancellationToken);
        Maintain();
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
        query.Validate(_manifest?.Dimensions ?? throw NotOpen());
        cancellationToken.ThrowIfCancellationRequested();
        var snapshot = NewestSnapshot(cancellationToken);
        var excluded = query.Exclude.Count == 0 ? [] : Database.Numbers(Keys(query.Exclude));
        for (var mends = 0; ; mends++)
        {
            try
            {
                return Task.FromResult(Retrieval.Run(snapshot, query, excluded, VersionOf(snapshot)));
            }
            catch (DerivedFileException damage) when (mends < MostMends)
            {
                // A derived file that changed under a search is made again; the next search then reads the new one.
                snapshot = Mend(damage, cancellationToken);
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

    public Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        var snapshot = NewestSnapshot(cancellationToken);
        return Task.FromResult(new StoreStatistics(snapshot.LiveCount, VersionOf(snapshot)) { Trouble = Database.ReadOnlyReason ?? _maintenanceFailure });
    }

    /// <summary>Waits until no segment is left to be written, and the last one is published.</summary>
    internal async Task SettleAsync()
    {
        do
        {
            // What began before this call may yet fail for a reason that is gone.
            await _maintenance;
            await _writing.WaitAsync();
            try
            {
                Maintain();
            }
            finally
            {
                _writing.Release();
            }
            await _maintenance;
        }
        while (_maintenanceFailure is null && MergePlan.Next(Current, _sizes) is not null);
    }

    /// <summary>The state that searches see.</summary>
    internal Snapshot Snapshot => Current;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _writing.WaitAsync(CancellationToken.None);
        var maintenance = _maintenance;
        _writing.Release();
        await maintenance;
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            if (_snapshot is { } snapshot && MergePlan.Newest(snapshot, _sizes.WorthAFile) is { } newest)
                await Task.Run(() => TryRewrite(newest, locked: true, CancellationToken.None));
            _database?.Dispose();
            (_database, _segments, _snapshot) = (null, null, null);
        }
        finally
        {
            // Whoever waits for the turn is told that the store is closed, instead of waiting for ever.
            _writing.Release();
        }
    }

    private static InvalidOperationException NotOpen() => new("The store is not open.");

    private static List<string> Keys(IReadOnlyList<PaperId> ids) => [.. ids.Select(id => id.Key)];

    private async Task<Commit> CommitAsync(
        Func<PaperDatabase, Commit> write, Func<Commit, Task<IReadOnlyList<SegmentRow>>> toRows, CancellationToken cancellationToken)
    {
        // The newest rows live in memory; a writer that is faster than the files are made waits for them.
        if (_maintenanceFailure is null && Current.Newest.Count > 4 * _sizes.Newest)
            await _maintenance.WaitAsync(cancellationToken);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // A commit is never abandoned half-way: once it has begun, it is finished and shown.
            var commit = await Task.Run(async () =>
            {
                if (_damage is { } damage)
                    Reload(damage, CancellationToken.None);
                var commit = write(Database);
                Show(commit, await toRows(commit));
                return commit;
            }, CancellationToken.None);
            Maintain();
            return commit;
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Show(Commit commit, IReadOnlyList<SegmentRow> added)
    {
        try
        {
            if (commit.Sequence == Current.Sequence + 1 && commit.Added.Count + commit.Removed.Count > 0)
                _snapshot = Current.With(commit.Sequence, added, commit.Removed);
            else if (commit.Sequence > Current.Sequence)
                // Another process has committed in between; the database says what, this commit included.
                CatchUp();
        }
        catch (DerivedFileException damage)
        {
            // The commit stands all the same. Whoever comes next makes the file again.
            _damage = damage;
        }
        catch (StoreException)
        {
            // The commit stands all the same. Whoever searches next catches up, or is told why that cannot be.
        }
    }

    private Snapshot NewestSnapshot(CancellationToken cancellationToken)
    {
        // While a writer of this process is at work it shows its commits itself, and nobody waits for it.
        if (_damage is null && Database.DataVersion() != Volatile.Read(ref _dataVersion) && _writing.Wait(0, CancellationToken.None))
        {
            try
            {
                CatchUp();
                Maintain();
            }
            catch (DerivedFileException damage)
            {
                _damage = damage;
            }
            finally
            {
                _writing.Release();
            }
        }
        return _damage is { } found ? Mend(found, cancellationToken) : Current;
    }

    private void CatchUp()
    {
        if (Segments.HasNewer)
        {
            Load(CancellationToken.None);
            return;
        }
        var version = Database.DataVersion();
        var changes = Database.ChangesSince(Current.Sequence, Current.LastNumber);
        if (changes.Sequence > Current.Sequence)
            _snapshot = Current.With(changes.Sequence, [.. changes.Added.Select(row => row.ToSegmentRow())], changes.Removed);
        Volatile.Write(ref _dataVersion, version);
    }

    /// <summary>Takes the published segments and what was committed since. Only whoever holds the writers' turn calls it.</summary>
    private void Load(CancellationToken cancellationToken)
    {
        for (var mends = 0; ; mends++)
        {
            try
            {
                // The thread that writes segments checks, before it shows one, that the state is still the one it was written from.
                var version = Database.DataVersion();
                _snapshot = Segments.Load(() => _hold, cancellationToken);
                Volatile.Write(ref _dataVersion, version);
                _damage = null;
                return;
            }
            catch (DerivedFileException damage) when (mends < MostMends)
            {
                Segments.Discard(damage);
            }
        }
    }

    private Snapshot Mend(DerivedFileException damage, CancellationToken cancellationToken)
    {
        _writing.Wait(cancellationToken);
        try
        {
            Reload(damage, cancellationToken);
            Maintain();
            return Current;
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Reload(DerivedFileException damage, CancellationToken cancellationToken)
    {
        Segments.Discard(damage);
        Load(cancellationToken);
        _maintenanceFailure = null;
    }

    /// <summary>Lets a thread of the pool write segments while there are some to write. Only whoever holds the writers' turn calls it.</summary>
    private void Maintain()
    {
        if (_maintenance.IsCompleted && !_closing.IsCancellationRequested && MergePlan.Next(Current, _sizes) is not null)
            _maintenance = Task.Run(() => RewriteAll(_closing.Token));
    }

    private void RewriteAll(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && MergePlan.Next(Current, _sizes) is { } sources)
            if (!TryRewrite(sources, locked: false, cancellationToken))
                return;
    }

    /// <summary>Writes a segment and shows it in the place of those that it was written from.</summary>
    /// <returns>False where another process has the turn, or the disk refuses: the store is as it was then.</returns>
    private bool TryRewrite(IReadOnlyList<SegmentSource> sources, bool locked, CancellationToken cancellationToken)
    {
        try
        {
            if ((_hold = Segments.TryHold()) is null)
                return false;
            var segment = Segments.HasNewer ? null : Segments.Write(sources, cancellationToken);
            InTurn(() => Replace(sources, segment), locked, cancellationToken);
            _maintenanceFailure = null;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DerivedFileException or StoreException)
        {
            // The rows stay where they are and searches go on; the next commit tries again.
            _maintenanceFailure = exception.Message;
            if (exception is DerivedFileException damage)
                _damage = damage;
            return false;
        }
        finally
        {
            // Whoever has the writers' turn may have borrowed the right to write in the folder.
            InTurn(GiveBackHold, locked, CancellationToken.None);
        }
    }

    private void GiveBackHold()
    {
        _hold?.Dispose();
        _hold = null;
    }

    private void InTurn(Action action, bool locked, CancellationToken cancellationToken)
    {
        if (!locked)
            _writing.Wait(cancellationToken);
        try
        {
            action();
        }
        finally
        {
            if (!locked)
                _writing.Release();
        }
    }

    private void Replace(IReadOnlyList<SegmentSource> sources, MappedSegment? segment)
    {
        if (Segments.HasNewer)
        {
            Load(CancellationToken.None);
            return;
        }
        // Where the state was loaded anew meanwhile, what was written is of no use; the next generation removes it.
        if (!Current.HasAll(sources))
            return;
        // What cannot be published is not shown either, so that the next commit tries again.
        var merged = Current.Merged(sources, segment);
        Segments.Publish(merged, segment);
        _snapshot = merged;
    }

    private string VersionOf(Snapshot snapshot) => string.Create(CultureInfo.InvariantCulture, $"{Database.StoreId}-{snapshot.Sequence}");

    private void RequireFitting(IReadOnlyList<StoredPaper> batch)
    {
        var twice = batch.GroupBy(stored => stored.Paper.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"The batch has {twice.Key} {twice.Count()} times; a batch names each paper once.", nameof(batch));
        var dimensions = _manifest?.Dimensions ?? throw NotOpen();
        var other = batch.FirstOrDefault(stored => stored.Vector.Length != dimensions);
        if (other is not null)
            throw new ArgumentException($"{other.Paper.Id} has a vector of {other.Vector.Length} dimensions; the store holds {dimensions}.", nameof(batch));
    }

    private static NewRow ToRow(StoredPaper stored) => new(
        stored.Paper.Id.Key, stored.Fingerprint, PaperWriter.ToJson(stored.Paper), RowCodec.EncodeVector(stored.Vector), RowCodec.EncodeTerms(stored.Terms));
}
