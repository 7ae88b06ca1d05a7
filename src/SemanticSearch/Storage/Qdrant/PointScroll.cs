using System.Runtime.CompilerServices;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>Goes through points page by page.</summary>
internal static class PointScroll
{
    /// <summary>The points of a request in the order of their names, as many at a time as it says.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Wire.RetrievedPoint>> PagesAsync(
        QdrantConnection connection, Wire.ScrollPoints request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await connection.Points.ScrollAsync(request, cancellationToken: cancellationToken);
            yield return page.Result;
            if (page.NextPageOffset is not { } next)
                yield break;
            request.Offset = next;
        }
    }

    /// <summary>The points that have a number in a field, in the order of these numbers.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="request">What of each point is wanted, the field among it, and how many points at a time.</param>
    /// <param name="field">An integer field with an index.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<Wire.RetrievedPoint> AscendingAsync(
        QdrantConnection connection, Wire.ScrollPoints request, string field, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        request.OrderBy = new Wire.OrderBy { Key = field, Direction = Wire.Direction.Asc };
        // The last page's last numbers are asked for again: a number may be there twice, on both sides of the end of a page.
        var last = long.MinValue;
        var seenOfLast = new HashSet<string>();
        while (true)
        {
            var page = (await connection.Points.ScrollAsync(request, cancellationToken: cancellationToken)).Result;
            var fresh = page.Where(point => !seenOfLast.Contains(point.Id.Uuid)).ToList();
            if (fresh.Count == 0)
                yield break;
            foreach (var point in fresh)
            {
                var number = point.Payload[field].IntegerValue;
                if (number != last)
                    seenOfLast.Clear();
                last = number;
                seenOfLast.Add(point.Id.Uuid);
                yield return point;
            }
            request.OrderBy.StartFrom = new Wire.StartFrom { Integer = last };
        }
    }
}
