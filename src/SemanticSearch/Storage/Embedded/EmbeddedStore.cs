using System.Globalization;
using SemanticSearch.Papers;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The default store: one folder, no server. SQLite holds the truth; an index in memory answers searches and follows every commit, also
/// those of other processes on the same folder.
/// </summary>
/// <param name="folder">Where the store is, or is to be made.</param>
public sealed class EmbeddedStore(string folder) : IPaperStore
{
    /// <summary>How many rows are read from the database at a time.</summary>
    private const int ReadBatch = 256;

    private readonly SemaphoreSlim _writing = new(1);
    private PaperDatabase? _database;
    private StoreManifest? _manifest;
    private volatile ResidentIndex _index = ResidentIndex.Empty(0);
    private long _dataVersion;

    private PaperDatabase Database => _database ?? throw new InvalidOperationException("The store is not open.");

    public async Task OpenAsync(StoreManifest expected, CancellationToken cancellationToken)
    {
        _database = await Task.Run(() => PaperDatabase.Open(folder, expected), cancellationToken);
        _manifest = expected;
        _index = ResidentIndex.Empty(expected.Dimensions);
        await Task.Run(CatchUp, cancellationToken);
    }

    public Task<IReadOnlyDictionary<PaperId, ulong>> FingerprintsAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = Database.Fingerprints([.. ids.Select(id => id.Key)]);
        return Task.FromResult<IReadOnlyDictionary<PaperId, ulong>>(
            ids.Where(id => found.ContainsKey(id.Key)).Distinct().ToDictionary(id => id, id => found[id.Key]));
    }

    public Task UpsertAsync(IReadOnlyList<StoredPaper> batch, CancellationToken cancellationToken)
    {
        RequireDistinct(batch);
        var rows = batch.Select(ToRow).ToList();
        return CommitAsync(database => database.Write(rows), commit =>
            [.. commit.Added.Zip(batch, rows).Select(entry =>
                new ResidentRow(entry.First, entry.Second.Paper, RowCodec.DecodeVector(entry.Third.Vector), entry.Second.Terms))], cancellationToken);
    }

    public async Task<int> DeleteAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var commit = await CommitAsync(database => database.Remove(ids.Select(id => id.Key)), _ => [], cancellationToken);
        return commit.Removed.Count;
    }

    public Task<IReadOnlyList<StoredPaper?>> FindAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<StoredPaper?>>([.. Database.Find([.. ids.Select(id => id.Key)]).Select(row => row is null ? null : ToPaper(row))]);
    }

    public Task<CandidateSet> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        query.Validate(_manifest?.Dimensions ?? throw new InvalidOperationException("The store is not open."));
        cancellationToken.ThrowIfCancellationRequested();
        var index = NewestIndex();
        return Task.FromResult(index.Retrieve(query, VersionOf(index)));
    }

    public async IAsyncEnumerable<StoredPaper> ScanAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var last = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = Database.RowsAfter(last, ReadBatch);
            foreach (var row in rows)
                yield return ToPaper(row);
            if (rows.Count < ReadBatch)
                yield break;
            last = rows[^1].Row;
        }
    }

    public Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        var index = NewestIndex();
        return Task.FromResult(new StoreStatistics(index.LiveCount, VersionOf(index)));
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync(CancellationToken.None);
        _database?.Dispose();
        _database = null;
    }

    private async Task<Commit> CommitAsync(
        Func<PaperDatabase, Commit> write, Func<Commit, IReadOnlyList<ResidentRow>> toRows, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // A commit is never abandoned half-way: once it has begun, it is finished and shown.
            return await Task.Run(() =>
            {
                var commit = write(Database);
                Show(commit, toRows(commit));
                return commit;
            }, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Show(Commit commit, IReadOnlyList<ResidentRow> added)
    {
        // Another process has committed in between; the database says what, this commit included.
        if (commit.Sequence > _index.Sequence + 1)
            CatchUp();
        else if (commit.Sequence > _index.Sequence)
            _index = _index.With(commit.Sequence, added, commit.Removed);
    }

    private ResidentIndex NewestIndex()
    {
        // While a writer of this process is at work it shows its commits itself, and nobody waits for it.
        if (Database.DataVersion() != Volatile.Read(ref _dataVersion) && _writing.Wait(0))
        {
            try
            {
                CatchUp();
            }
            finally
            {
                _writing.Release();
            }
        }
        return _index;
    }

    private void CatchUp()
    {
        Volatile.Write(ref _dataVersion, Database.DataVersion());
        var changes = Database.ChangesSince(_index.Sequence, _index.LastRow);
        if (changes.Sequence > _index.Sequence)
            _index = _index.With(changes.Sequence, [.. changes.Added.Select(ToResident)], changes.Removed);
    }

    private string VersionOf(ResidentIndex index) => string.Create(CultureInfo.InvariantCulture, $"{Database.StoreId}-{index.Sequence}");

    private static void RequireDistinct(IReadOnlyList<StoredPaper> batch)
    {
        var twice = batch.GroupBy(stored => stored.Paper.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"The batch has {twice.Key} {twice.Count()} times; a batch names each paper once.", nameof(batch));
    }

    private NewRow ToRow(StoredPaper stored)
    {
        if (stored.Vector.Length != _manifest!.Dimensions)
            throw new ArgumentException($"{stored.Paper.Id} has a vector of {stored.Vector.Length} dimensions; the store holds {_manifest.Dimensions}.");
        return new NewRow(stored.Paper.Id.Key, stored.Fingerprint, PaperWriter.ToJson(stored.Paper),
            RowCodec.EncodeVector(stored.Vector), RowCodec.EncodeTerms(stored.Terms));
    }

    private static StoredPaper ToPaper(DatabaseRow row) =>
        new(PaperRecord.Read(new RecordOrigin(PaperDatabase.FileName, row.Row), row.Record, titleRequired: false).Paper!, RowCodec.DecodeVector(row.Vector), RowCodec.DecodeTerms(row.Terms), row.Fingerprint);

    private static ResidentRow ToResident(DatabaseRow row)
    {
        var stored = ToPaper(row);
        return new ResidentRow(row.Row, stored.Paper, stored.Vector, stored.Terms);
    }
}
