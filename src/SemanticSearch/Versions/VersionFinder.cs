using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

/// <summary>Finds which records are of one paper: by marks in the file, proved by titles there and by the vectors of the store.</summary>
internal sealed class VersionFinder(VersionFile file, IPaperStore store)
{
    /// <summary>How many papers are read from the store at once.</summary>
    private const int PapersAtOnce = 256;

    /// <summary>Which records of a batch are of the same papers as others of it, or as those of the file; null where the file cannot be read.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<FoundPairs?> FindAsync(IReadOnlyList<ToldRecord> batch, CancellationToken cancellationToken)
    {
        if (file.Candidates([.. batch.Select(record => record.Traits)]) is not var (candidates, last))
            return null;
        var replaced = batch.Select(record => record.Traits.Id).ToHashSet();
        var likely = new List<(int Place, KnownRecord Known, float Least)>();
        for (var place = 0; place < batch.Count; place++)
            foreach (var known in candidates[place].Where(known => !replaced.Contains(known.Traits.Id)))
                if (batch[place].Traits.LeastSimilarity(known.Traits) is { } least)
                    likely.Add((place, known, least));
        var compared = likely.Where(pair => pair.Least > -1).Select(pair => pair.Known.Traits.Id).Distinct().ToList();
        var vectors = compared.Zip(compared.Count == 0 ? [] : await store.FindAsync(compared, cancellationToken))
            .Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => ToldRecord.Rounded(pair.Second!.Vector));
        return new FoundPairs(
            [.. likely.Where(pair => pair.Least <= -1 || (vectors.TryGetValue(pair.Known.Traits.Id, out var vector) && batch[pair.Place].IsNear(vector, pair.Least)))
                .Select(pair => (pair.Place, pair.Known.Number))],
            [.. Within(batch)],
            last,
            vectors.Count < compared.Count);
    }

    /// <summary>Puts those of some papers that the store has into the file as it has them.</summary>
    /// <returns>Whether the file took them.</returns>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<bool> AddStoredAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken) =>
        await AddAsync([.. (await store.FindAsync(ids, cancellationToken)).OfType<StoredPaper>()], cancellationToken);

    /// <summary>Puts every paper of the store into the file that the file does not have as it is.</summary>
    /// <returns>Whether the file took them.</returns>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<bool> AddMissingAsync(CancellationToken cancellationToken)
    {
        await foreach (var papers in ChunksAsync(cancellationToken))
        {
            var known = file.Fingerprints([.. papers.Select(paper => paper.Paper.Id)]);
            var missing = papers.Where(paper => !known.TryGetValue(paper.Paper.Id.Key, out var fingerprint) || fingerprint != paper.Fingerprint).ToList();
            if (missing.Count == 0)
                continue;
            if (!await AddAsync(missing, cancellationToken))
                return false;
            // Of one that was written again since it was read, the file had a newer record just now.
            var stored = await store.FingerprintsAsync([.. missing.Select(paper => paper.Paper.Id)], cancellationToken);
            var changed = missing.Where(paper => stored.TryGetValue(paper.Paper.Id, out var fingerprint) && fingerprint != paper.Fingerprint).ToList();
            if (!await AddStoredAsync([.. changed.Select(paper => paper.Paper.Id)], cancellationToken))
                return false;
        }
        return true;
    }

    /// <summary>Removes the records from the file, up to a number, that the store does not have.</summary>
    /// <returns>Whether the file let them go.</returns>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<bool> RemoveStrangersAsync(long last, CancellationToken cancellationToken)
    {
        for (var after = 0L; file.Between(after, last, PapersAtOnce) is { Count: > 0 } records; after = records[^1].Number)
        {
            var stored = await store.FingerprintsAsync([.. records.Select(record => record.Id)], cancellationToken);
            if (!file.Remove([.. records.Where(record => !stored.ContainsKey(record.Id)).Select(record => record.Number)]))
                return false;
        }
        return true;
    }

    private async Task<bool> AddAsync(IReadOnlyList<StoredPaper> papers, CancellationToken cancellationToken)
    {
        ToldRecord[] records = [.. papers.Select(ToldRecord.Of)];
        return records.Length == 0 || (await FindAsync(records, cancellationToken) is { } found && file.Add(records, found, token: null) is not null);
    }

    // A scan may give a paper twice that is replaced meanwhile; the later one counts.
    private async IAsyncEnumerable<IReadOnlyList<StoredPaper>> ChunksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var papers = new Dictionary<PaperId, StoredPaper>(PapersAtOnce);
        await foreach (var stored in store.ScanAsync(cancellationToken))
        {
            papers[stored.Paper.Id] = stored;
            if (papers.Count < PapersAtOnce)
                continue;
            yield return [.. papers.Values];
            papers.Clear();
        }
        yield return [.. papers.Values];
    }

    private static IEnumerable<(int Later, int Earlier)> Within(IReadOnlyList<ToldRecord> batch)
    {
        for (var later = 1; later < batch.Count; later++)
            for (var earlier = 0; earlier < later; earlier++)
                if (batch[later].Traits.SharesMark(batch[earlier].Traits)
                    && batch[later].Traits.LeastSimilarity(batch[earlier].Traits) is { } least && batch[later].IsNear(batch[earlier].Vector, least))
                    yield return (later, earlier);
    }
}
