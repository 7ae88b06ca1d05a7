using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The newest snapshot of an open store, kept in step with the database, also with what other processes commit, and with the segments that
/// are written meanwhile. Whoever changes it has the turn; whoever searches takes it as it is.
/// </summary>
internal sealed class CurrentSnapshot(PaperDatabase database, SegmentFolder segments, SegmentSizes sizes) : IAsyncDisposable
{
    /// <summary>How many damaged derived files are made again before it is given up.</summary>
    public const int MostMends = 8;

    private readonly SemaphoreSlim _commitTurn = new(1);
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Snapshot? _snapshot;
    private volatile DerivedFileException? _damage;
    private volatile bool _isClosed;
    private long _dataVersion;

    /// <summary>Called after each change, by whoever has the turn.</summary>
    public event Action? Changed;

    /// <summary>What was shown last.</summary>
    public Snapshot Known => _snapshot ?? throw EmbeddedStore.NotOpen();

    /// <summary>Takes the published segments and what was committed since; makes again what is missing.</summary>
    public void Open(CancellationToken cancellationToken) => InTurn(() => Load(cancellationToken), cancellationToken);

    /// <summary>The state after the last commit of any process, as far as that can be had without waiting for a writer of this one.</summary>
    public Snapshot Newest(CancellationToken cancellationToken)
    {
        // While a writer of this process is at work it shows its commits itself, and nobody waits for it.
        if (_damage is null && database.DataVersion() != Volatile.Read(ref _dataVersion) && _turn.Wait(0, CancellationToken.None))
        {
            try
            {
                CatchUp();
                Changed?.Invoke();
            }
            catch (DerivedFileException damage)
            {
                _damage = damage;
            }
            finally
            {
                _turn.Release();
            }
        }
        return _damage is { } found ? Mend(found, cancellationToken) : Known;
    }

    /// <summary>Has a damaged file made again.</summary>
    public Snapshot Mend(DerivedFileException damage, CancellationToken cancellationToken)
    {
        InTurn(() =>
        {
            Reload(damage, cancellationToken);
            Changed?.Invoke();
        }, cancellationToken);
        return Known;
    }

    /// <summary>Tells that a file is damaged: whoever comes next makes it again.</summary>
    public void Report(DerivedFileException damage) => _damage = damage;

    /// <summary>Commits, then shows what was committed.</summary>
    /// <param name="write">Changes the database.</param>
    /// <param name="toRows">The rows that the commit added.</param>
    /// <param name="cancellationToken">Heeded until the commit begins: it is never abandoned half-way.</param>
    public async Task<Commit> CommitAsync(Func<PaperDatabase, Commit> write, Func<Commit, Task<IReadOnlyList<SegmentRow>>> toRows, CancellationToken cancellationToken)
    {
        await _commitTurn.WaitAsync(cancellationToken);
        return await Task.Run(async () =>
        {
            var commit = await WriteAsync(write);
            try
            {
                Show(commit, await toRows(commit));
                Changed?.Invoke();
                return commit;
            }
            finally
            {
                _turn.Release();
            }
        }, CancellationToken.None);
    }

    /// <summary>Shows and publishes a new segment in the place of those that it was written from.</summary>
    /// <param name="sources">See <see cref="Snapshot.Merged"/>.</param>
    /// <param name="segment">What was written; null where no row was left, or where another process was first.</param>
    /// <exception cref="IOException">It cannot be published, and is not shown either.</exception>
    public Task ReplaceAsync(IReadOnlyList<SegmentSource> sources, MappedSegment? segment) => InTurnAsync(() =>
    {
        if (segments.HasNewer)
            Load(CancellationToken.None);
        else if (Known.HasAll(sources))
        {
            var merged = Known.Merged(sources, segment);
            segments.Publish(merged, segment);
            _snapshot = merged;
            return;
        }
        // The state was loaded anew meanwhile, and what was written is of no use.
        if (segment is not null)
            segments.Drop(segment);
    });

    /// <summary>Makes a full segment of the newest rows where they are worth a file, and refuses every commit from here on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commitTurn.WaitAsync(CancellationToken.None);
        _isClosed = true;
        _commitTurn.Release();
        await InTurnAsync(() =>
        {
            if (Known.Newest.Count >= Math.Max(1, sizes.WorthAFile))
                _snapshot = Known.Sealed();
        });
    }

    // The turn to show is taken before the turn to commit is given up, so that commits are shown in their order, and the next one is
    // written meanwhile.
    private async Task<Commit> WriteAsync(Func<PaperDatabase, Commit> write)
    {
        try
        {
            // Whoever waited for the turn is told that the store is closed, instead of waiting for ever.
            if (_isClosed)
                throw EmbeddedStore.NotOpen();
            if (_damage is { } damage)
                await InTurnAsync(() => Reload(damage, CancellationToken.None));
            var commit = write(database);
            await _turn.WaitAsync(CancellationToken.None);
            return commit;
        }
        finally
        {
            _commitTurn.Release();
        }
    }

    // A commit has the turn while it waits for a thread to go on: whoever waits for the turn in the background must not hold that thread.
    private async Task InTurnAsync(Action action)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            action();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void InTurn(Action action, CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        try
        {
            action();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Show(Commit commit, IReadOnlyList<SegmentRow> added)
    {
        try
        {
            if (commit.Sequence == Known.Sequence + 1 && commit.Added.Count + commit.Removed.Count > 0)
            {
                Take(Known.With(commit.Sequence, added, commit.Removed));
                KnowVersionOf(commit);
            }
            else if (commit.Sequence > Known.Sequence)
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

    // Searches need not look for what this process has shown itself. The version is read first: whoever commits after that changes it.
    private void KnowVersionOf(Commit commit)
    {
        var version = database.DataVersion();
        if (database.Sequence() == commit.Sequence)
            Volatile.Write(ref _dataVersion, version);
    }

    private void Take(Snapshot snapshot) => _snapshot = snapshot.Newest.Count >= sizes.Newest ? snapshot.Sealed() : snapshot;

    private void CatchUp()
    {
        if (segments.HasNewer)
        {
            Load(CancellationToken.None);
            return;
        }
        var version = database.DataVersion();
        var changes = database.ChangesSince(Known.Sequence, Known.LastNumber);
        if (changes.Sequence > Known.Sequence)
            Take(Known.With(changes.Sequence, [.. changes.Added.Select(row => row.ToSegmentRow())], changes.Removed));
        Volatile.Write(ref _dataVersion, version);
    }

    private void Load(CancellationToken cancellationToken)
    {
        for (var mends = 0; ; mends++)
        {
            try
            {
                // What is being written in the background is held against this state before it is shown.
                var version = database.DataVersion();
                Take(segments.Load(cancellationToken));
                Volatile.Write(ref _dataVersion, version);
                _damage = null;
                return;
            }
            catch (DerivedFileException damage) when (mends < MostMends)
            {
                segments.Discard(damage);
            }
        }
    }

    private void Reload(DerivedFileException damage, CancellationToken cancellationToken)
    {
        segments.Discard(damage);
        Load(cancellationToken);
    }
}
