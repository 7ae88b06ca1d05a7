using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>Points in requests of a size that the server and everything before it take.</summary>
internal static class PointRequests
{
    // Each point of a request has a tag and a length of up to 5 bytes before it.
    private const int BytesAroundPoint = 6;

    /// <summary>The points in their order, in as few requests as the limits allow; a point above the limit goes alone.</summary>
    public static IEnumerable<Wire.UpsertPoints> Of(string collection, IEnumerable<Wire.PointStruct> points, QdrantTuning tuning)
    {
        var request = Empty(collection);
        var bytes = 0;
        foreach (var point in points)
        {
            var size = point.CalculateSize() + BytesAroundPoint;
            if (request.Points.Count > 0 && (bytes + size > tuning.MostRequestBytes || request.Points.Count > tuning.MostRequestPapers))
            {
                yield return request;
                (request, bytes) = (Empty(collection), 0);
            }
            request.Points.Add(point);
            bytes += size;
        }
        if (request.Points.Count > 0)
            yield return request;
    }

    /// <summary>Refuses what the server would take and never give back: it keeps a vector with NaN, and finds it nowhere.</summary>
    /// <exception cref="ArgumentException">The vector has another length or is not finite.</exception>
    public static void Validate(StoredPaper stored, int dimensions)
    {
        if (stored.Vector.Length != dimensions)
            throw new ArgumentException($"{stored.Paper.Id} has a vector of {stored.Vector.Length} dimensions; the store holds {dimensions}.", nameof(stored));
        if (!stored.Vector.All(float.IsFinite))
            throw new ArgumentException($"{stored.Paper.Id} has a vector with a number that is not finite.", nameof(stored));
    }

    private static Wire.UpsertPoints Empty(string collection) => new() { CollectionName = collection, Wait = true };
}
