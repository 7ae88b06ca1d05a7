using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>Goes through all papers page by page, in the order of their arrival.</summary>
internal static class ArrivalScan
{
    public static IAsyncEnumerable<StoredPaper> RunAsync(QdrantConnection connection, int pagePapers, CancellationToken cancellationToken)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            Limit = (uint)pagePapers,
            WithPayload = PointQueries.Fields(PaperPoint.Record, PaperPoint.Fingerprint, PaperPoint.Arrival),
            WithVectors = new Wire.WithVectorsSelector { Enable = true },
        };
        // Two programs that wrote at once may have given one number twice.
        return PointScroll.AscendingAsync(connection, request, PaperPoint.Arrival, cancellationToken).Select(PaperPoint.Read);
    }

    /// <summary>The greatest number that a paper has; -1 where there is none.</summary>
    public static async Task<long> LastArrivalAsync(QdrantConnection connection, CancellationToken cancellationToken)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            Limit = 1,
            OrderBy = new Wire.OrderBy { Key = PaperPoint.Arrival, Direction = Wire.Direction.Desc },
            WithPayload = PointQueries.Fields(PaperPoint.Arrival),
        };
        var last = (await connection.Points.ScrollAsync(request, cancellationToken: cancellationToken)).Result;
        return last.Count == 0 ? -1 : last[0].Payload[PaperPoint.Arrival].IntegerValue;
    }
}
