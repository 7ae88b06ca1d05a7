using System.Globalization;
using Google.Protobuf.Collections;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>Whether a point passes a filter.</summary>
internal static class DoubleFilter
{
    public static bool Passes(DoubleKey key, DoublePoint point, Wire.Filter filter) =>
        filter.Must.All(condition => Passes(key, point, condition))
        && !filter.MustNot.Any(condition => Passes(key, point, condition))
        && (filter.Should.Count == 0 || filter.Should.Any(condition => Passes(key, point, condition)))
        && (filter.MinShould is not { } least || (ulong)least.Conditions.Count(condition => Passes(key, point, condition)) >= least.MinCount);

    /// <summary>The values at a path such as <c>year</c>, <c>meta.venue.name</c> or <c>authors[].name</c>, lists taken apart.</summary>
    public static IEnumerable<Wire.Value> Values(IReadOnlyDictionary<string, Wire.Value> payload, string path)
    {
        if (payload.TryGetValue(path, out var whole))
            return Flat(whole);
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return path.EndsWith("[]", StringComparison.Ordinal) && payload.TryGetValue(path[..^2], out var listed) ? Flat(listed) : [];
        var head = path[..dot];
        if (!payload.TryGetValue(head.EndsWith("[]", StringComparison.Ordinal) ? head[..^2] : head, out var inner))
            return [];
        RepeatedField<Wire.Value> within = head.EndsWith("[]", StringComparison.Ordinal) ? Flat(inner) : [inner];
        return within.Where(value => value.StructValue is not null).SelectMany(value => Values(value.StructValue.Fields, path[(dot + 1)..]));
    }

    public static bool IsIndexable(IEnumerable<Wire.Value> values, Wire.PayloadSchemaType type) => values.Any(value => type switch
    {
        Wire.PayloadSchemaType.Keyword or Wire.PayloadSchemaType.Text => value.KindCase == Wire.Value.KindOneofCase.StringValue,
        Wire.PayloadSchemaType.Uuid => Guid.TryParse(value.StringValue, out _),
        Wire.PayloadSchemaType.Integer => value.KindCase == Wire.Value.KindOneofCase.IntegerValue,
        Wire.PayloadSchemaType.Float => value.KindCase is Wire.Value.KindOneofCase.DoubleValue or Wire.Value.KindOneofCase.IntegerValue,
        Wire.PayloadSchemaType.Bool => value.KindCase == Wire.Value.KindOneofCase.BoolValue,
        Wire.PayloadSchemaType.Datetime => Moment(value) is not null,
        _ => false,
    });

