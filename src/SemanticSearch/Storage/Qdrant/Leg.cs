using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>What one leg found, best first, each row with its score in the other leg once that is known.</summary>
internal sealed class Leg
{
    public static readonly Leg None = new([], 1);

    private readonly Dictionary<string, float> _others = [];
    private readonly IReadOnlyList<Wire.ScoredPoint> _points;

    /// <param name="points">What the server found, best first; what is beyond the limit does not belong to the leg.</param>
    /// <param name="limit">How many rows the leg was asked for, at least 1.</param>
    public Leg(IReadOnlyList<Wire.ScoredPoint> points, int limit)
    {
        IsExhausted = points.Count < limit;
        _points = points.Count > limit ? [.. points.Take(limit)] : points;
    }

    /// <summary>Whether the leg found everything that there is to find.</summary>
    public bool IsExhausted { get; }

    public IEnumerable<string> Uuids => _points.Select(point => point.Id.Uuid);

    /// <summary>The rows with their score in the other leg, 0 where it has none.</summary>
    public IEnumerable<(Wire.ScoredPoint Point, float Other)> Rows => _points.Select(point => (point, _others.GetValueOrDefault(point.Id.Uuid)));

    public Leg Best(int limit) => new(_points, limit);

    /// <summary>No paper that the leg did not find has a greater score than this.</summary>
    public float Bound(float exhausted) => IsExhausted ? exhausted : _points[^1].Score;

    /// <summary>Takes over the scores of another leg's rows.</summary>
    public void Complete(Leg other)
    {
        foreach (var point in other._points)
            _others[point.Id.Uuid] = point.Score;
    }
}
