using System.Runtime.CompilerServices;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>Goes through all papers page by page, in the order of their arrival.</summary>
internal static class ArrivalScan
{
    public static async IAsyncEnumerable<StoredPaper> RunAsync(
        QdrantConnection connection, int pagePapers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The last page's last numbers are asked for again: two programs that wrote at once may have given one number twice.
        var lastArrival = long.MinValue;
        var seenOfLast = new HashSet<string>();
        while (true)
        {
            var page = await PageAsync(connection, pagePapers, lastArrival, cancellationToken);
            var fresh = page.Where(point => !seenOfLast.Contains(point.Id.Uuid)).ToList();
            if (fresh.Count == 0)
                yield break;
            foreach (var point in fresh)
            {
                var arrival = point.Payload[PaperPoint.Arrival].IntegerValue;
                if (arrival != lastArrival)
                    seenOfLast.Clear();
                lastArrival = arrival;
                seenOfLast.Add(point.Id.Uuid);
                yield return PaperPoint.Read(point);
            }
        }
    }

    /// <summary>The greatest number that a paper has; -1 where there is none.</summary>
    public static async Task<long> LastArrivalAsync(QdrantConnection connection, CancellationToken cancellationToken)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            Limit = 1,
            OrderBy = new Wire.OrderBy { Key = PaperPoint.Arrival, Direction = Wire.Direction.Desc },
            WithPayload = new Wire.WithPayloadSelector { Enable = true },
        };
        var last = (await connection.Points.ScrollAsync(request, cancellationToken: cancellationToken)).Result;
        return last.Count == 0 ? -1 : last[0].Payload[PaperPoint.Arrival].IntegerValue;
    }

    private static async Task<IReadOnlyList<Wire.RetrievedPoint>> PageAsync(QdrantConnection connection, int pagePapers, long start, CancellationToken cancellationToken)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = connection.Options.Collection,
            Limit = (uint)pagePapers,
            OrderBy = new Wire.OrderBy { Key = PaperPoint.Arrival, Direction = Wire.Direction.Asc },
            WithPayload = new Wire.WithPayloadSelector { Enable = true },
            WithVectors = new Wire.WithVectorsSelector { Enable = true },
        };
        if (start > long.MinValue)
            request.OrderBy.StartFrom = new Wire.StartFrom { Integer = start };
        return (await connection.Points.ScrollAsync(request, cancellationToken: cancellationToken)).Result;
    }
}
