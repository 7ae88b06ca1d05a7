using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>The papers that are nearest to a vector, nearest first, at most as many as asked for.</summary>
internal delegate Task<IReadOnlyList<PaperId>> NearestPapers(ReadOnlyMemory<float> vector, int depth, CancellationToken cancellationToken);

/// <summary>Neighbours by a store's own search, so that every store serves.</summary>
internal static class StoreNeighbours
{
    /// <summary>The search of a store by meaning alone.</summary>
    public static NearestPapers Of(IPaperStore store) => async (vector, depth, cancellationToken) =>
    {
        var found = await store.RetrieveAsync(new RetrievalQuery { Vector = vector, Depth = depth }, cancellationToken);
        return [.. found.Candidates
            .OrderByDescending(candidate => candidate.Similarity).ThenBy(candidate => candidate.Id)
            .Select(candidate => candidate.Id)];
    };
}
