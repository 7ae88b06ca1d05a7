namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// Holds the state of the store against what is stored, and makes it right: a writer may have died between a large batch and its state,
/// or another program may have removed points.
/// </summary>
/// <remarks>
/// The number of papers tells. A batch of replacements alone that reached some shards and not the one of the state leaves the number as
/// it is; then the mean is off by the difference of these papers' vectors, divided by the number of papers, until the next repair.
/// </remarks>
internal static class StateRepair
{
    public static async Task RunAsync(QdrantConnection connection, PaperCollection collection, QdrantTuning tuning, CancellationToken cancellationToken)
    {
        while (await FindFaultAsync(connection, collection, cancellationToken) is { } state)
        {
            var sums = new VectorSums(state.Manifest.Dimensions);
            await foreach (var stored in ArrivalScan.RunAsync(connection, tuning.PagePapers, cancellationToken))
                sums.Add(stored.Vector);
            var last = await ArrivalScan.LastArrivalAsync(connection, cancellationToken);
            // Another program may have written meanwhile; then what was counted is of no moment.
            if ((await collection.RequireStateAsync(cancellationToken)).Commit != state.Commit)
                continue;
            // Whoever died may have given away the numbers of its batch.
            var arrived = Math.Max(0, last + 1 - state.NextArrival);
            await collection.WriteStateAsync(collection.Alias, state.After(sums, arrived), cancellationToken);
            return;
        }
    }

    /// <summary>The state where it is not that of what is stored; null where it is.</summary>
    private static async Task<StoreState?> FindFaultAsync(QdrantConnection connection, PaperCollection collection, CancellationToken cancellationToken)
    {
        var state = await collection.RequireStateAsync(cancellationToken);
        while (true)
        {
            var counted = await connection.CountAsync(collection.Alias, PointFilter.OfPapers(null), cancellationToken);
            var after = await collection.RequireStateAsync(cancellationToken);
            if (after.Commit == state.Commit)
                return counted == state.Sums.Count ? null : state;
            // Somebody writes at this moment: the count may be of before or of after.
            state = after;
        }
    }
}
