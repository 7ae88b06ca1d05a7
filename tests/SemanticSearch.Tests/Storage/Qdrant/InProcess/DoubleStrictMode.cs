using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>The limits that a collection was given.</summary>
internal static class DoubleStrictMode
{
    public static void CheckBatch(DoubleCollection collection, int points)
    {
        if (collection.Strict.HasUpsertMaxBatchsize && (ulong)points > collection.Strict.UpsertMaxBatchsize)
            throw Exceeded("upsert limit");
    }

    public static void CheckLimit(DoubleCollection collection, ulong limit)
    {
        if (collection.Strict.HasMaxQueryLimit && limit > collection.Strict.MaxQueryLimit)
            throw Exceeded("limit");
    }

    public static void CheckQuery(DoubleCollection collection, Wire.QueryPoints query)
    {
        var strict = collection.Strict;
        if (query is { HasTimeout: true, Timeout: 0 })
            throw QdrantDouble.Refused(StatusCode.InvalidArgument, "Validation error in body: [timeout: value 0 invalid, must be 1 or larger]");
        CheckFilter(collection, query.Filter);
        CheckLimit(collection, query.Limit);
        if (strict.HasMaxTimeout && query.HasTimeout && query.Timeout > strict.MaxTimeout)
            throw Exceeded("timeout");
        if (strict.HasSearchMaxHnswEf && query.Params is { HasHnswEf: true } graph && graph.HnswEf > strict.SearchMaxHnswEf)
            throw Exceeded("hnsw_ef");
        if (strict is { HasSearchAllowExact: true, SearchAllowExact: false } && query.Params is { Exact: true })
            throw QdrantDouble.Refused(StatusCode.InvalidArgument, "Bad request: Exact search disabled!");
        if (strict.HasSearchMaxOversampling && query.Params?.Quantization is { HasOversampling: true } quantization && quantization.Oversampling > strict.SearchMaxOversampling)
            throw Exceeded("oversampling");
    }

    public static void CheckFilter(DoubleCollection collection, Wire.Filter? filter)
    {
        if (filter is null)
            return;
        var conditions = Conditions(filter).ToList();
        var strict = collection.Strict;
        if (strict.HasFilterMaxConditions && (ulong)conditions.Count > strict.FilterMaxConditions)
            throw Exceeded("filter condition limit");
        if (strict.HasConditionMaxSize && conditions.Any(condition => condition.Field?.Match?.Keywords is { } any && (ulong)any.Strings.Count > strict.ConditionMaxSize))
            throw Exceeded("condition size");
        if (strict is not { HasUnindexedFilteringRetrieve: true, UnindexedFilteringRetrieve: false })
            return;
        foreach (var (field, types) in conditions.Select(Needs).Where(need => need.Field is not null))
            if (!collection.Indexes.TryGetValue(field!, out var index) || (types.Length > 0 && !types.Contains(index.DataType)))
                throw QdrantDouble.Refused(StatusCode.InvalidArgument, $"Bad request: Index required but not found for \"{field}\"");
    }

    private static RpcException Exceeded(string what) => QdrantDouble.Refused(StatusCode.InvalidArgument, $"Bad request: Limit exceeded for \"{what}\"");

    private static IEnumerable<Wire.Condition> Conditions(Wire.Filter filter) =>
        filter.Must.Concat(filter.MustNot).Concat(filter.Should).Concat(filter.MinShould?.Conditions.AsEnumerable() ?? [])
            .SelectMany(condition => condition.Filter is { } inner ? Conditions(inner) : [condition]);

    private static (string? Field, Wire.PayloadSchemaType[] Types) Needs(Wire.Condition condition) => condition.ConditionOneOfCase switch
    {
        Wire.Condition.ConditionOneOfOneofCase.IsEmpty => (condition.IsEmpty.Key, []),
        Wire.Condition.ConditionOneOfOneofCase.IsNull => (condition.IsNull.Key, []),
        Wire.Condition.ConditionOneOfOneofCase.Field => (condition.Field.Key, condition.Field.Match?.MatchValueCase switch
        {
            Wire.Match.MatchValueOneofCase.Keyword or Wire.Match.MatchValueOneofCase.Keywords or Wire.Match.MatchValueOneofCase.ExceptKeywords =>
                [Wire.PayloadSchemaType.Keyword, Wire.PayloadSchemaType.Uuid],
            Wire.Match.MatchValueOneofCase.Integer or Wire.Match.MatchValueOneofCase.Integers or Wire.Match.MatchValueOneofCase.ExceptIntegers =>
                [Wire.PayloadSchemaType.Integer],
            _ => [],
        }),
        _ => (null, []),
    };
}
