using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>One query, answered by looking at every point.</summary>
internal sealed class DoubleSearch(DoubleCollection collection, Wire.QueryPoints query)
{
    private const int StandardLimit = 10;

    public IEnumerable<Wire.ScoredPoint> Run()
    {
        DoubleStrictMode.CheckQuery(collection, query);
        DoubleVectors.CheckSelector(collection, query.WithVectors);
        if (query is { HasLimit: true, Limit: 0 })
            throw Bad("Validation error in body: [limit: value 0 invalid, must be 1 or larger]");
        return Scored()
            .Where(row => !query.HasScoreThreshold || row.Score > query.ScoreThreshold)
            .Skip((int)query.Offset)
            .Take(query.HasLimit ? (int)Math.Min(query.Limit, int.MaxValue) : StandardLimit)
            .Select(ToPoint).ToList();
    }

    private static RpcException Bad(string detail) => QdrantDouble.Refused(StatusCode.InvalidArgument, detail);

    private IEnumerable<(DoubleKey Key, DoublePoint Point, float Score, Wire.OrderValue? Order)> Scored()
    {
        var passing = collection.Points.Where(point => query.Filter is null || DoubleFilter.Passes(point.Key, point.Value, query.Filter));
        if (query.Query is null)
            return passing.Select(point => (point.Key, point.Value, 1f, (Wire.OrderValue?)null));
        if (query.Query.OrderBy is { } order)
            return DoubleScroll.Ordered(collection, passing, order).Select(point => (point.Key, point.Point, 1f, (Wire.OrderValue?)point.Value));
        if (query.Query.Nearest is not { } nearest)
            throw Bad("Query is missing");
        var (score, without) = Scorer(nearest);
        return passing.Where(point => point.Key != without).Select(point => (point.Key, Point: point.Value, Score: score(point.Value)))
            .Where(row => row.Score is not null)
            .Select(row => (row.Key, row.Point, row.Score!.Value, (Wire.OrderValue?)null))
            .OrderByDescending(row => row.Item3);
    }

    /// <summary>The score of a point, null where it is not compared at all; and the point that is its own example.</summary>
    private (Func<DoublePoint, float?> Score, DoubleKey? Without) Scorer(Wire.VectorInput nearest)
    {
        var name = query.Using;
        if (nearest.VariantCase == Wire.VectorInput.VariantOneofCase.Id)
        {
            var key = DoubleKey.Of(nearest.Id);
            if (!collection.Points.TryGetValue(key, out var example))
                throw QdrantDouble.Refused(StatusCode.NotFound, $"Not found: No point with id {nearest.Id} found");
            return (example.Dense.TryGetValue(name, out var vector) ? ByVector(name, vector) : ByTerms(name, example.Sparse[name]), key);
        }
        if (collection.Dense.TryGetValue(name, out var parameters))
        {
            if (nearest.Dense is not { } dense)
                throw Bad("Wrong input: Conversion between sparse and regular vectors failed");
            if (dense.Data.Count != (int)parameters.Size)
                throw Bad($"Wrong input: Vector dimension error: expected dim: {parameters.Size}, got {dense.Data.Count}");
            return (ByVector(name, [.. dense.Data]), null);
        }
        if (!collection.Sparse.ContainsKey(name))
            throw Bad($"Wrong input: Not existing vector name error: {name}");
        return nearest.Sparse is { } sparse
            ? (ByTerms(name, DoubleVectors.Sorted(([.. sparse.Indices], [.. sparse.Values]))), null)
            : throw Bad("Wrong input: Conversion between sparse and regular vectors failed");
    }

    private Func<DoublePoint, float?> ByVector(string name, float[] vector)
    {
        var isCosine = collection.Dense[name].Distance == Wire.Distance.Cosine;
        var wanted = isCosine ? DoubleVectors.Normalised(vector) : vector;
        return point => point.Dense.TryGetValue(name, out var stored) ? (float)stored.Zip(wanted, (a, b) => (double)a * b).Sum() : null;
    }

    private Func<DoublePoint, float?> ByTerms(string name, (uint[] Indices, float[] Values) terms)
    {
        var weights = new float[terms.Indices.Length];
        var points = collection.CountWith(name);
        for (var t = 0; t < weights.Length; t++)
        {
            var frequency = collection.Sparse[name].Modifier == Wire.Modifier.Idf ? collection.CountWith(name, terms.Indices[t]) : 0;
            weights[t] = terms.Values[t] * (collection.Sparse[name].Modifier == Wire.Modifier.Idf ? (float)Math.Log((points - frequency + 0.5) / (frequency + 0.5) + 1) : 1);
        }
        return point =>
        {
            if (!point.Sparse.TryGetValue(name, out var stored))
                return null;
            float? sum = null;
            for (var t = 0; t < weights.Length; t++)
                if (Array.BinarySearch(stored.Indices, terms.Indices[t]) is >= 0 and var at)
                    sum = (sum ?? 0) + weights[t] * stored.Values[at];
            return sum;
        };
    }

    private Wire.ScoredPoint ToPoint((DoubleKey Key, DoublePoint Point, float Score, Wire.OrderValue? Order) row)
    {
        var point = new Wire.ScoredPoint { Id = row.Key.ToPointId(), Score = row.Score };
        DoubleVectors.AddPayload(point.Payload, row.Point, query.WithPayload);
        if (DoubleVectors.Output(row.Point, query.WithVectors) is { } vectors)
            point.Vectors = vectors;
        if (row.Order is { } order)
            point.OrderValue = order;
        return point;
    }
}
