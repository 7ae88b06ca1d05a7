using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>Points page by page, by their names or by a field.</summary>
internal sealed class DoubleScroll(DoubleCollection collection)
{
    private const uint StandardLimit = 10;

    private static readonly Wire.WithPayloadSelector WholePayload = new() { Enable = true };

    public Wire.ScrollResponse Run(Wire.ScrollPoints request)
    {
        if (request is { HasLimit: true, Limit: 0 })
            throw Bad("Validation error in body: [limit: value 0 invalid, must be 1 or larger]");
        DoubleStrictMode.CheckFilter(collection, request.Filter);
        DoubleStrictMode.CheckLimit(collection, request.HasLimit ? request.Limit : StandardLimit);
        DoubleVectors.CheckSelector(collection, request.WithVectors);
        var passing = collection.Points.Where(point => request.Filter is null || DoubleFilter.Passes(point.Key, point.Value, request.Filter));
        var limit = (int)(request.HasLimit ? request.Limit : StandardLimit);
        var answer = new Wire.ScrollResponse();
        if (request.OrderBy is { } order)
        {
            if (request.Offset is not null)
                throw Bad("Bad request: Cannot use an `offset` when using `order_by`");
            foreach (var (key, point, value) in Ordered(collection, passing, order).Take(limit))
            {
                var row = DoubleVectors.ToRetrieved(key, point, request.WithPayload ?? WholePayload, request.WithVectors);
                row.OrderValue = value;
                answer.Result.Add(row);
            }
            return answer;
        }
        var page = passing.Where(point => request.Offset is null || point.Key.CompareTo(DoubleKey.Of(request.Offset)) >= 0).Take(limit + 1).ToList();
        answer.Result.AddRange(page.Take(limit).Select(point => DoubleVectors.ToRetrieved(point.Key, point.Value, request.WithPayload ?? WholePayload, request.WithVectors)));
        if (page.Count > limit)
            answer.NextPageOffset = page[limit].Key.ToPointId();
        return answer;
    }

    /// <summary>The points that have a value in a field, in the order of the values.</summary>
    public static IEnumerable<(DoubleKey Key, DoublePoint Point, Wire.OrderValue Value)> Ordered(
        DoubleCollection collection, IEnumerable<KeyValuePair<DoubleKey, DoublePoint>> points, Wire.OrderBy order)
    {
        if (!collection.Indexes.TryGetValue(order.Key, out var index)
            || index.DataType is not (Wire.PayloadSchemaType.Integer or Wire.PayloadSchemaType.Float or Wire.PayloadSchemaType.Datetime))
            throw Bad($"Bad request: No range index for `order_by` key: `{order.Key}`");
        var rows = points.SelectMany(point => DoubleFilter.Values(point.Value.Payload, order.Key).Select(value => (point.Key, point.Value, Value: ValueOf(value, index.DataType))))
            .Where(row => row.Value is not null).Select(row => (row.Key, Point: row.Item2, Value: row.Value!));
        var isDescending = order.Direction == Wire.Direction.Desc;
        if (order.StartFrom is { } start)
            rows = rows.Where(row => isDescending ? Number(row.Value) <= Number(start) : Number(row.Value) >= Number(start));
        return isDescending ? rows.OrderByDescending(row => Number(row.Value)) : rows.OrderBy(row => Number(row.Value));
    }

    private static RpcException Bad(string detail) => QdrantDouble.Refused(StatusCode.InvalidArgument, detail);

    private static Wire.OrderValue? ValueOf(Wire.Value value, Wire.PayloadSchemaType type) => type switch
    {
        Wire.PayloadSchemaType.Datetime => DoubleFilter.Moment(value) is { } moment ? new Wire.OrderValue { Int = moment } : null,
        Wire.PayloadSchemaType.Integer when value.KindCase == Wire.Value.KindOneofCase.IntegerValue => new Wire.OrderValue { Int = value.IntegerValue },
        Wire.PayloadSchemaType.Float when value.KindCase == Wire.Value.KindOneofCase.DoubleValue => new Wire.OrderValue { Float = value.DoubleValue },
        Wire.PayloadSchemaType.Float when value.KindCase == Wire.Value.KindOneofCase.IntegerValue => new Wire.OrderValue { Float = value.IntegerValue },
        _ => null,
    };

    private static double Number(Wire.OrderValue value) => value.VariantCase == Wire.OrderValue.VariantOneofCase.Int ? value.Int : value.Float;

    private static double Number(Wire.StartFrom start) => start.ValueCase switch
    {
        Wire.StartFrom.ValueOneofCase.Integer => start.Integer,
        Wire.StartFrom.ValueOneofCase.Float => start.Float,
        Wire.StartFrom.ValueOneofCase.Timestamp => start.Timestamp.Seconds * 1e6 + start.Timestamp.Nanos / 1000,
        _ => DoubleFilter.Moment(new Wire.Value { StringValue = start.Datetime }) ?? throw Bad("Bad request: not a date"),
    };
}
