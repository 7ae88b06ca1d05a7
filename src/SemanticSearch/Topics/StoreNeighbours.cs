using System.Collections.Concurrent;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>The papers that are nearest to a vector, nearest first, at most as many as asked for.</summary>
internal delegate Task<IReadOnlyList<PaperId>> NearestPapers(ReadOnlyMemory<float> vector, int depth, CancellationToken cancellationToken);

/// <summary>Neighbours from a store's own search, so that every store serves.</summary>
internal static class StoreNeighbours
{
    private const int Chunk = 64;

    /// <summary>The search of a store by meaning alone.</summary>
    public static NearestPapers Of(IPaperStore store) => async (vector, depth, cancellationToken) =>
    {
        var found = await store.RetrieveAsync(new RetrievalQuery { Vector = vector, Depth = depth }, cancellationToken);
        return [.. found.Candidates
            .OrderByDescending(candidate => candidate.Similarity).ThenBy(candidate => candidate.Id)
            .Select(candidate => candidate.Id)];
    };

    /// <summary>The nearest of the given papers to each of them.</summary>
    /// <param name="ids">The papers, in the order of the rows.</param>
    /// <param name="vectors">Their vectors as the store has them.</param>
    /// <param name="width">How many neighbours to find.</param>
    /// <param name="nearest">The search.</param>
    /// <param name="progress">Told how many papers are done.</param>
    public static async Task<NeighbourTable> FindAsync(
        IReadOnlyList<PaperId> ids, VectorTable vectors, int width, NearestPapers nearest, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<PaperId, int>(ids.Count);
        for (var row = 0; row < ids.Count; row++)
            rows[ids[row]] = row;
        var table = new NeighbourTable(ids.Count, width);
        var done = 0;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(Partitioner.Create(0, ids.Count, Chunk).GetDynamicPartitions(), options, async (range, cancellation) =>
        {
            for (var row = range.Item1; row < range.Item2; row++)
                table.Set(row, await NeighboursAsync(row, cancellation));
            progress?.Report(Interlocked.Add(ref done, range.Item2 - range.Item1));
        });
        return table;

        async Task<int[]> NeighboursAsync(int row, CancellationToken cancellation)
        {
            // The paper itself is among its nearest; papers that came after the others were read have no row.
            var found = await nearest(vectors.Values.AsMemory(row * vectors.Dimensions, vectors.Dimensions), width + 1, cancellation);
            return [.. found.Select(id => rows.GetValueOrDefault(id, -1)).Where(other => other >= 0 && other != row)];
        }
    }
}
