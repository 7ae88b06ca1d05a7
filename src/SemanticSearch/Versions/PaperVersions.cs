using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

/// <summary>
/// Knows which records of a store are of one paper. Every write of the store goes through it: a file of the data folder is told of a batch before
/// the store is, so that no answer shows a record whose paper is not known yet. Where the file refuses, the store is written all the same.
/// </summary>
/// <remarks>
/// Several programs may write to one folder at once. Each finds the records of the others, since it looks once more after its batch is stored
/// whenever another has written meanwhile: whoever comes last sees both. Until then, some milliseconds, two records that came at the same
/// moment may be taken for two papers. The file notes which version of the store it describes, and which writes are not known to have arrived.
/// Where the store has another version and no write is under way (a program without this file wrote to it, a backup was put back), or where a
/// write is under way for ever (a program was killed), the file is in doubt and is made again from the store. Only a program without this file
/// that writes at the same moment as one with it goes unnoticed.
/// </remarks>
public sealed class PaperVersions : IDisposable
{
    private readonly IPaperStore _store;
    private readonly VersionFile _file;
    private readonly VersionFinder _finder;
    private readonly SemaphoreSlim _making = new(1);
    private IReadOnlyList<OpenWrite> _seenOpen = [];

    /// <summary>Opens the file of a folder, or makes it.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="model">The model whose vectors the store has.</param>
    /// <param name="store">The store; it is open.</param>
    public PaperVersions(string folder, EmbeddingModel model, IPaperStore store)
    {
        (_store, _file) = (store, new VersionFile(folder, model.Hash));
        _finder = new VersionFinder(_file, store);
    }

    /// <summary>Removes the file of a folder, so that it is made again: by the next run of indexing, or by the service.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void Forget(string folder) => VersionFile.Remove(folder);

    /// <summary>The groups as they are now, also by what other programs wrote.</summary>
    public VersionBook Book() => _file.Book();

    /// <summary>The other records of a paper that the store has, in the order of their ids.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<IReadOnlyList<PaperId>> OthersAsync(PaperId id, CancellationToken cancellationToken)
    {
        PaperId[] others = [.. Book().OthersOf(id)];
        return others.Length == 0 ? [] : await StoredAsync(_store, others, cancellationToken);
    }

    /// <summary>Makes the file again where it is in doubt, which takes one reading of the store.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="StoreException">The store refuses; what was made so far is kept.</exception>
    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            _file.Renew();
            if (await JudgeAsync(cancellationToken) is not { } judgement)
                return false;
            // A write that was under way long ago is so for ever.
            var isBroken = judgement.Open.Intersect(_seenOpen).Any();
            _seenOpen = judgement.Open;
            return (isBroken || judgement.IsDoubtful) && await MakeAsync(cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _making.Dispose();
    }

    /// <summary>Those of some papers that a store has, in their order.</summary>
    internal static async Task<IReadOnlyList<PaperId>> StoredAsync(IPaperStore store, IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var stored = await store.FingerprintsAsync(ids, cancellationToken);
        return [.. ids.Where(stored.ContainsKey)];
    }

