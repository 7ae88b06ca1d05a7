using SemanticSearch.Papers;

namespace SemanticSearch.Storage;

/// <summary>
/// Keeps papers with their vectors and terms, and finds them again. The contract suite in the tests is its definition.
/// All members may be called from any thread at once; writers wait for one another, readers for nobody.
/// </summary>
/// <remarks>Every member throws <see cref="StoreException"/> when the store itself refuses, with what, where and what to do.</remarks>
public interface IPaperStore : IAsyncDisposable
{
    /// <summary>Opens the store, or makes it where there is none.</summary>
    /// <exception cref="StoreException">It holds another model's vectors, another format, or something else altogether.</exception>
    Task OpenAsync(StoreManifest expected, CancellationToken cancellationToken);

    /// <summary>The fingerprint of each paper that is stored; ids that are not stored are left out.</summary>
    Task<IReadOnlyDictionary<PaperId, ulong>> FingerprintsAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken);

    /// <summary>
    /// Adds or replaces papers, all or none. When the task completes, the batch survives the death of the process and of the machine.
    /// </summary>
    Task UpsertAsync(IReadOnlyList<StoredPaper> batch, CancellationToken cancellationToken);

    /// <summary>Removes papers and answers how many were there.</summary>
    Task<int> DeleteAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken);

    /// <summary>The stored papers in the order of the ids, null for each that is not stored.</summary>
    Task<IReadOnlyList<StoredPaper?>> FindAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken);

    /// <summary>The best papers of each leg, each with both of its scores.</summary>
    Task<CandidateSet> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken);

    /// <summary>Every stored paper, in the order of its arrival.</summary>
    IAsyncEnumerable<StoredPaper> ScanAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The papers that drew the least numbers (<see cref="PaperId.Draw"/>), all where there are no more: a fair sample, the same for equal
    /// content whatever its history, of which an added or removed paper changes at most one.
    /// </summary>
    /// <param name="count">How many at most, at least 1.</param>
    Task<IReadOnlyList<SampledPaper>> SampleAsync(int count, CancellationToken cancellationToken);

    Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken);
}
