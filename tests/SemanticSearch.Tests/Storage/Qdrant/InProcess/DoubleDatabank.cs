using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>The collections of the double and the other names that they have.</summary>
internal sealed class DoubleDatabank
{
    public Dictionary<string, DoubleCollection> Collections { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The collection of a name or an alias.</summary>
    public DoubleCollection Find(string name)
    {
        if (name.Length == 0)
            throw QdrantDouble.Refused(StatusCode.InvalidArgument, "Validation error in body: [collection_name: value \"\" invalid, must be at least 1 characters]");
        return Collections.GetValueOrDefault(Aliases.GetValueOrDefault(name, name))
            ?? throw QdrantDouble.Refused(StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!");
    }
}

/// <summary>A collection: how it was made, its indexes and its points.</summary>
internal sealed class DoubleCollection(Wire.CreateCollection made)
{
    public Wire.CreateCollection Made { get; } = made;

    public SortedDictionary<DoubleKey, DoublePoint> Points { get; } = [];

    /// <summary>The fields that are indexed, with the kind of index.</summary>
    public Dictionary<string, Wire.PayloadSchemaInfo> Indexes { get; } = new(StringComparer.Ordinal);

    /// <summary>The sparse vectors of removed points, by the vector's name: they count in the frequencies until the segment is rewritten.</summary>
    public List<(string Name, uint[] Indices)> Removed { get; } = [];

    public Wire.StrictModeConfig Strict => Made.StrictModeConfig is { Enabled: true } strict ? strict : new Wire.StrictModeConfig();

    /// <summary>The dense vectors that a point may have; the name is empty where the collection has one without a name.</summary>
    public IReadOnlyDictionary<string, Wire.VectorParams> Dense => Made.VectorsConfig switch
    {
        { ParamsMap: { } named } => named.Map,
        { Params: { } one } => new Dictionary<string, Wire.VectorParams> { [""] = one },
        _ => new Dictionary<string, Wire.VectorParams>(),
    };

    public IReadOnlyDictionary<string, Wire.SparseVectorParams> Sparse =>
        Made.SparseVectorsConfig is { } sparse ? sparse.Map : new Dictionary<string, Wire.SparseVectorParams>();

    public void Remove(DoubleKey key)
    {
        if (!Points.Remove(key, out var point))
            return;
        foreach (var (name, vector) in point.Sparse.Where(entry => entry.Value.Indices.Length > 0))
            Removed.Add((name, vector.Indices));
    }

    /// <summary>How many points have a vector of a name that is not empty, with those that only the segment remembers.</summary>
    public int CountWith(string sparse) =>
        Points.Values.Count(point => point.Sparse.TryGetValue(sparse, out var vector) && vector.Indices.Length > 0) + Removed.Count(removed => removed.Name == sparse);

    /// <summary>How many of them have a term.</summary>
    public int CountWith(string sparse, uint term) =>
        Points.Values.Count(point => point.Sparse.TryGetValue(sparse, out var vector) && Array.BinarySearch(vector.Indices, term) >= 0)
        + Removed.Count(removed => removed.Name == sparse && Array.BinarySearch(removed.Indices, term) >= 0);
}

/// <summary>The name of a point: numbers come before UUIDs.</summary>
internal readonly record struct DoubleKey(ulong? Number, Guid Uuid) : IComparable<DoubleKey>
{
    public static DoubleKey Of(Wire.PointId? id) => id?.PointIdOptionsCase switch
    {
        Wire.PointId.PointIdOptionsOneofCase.Num => new DoubleKey(id.Num, default),
        Wire.PointId.PointIdOptionsOneofCase.Uuid when Guid.TryParse(id.Uuid.Replace("urn:uuid:", "", StringComparison.Ordinal), out var uuid) => new DoubleKey(null, uuid),
        Wire.PointId.PointIdOptionsOneofCase.Uuid => throw QdrantDouble.Refused(StatusCode.InvalidArgument, $"Unable to parse UUID: {id.Uuid}"),
        _ => throw QdrantDouble.Refused(StatusCode.InvalidArgument, "Empty ID is not allowed"),
    };

    public Wire.PointId ToPointId() => Number is { } number ? new Wire.PointId { Num = number } : new Wire.PointId { Uuid = Uuid.ToString() };

    public int CompareTo(DoubleKey other) => (Number, other.Number) switch
    {
        ({ } mine, { } others) => mine.CompareTo(others),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(Uuid.ToString(), other.Uuid.ToString()),
    };
}

/// <summary>A point as it is kept.</summary>
internal sealed record DoublePoint(
    Dictionary<string, float[]> Dense, Dictionary<string, (uint[] Indices, float[] Values)> Sparse, Dictionary<string, Wire.Value> Payload);
