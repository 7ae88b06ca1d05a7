using Google.Protobuf.Collections;
using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>Points as they travel and as they are kept.</summary>
internal static class DoubleVectors
{
    /// <summary>Checks a point and brings it into the form in which it is kept.</summary>
    public static DoublePoint Read(DoubleCollection collection, Wire.PointStruct point)
    {
        var kept = new DoublePoint([], [], []);
        foreach (var (name, vector) in Named(point.Vectors))
            Add(collection, kept, name, vector);
        foreach (var (key, value) in point.Payload)
            kept.Payload[key] = Checked(value);
        return kept;
    }

    /// <summary>The vector as a cosine collection keeps it: of length 1, in single precision. One of length 1 or 0 stays as it is.</summary>
    public static float[] Normalised(float[] vector)
    {
        var square = vector.Sum(value => value * value);
        if (square < float.Epsilon || Math.Abs(square - 1) <= 1e-6f)
            return vector;
        var length = MathF.Sqrt(square);
        return [.. vector.Select(value => value / length)];
    }

    public static void CheckSelector(DoubleCollection collection, Wire.WithVectorsSelector? selector)
    {
        foreach (var name in selector?.Include?.Names ?? [])
            if (!collection.Dense.ContainsKey(name) && !collection.Sparse.ContainsKey(name))
                throw Bad($"Wrong input: Not existing vector name error: {name}");
    }

    public static Wire.RetrievedPoint ToRetrieved(
        DoubleKey key, DoublePoint point, Wire.WithPayloadSelector? payload, Wire.WithVectorsSelector? vectors)
    {
        var retrieved = new Wire.RetrievedPoint { Id = key.ToPointId() };
        AddPayload(retrieved.Payload, point, payload);
        if (Output(point, vectors) is { } output)
            retrieved.Vectors = output;
        return retrieved;
    }

    public static void AddPayload(MapField<string, Wire.Value> target, DoublePoint point, Wire.WithPayloadSelector? selector)
    {
        foreach (var (key, value) in point.Payload)
            if (selector is { Enable: true } || (selector?.Include is { } include && include.Fields.Contains(key)) || (selector?.Exclude is { } exclude && !exclude.Fields.Contains(key)))
                target[key] = value;
    }

    public static Wire.VectorsOutput? Output(DoublePoint point, Wire.WithVectorsSelector? selector)
    {
        if (selector is null or { SelectorOptionsCase: Wire.WithVectorsSelector.SelectorOptionsOneofCase.Enable, Enable: false })
            return null;
        bool IsWanted(string name) => selector.Include is not { } include || include.Names.Count == 0 || include.Names.Contains(name);
        var named = new Wire.NamedVectorsOutput();
        foreach (var (name, vector) in point.Dense.Where(entry => IsWanted(entry.Key)))
            named.Vectors[name] = new Wire.VectorOutput { Dense = Dense(vector) };
        foreach (var (name, (indices, values)) in point.Sparse.Where(entry => IsWanted(entry.Key)))
        {
            var sparse = new Wire.SparseVector();
            sparse.Indices.AddRange(indices);
            sparse.Values.AddRange(values);
            named.Vectors[name] = new Wire.VectorOutput { Sparse = sparse };
        }
        return new Wire.VectorsOutput { Vectors = named };
    }

    private static RpcException Bad(string detail) => QdrantDouble.Refused(StatusCode.InvalidArgument, detail);

    private static MapField<string, Wire.Vector> Named(Wire.Vectors? vectors) => vectors switch
    {
        { Vectors_: { } named } => named.Vectors,
        { Vector: { } one } => new MapField<string, Wire.Vector> { [""] = one },
        _ => throw Bad("Expected some vectors"),
    };

    private static void Add(DoubleCollection collection, DoublePoint kept, string name, Wire.Vector vector)
    {
        if (collection.Dense.TryGetValue(name, out var parameters))
        {
            var data = DenseOf(vector);
            if (data.Length != (int)parameters.Size)
                throw Bad($"Wrong input: Vector dimension error: expected dim: {parameters.Size}, got {data.Length}");
            kept.Dense[name] = parameters.Distance == Wire.Distance.Cosine ? Normalised(data) : data;
        }
        else if (collection.Sparse.ContainsKey(name))
            kept.Sparse[name] = Sorted(SparseOf(vector));
        else
            throw Bad($"Wrong input: Not existing vector name error: {name}");
    }

    // Before 1.13 a vector was flat: numbers, with indices where it is sparse.
    private static float[] DenseOf(Wire.Vector vector) => vector switch
    {
        { Dense: { } dense } => [.. dense.Data],
        { VectorCase: Wire.Vector.VectorOneofCase.None, Indices: null } => [.. vector.Data],
        _ => throw Bad("Wrong input: Conversion between sparse and regular vectors failed"),
    };

    private static (uint[] Indices, float[] Values) SparseOf(Wire.Vector vector) => vector switch
    {
        { Sparse: { } sparse } => ([.. sparse.Indices], [.. sparse.Values]),
        { Indices: { } indices } => ([.. indices.Data], [.. vector.Data]),
        _ => throw Bad("Wrong input: Conversion between sparse and regular vectors failed"),
    };

    /// <summary>The terms in ascending order.</summary>
    public static (uint[] Indices, float[] Values) Sorted((uint[] Indices, float[] Values) sparse)
    {
        if (sparse.Indices.Length != sparse.Values.Length || sparse.Indices.Distinct().Count() != sparse.Indices.Length)
            throw Bad("Validation error in body: [indices: must be unique and as many as values]");
        Array.Sort(sparse.Indices, sparse.Values);
        return sparse;
    }

    private static Wire.DenseVector Dense(float[] vector)
    {
        var dense = new Wire.DenseVector();
        dense.Data.AddRange(vector);
        return dense;
    }

    private static Wire.Value Checked(Wire.Value value)
    {
        switch (value.KindCase)
        {
            case Wire.Value.KindOneofCase.DoubleValue when !double.IsFinite(value.DoubleValue):
                throw Bad("Wrong input: NaN and infinity are no JSON numbers");
            case Wire.Value.KindOneofCase.None:
                return new Wire.Value { NullValue = Wire.NullValue.NullValue };
            default:
                return value;
        }
    }
}