    /// <summary>A date and time in microseconds since 1970; null where the value is none.</summary>
    public static long? Moment(Wire.Value value) =>
        value.KindCase == Wire.Value.KindOneofCase.StringValue
        && DateTimeOffset.TryParse(value.StringValue, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? (moment.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : null;

    private static RepeatedField<Wire.Value> Flat(Wire.Value value) => value.KindCase == Wire.Value.KindOneofCase.ListValue ? value.ListValue.Values : [value];

    private static bool Passes(DoubleKey key, DoublePoint point, Wire.Condition condition) => condition.ConditionOneOfCase switch
    {
        Wire.Condition.ConditionOneOfOneofCase.Field => Passes(point, condition.Field),
        Wire.Condition.ConditionOneOfOneofCase.HasId => condition.HasId.HasId.Any(id => DoubleKey.Of(id) == key),
        Wire.Condition.ConditionOneOfOneofCase.Filter => Passes(key, point, condition.Filter),
        Wire.Condition.ConditionOneOfOneofCase.IsEmpty => IsEmpty(point, condition.IsEmpty.Key),
        Wire.Condition.ConditionOneOfOneofCase.IsNull => IsNull(point, condition.IsNull.Key),
        Wire.Condition.ConditionOneOfOneofCase.HasVector => point.Dense.ContainsKey(condition.HasVector.HasVector) || point.Sparse.ContainsKey(condition.HasVector.HasVector),
        _ => throw QdrantDouble.Refused(Grpc.Core.StatusCode.InvalidArgument, "Malformed Condition type"),
    };

    private static bool IsEmpty(DoublePoint point, string field) =>
        Values(point.Payload, field).All(value => value.KindCase == Wire.Value.KindOneofCase.NullValue);

    private static bool IsNull(DoublePoint point, string field) => Values(point.Payload, field).Any(value => value.KindCase == Wire.Value.KindOneofCase.NullValue);

    private static bool Passes(DoublePoint point, Wire.FieldCondition field)
    {
        var values = Values(point.Payload, field.Key);
        if (field.HasIsEmpty)
            return IsEmpty(point, field.Key) == field.IsEmpty;
        if (field.HasIsNull)
            return IsNull(point, field.Key) == field.IsNull;
        if (field.ValuesCount is { } wanted)
            return Passes(values.Count(value => value.KindCase != Wire.Value.KindOneofCase.NullValue), wanted);
        if (field.Range is { } range)
            return values.Any(value => Number(value) is { } number && Passes(number, range));
        if (field.DatetimeRange is { } period)
            return values.Any(value => Moment(value) is { } moment && Passes(moment, period));
        return field.Match is { } match && values.Any(value => Matches(value, match));
    }

    private static double? Number(Wire.Value value) => value.KindCase switch
    {
        Wire.Value.KindOneofCase.IntegerValue => value.IntegerValue,
        Wire.Value.KindOneofCase.DoubleValue => value.DoubleValue,
        _ => null,
    };

    private static bool Passes(int count, Wire.ValuesCount wanted) =>
        (!wanted.HasLt || count < (int)wanted.Lt) && (!wanted.HasGt || count > (int)wanted.Gt)
        && (!wanted.HasGte || count >= (int)wanted.Gte) && (!wanted.HasLte || count <= (int)wanted.Lte);

    private static bool Passes(double number, Wire.Range range) =>
        (!range.HasLt || number < range.Lt) && (!range.HasGt || number > range.Gt) && (!range.HasGte || number >= range.Gte) && (!range.HasLte || number <= range.Lte);

    private static bool Passes(long moment, Wire.DatetimeRange period)
    {
        static long Micros(Google.Protobuf.WellKnownTypes.Timestamp time) => time.Seconds * 1_000_000 + time.Nanos / 1000;
        return (period.Lt is null || moment < Micros(period.Lt)) && (period.Gt is null || moment > Micros(period.Gt))
            && (period.Gte is null || moment >= Micros(period.Gte)) && (period.Lte is null || moment <= Micros(period.Lte));
    }

    private static bool Matches(Wire.Value value, Wire.Match match) => match.MatchValueCase switch
    {
        Wire.Match.MatchValueOneofCase.Keyword => IsText(value) && value.StringValue == match.Keyword,
        Wire.Match.MatchValueOneofCase.Keywords => IsText(value) && match.Keywords.Strings.Contains(value.StringValue),
        Wire.Match.MatchValueOneofCase.ExceptKeywords => !IsNothing(value) && !(IsText(value) && match.ExceptKeywords.Strings.Contains(value.StringValue)),
        Wire.Match.MatchValueOneofCase.Integer => IsInteger(value) && value.IntegerValue == match.Integer,
        Wire.Match.MatchValueOneofCase.Integers => IsInteger(value) && match.Integers.Integers.Contains(value.IntegerValue),
        Wire.Match.MatchValueOneofCase.ExceptIntegers => !IsNothing(value) && !(IsInteger(value) && match.ExceptIntegers.Integers.Contains(value.IntegerValue)),
        Wire.Match.MatchValueOneofCase.Boolean => value.KindCase == Wire.Value.KindOneofCase.BoolValue && value.BoolValue == match.Boolean,
        _ => throw QdrantDouble.Refused(Grpc.Core.StatusCode.Unimplemented, "The double does not match texts."),
    };

    private static bool IsNothing(Wire.Value value) => value.KindCase == Wire.Value.KindOneofCase.NullValue;

    private static bool IsText(Wire.Value value) => value.KindCase == Wire.Value.KindOneofCase.StringValue;

    private static bool IsInteger(Wire.Value value) => value.KindCase == Wire.Value.KindOneofCase.IntegerValue;
}
