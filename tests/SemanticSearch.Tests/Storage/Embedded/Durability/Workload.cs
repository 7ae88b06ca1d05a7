using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// An endless list of operations on a few papers, made from a seed: the n-th one is known to whoever knows the seed, so that a writer
/// that was killed need not have told what it was about to do.
/// </summary>
internal sealed class Workload(int seed)
{
    private const int Pool = 90;

    /// <summary>The same papers with other texts and vectors, so that an update changes something.</summary>
    private readonly List<StoredPaper>[] _editions = [.. Enumerable.Range(0, 4).Select(edition => TestCorpus.Papers(Pool, 10 * seed + edition))];

    public static IReadOnlyList<PaperId> Ids { get; } = [.. Enumerable.Range(0, Pool).Select(i => PaperId.Parse($"test:{i}"))];

    /// <summary>What an operation stores, or else removes; the fingerprint of what it stores tells which operation it was.</summary>
    public (IReadOnlyList<StoredPaper> Stored, IReadOnlyList<PaperId> Removed) this[int operation]
    {
        get
        {
            var random = new Random(seed * 1_000_003 + operation);
            var numbers = Enumerable.Range(0, Pool).ToArray();
            random.Shuffle(numbers);
            if (random.Next(10) < 3)
                return ([], [.. numbers.Take(1 + random.Next(8)).Select(number => Ids[number])]);
            var edition = _editions[operation % _editions.Length];
            return ([.. numbers.Take(1 + random.Next(12)).Select(number => edition[number] with { Fingerprint = (ulong)operation })], []);
        }
    }

    public Task RunAsync(IPaperStore store, int operation, CancellationToken cancellationToken)
    {
        var (stored, removed) = this[operation];
        return stored.Count > 0 ? store.UpsertAsync(stored, cancellationToken) : store.DeleteAsync(removed, cancellationToken);
    }

    /// <summary>Does to a list of papers, in the order of their arrival, what an operation does to a store.</summary>
    public void Apply(List<StoredPaper> papers, int operation)
    {
        var (stored, removed) = this[operation];
        var gone = removed.Concat(stored.Select(paper => paper.Paper.Id)).ToHashSet();
        papers.RemoveAll(paper => gone.Contains(paper.Paper.Id));
        papers.AddRange(stored);
    }
}