    /// <summary>
    /// Looks, before a run of writes, whether the file describes the store. Where it does not, it says so, and this outlasts the run: else the
    /// run's own writes would hide what is missing.
    /// </summary>
    /// <param name="isPart">Whether no end of this run will look after writes that others left under way.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    internal async Task BeginAsync(bool isPart, CancellationToken cancellationToken)
    {
        // Where the file is just being made again, it is known to be in doubt.
        if (!await _making.WaitAsync(0, cancellationToken))
            return;
        try
        {
            _file.Renew();
            if (await JudgeAsync(cancellationToken) is not { } judgement)
                return;
            if (!isPart)
                _seenOpen = judgement.Open;
            if (judgement is { IsDoubtful: true, Papers: 0 })
                await MakeAsync(cancellationToken);
            else if (judgement.IsDoubtful)
                _file.Doubt();
        }
        catch (StoreException)
        {
            // The writes that follow will tell.
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Stores a batch, of which the file is told first.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    internal async Task StoreAsync(IReadOnlyList<StoredPaper> batch, CancellationToken cancellationToken)
    {
        var told = await TellAsync(batch, cancellationToken);
        await _store.UpsertAsync(batch, cancellationToken);
        // What is stored is stored: this is not left half done.
        await ConfirmAsync(told);
    }

    /// <summary>Removes papers from the store and from the file.</summary>
    /// <returns>How many the store had.</returns>
    /// <exception cref="StoreException">The store refuses.</exception>
    internal async Task<int> DeleteAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var token = NewToken();
        // Another program may write one of them again at this moment: it has another number then, and stays.
        var numbers = _file.OpenRemoval(token, ids);
        var deleted = await _store.DeleteAsync(ids, cancellationToken);
        await CloseAsync(token, numbers ?? []);
        return deleted;
    }

    /// <summary>Tells the file of a batch that is about to be stored.</summary>
    /// <returns>Null where the file cannot take it.</returns>
    internal async Task<ToldBatch?> TellAsync(IReadOnlyList<StoredPaper> batch, CancellationToken cancellationToken)
    {
        try
        {
            ToldRecord[] records = [.. batch.Select(ToldRecord.Of)];
            if (await _finder.FindAsync(records, cancellationToken) is { } found && _file.Add(records, found, NewToken()) is { } told)
                return told;
        }
        catch (StoreException)
        {
            // It will refuse the batch as well, or else has it without the file.
        }
        _file.Doubt();
        return null;
    }

    /// <summary>Tells the file that the store has a batch.</summary>
    internal async Task ConfirmAsync(ToldBatch? told)
    {
        if (told is null)
            _file.Doubt();
        else if (await CompleteAsync(told))
            await CloseAsync(told.Write.Token, []);
    }

    private static string NewToken() => Guid.NewGuid().ToString("N");

    /// <returns>Whether the file has the records of a batch with all their pairs.</returns>
    private async Task<bool> CompleteAsync(ToldBatch told)
    {
        try
        {
            var (isWhole, isAlone) = _file.Compare(told);
            // The file was begun or made anew, or another program has written some of these papers: what counts is what the store has.
            if (!isWhole)
                return await _finder.AddStoredAsync([.. told.Records.Select(record => record.Traits.Id)], CancellationToken.None);
            return (isAlone && !told.Found.IsUnresolved) || (await _finder.FindAsync(told.Records, CancellationToken.None) is { } found && _file.Add(told, found));
        }
        catch (StoreException)
        {
            // The write stays open, so that the file is made again.
            return false;
        }
    }

    private async Task CloseAsync(string token, IReadOnlyList<long> removed)
    {
        try
        {
            var version = (await _store.StatisticsAsync(CancellationToken.None)).IndexVersion;
            _file.Close(token, version, removed);
        }
        catch (StoreException)
        {
            // See above.
        }
    }

    /// <summary>How the file stands to the store; null where the file cannot be read.</summary>
    private async Task<Judgement?> JudgeAsync(CancellationToken cancellationToken)
    {
        var before = _file.Look();
        var store = await _store.StatisticsAsync(cancellationToken);
        var after = _file.Look();
        if (before is null || after is null)
            return null;
        // While somebody writes, the store may be ahead for a moment.
        var isOther = after.Version != store.IndexVersion && after.Open.Count == 0 && before.Equals(after);
        return new Judgement(after.Version is null || isOther, store.Papers, after.Open);
    }

    private async Task<bool> MakeAsync(CancellationToken cancellationToken)
    {
        _file.Doubt();
        if (_file.Look() is not { } state)
            return false;
        foreach (var write in state.Open.Where(write => write.First > 0))
            _file.Remove([.. _file.Between(write.First - 1, write.Last, int.MaxValue).Select(record => record.Number)]);
        if (!await _finder.AddMissingAsync(cancellationToken) || !await _finder.RemoveStrangersAsync(state.Last, cancellationToken))
            return false;
        return _file.Finish(state.Open, (await _store.StatisticsAsync(cancellationToken)).IndexVersion);
    }

    /// <param name="IsDoubtful">Whether the file may lack something.</param>
    /// <param name="Papers">How many papers the store has.</param>
    /// <param name="Open">Writes that are under way, or broken off.</param>
    private sealed record Judgement(bool IsDoubtful, long Papers, IReadOnlyList<OpenWrite> Open);
}
