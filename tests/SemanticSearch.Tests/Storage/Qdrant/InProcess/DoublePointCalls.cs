using Google.Protobuf.Collections;
using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>Points: written, read, searched and counted.</summary>
internal sealed class DoublePointCalls(DoubleDatabank databank)
{
    private ulong _operation;

    public void Register(QdrantDouble server)
    {
        server.Serve(Wire.UpsertPoints.Parser, "qdrant.Points/Upsert", Upsert);
        server.Serve(Wire.DeletePoints.Parser, "qdrant.Points/Delete", Delete);
        server.Serve(Wire.UpdateBatchPoints.Parser, "qdrant.Points/UpdateBatch", UpdateBatch);
        server.Serve(Wire.GetPoints.Parser, "qdrant.Points/Get", Get);
        server.Serve(Wire.ScrollPoints.Parser, "qdrant.Points/Scroll", request => new DoubleScroll(databank.Find(request.CollectionName)).Run(request));
        server.Serve(Wire.CountPoints.Parser, "qdrant.Points/Count", Count);
        server.Serve(Wire.QueryPoints.Parser, "qdrant.Points/Query", Query);
        server.Serve(Wire.QueryBatchPoints.Parser, "qdrant.Points/QueryBatch", QueryBatch);
        server.Serve(Wire.FacetCounts.Parser, "qdrant.Points/Facet", Facet);
        server.Serve(Wire.CreateFieldIndexCollection.Parser, "qdrant.Points/CreateFieldIndex", CreateIndex);
        server.Serve(Wire.DeleteFieldIndexCollection.Parser, "qdrant.Points/DeleteFieldIndex", DeleteIndex);
    }

    private static RpcException Bad(string detail) => QdrantDouble.Refused(StatusCode.InvalidArgument, detail);

    private Wire.PointsOperationResponse Done(bool wait) => new() { Result = Result(wait) };

    private Wire.UpdateResult Result(bool wait) =>
        new() { OperationId = ++_operation, Status = wait ? Wire.UpdateStatus.Completed : Wire.UpdateStatus.Acknowledged };

    private Wire.PointsOperationResponse Upsert(Wire.UpsertPoints request)
    {
        var collection = databank.Find(request.CollectionName);
        Write(collection, request.Points);
        return Done(request.Wait);
    }

    private static void Write(DoubleCollection collection, RepeatedField<Wire.PointStruct> points)
    {
        if (points.Count == 0)
            throw Bad("Wrong input: Empty update request");
        DoubleStrictMode.CheckBatch(collection, points.Count);
        // All are read before the first is written: one bad vector keeps out the whole request.
        var read = points.Select(point => (Key: DoubleKey.Of(point.Id), Point: DoubleVectors.Read(collection, point))).ToList();
        foreach (var (key, point) in read)
            collection.Points[key] = point;
    }

    private Wire.PointsOperationResponse Delete(Wire.DeletePoints request)
    {
        var collection = databank.Find(request.CollectionName);
        Remove(collection, request.Points);
        return Done(request.Wait);
    }

    private static void Remove(DoubleCollection collection, Wire.PointsSelector? selector)
    {
        IEnumerable<DoubleKey> keys = selector switch
        {
            { Points: { } named } => named.Ids.Select(DoubleKey.Of),
            { Filter: { } filter } => Passing(collection, filter).Select(point => point.Key),
            _ => throw Bad("PointsSelector is missing"),
        };
        foreach (var key in keys.ToList())
            collection.Remove(key);
    }

    private static IEnumerable<KeyValuePair<DoubleKey, DoublePoint>> Passing(DoubleCollection collection, Wire.Filter? filter)
    {
        DoubleStrictMode.CheckFilter(collection, filter);
        return collection.Points.Where(point => filter is null || DoubleFilter.Passes(point.Key, point.Value, filter));
    }

    private Wire.UpdateBatchResponse UpdateBatch(Wire.UpdateBatchPoints request)
    {
        var collection = databank.Find(request.CollectionName);
        if (request.Operations.Count == 0)
            throw Bad("Wrong input: Empty batch");
        var answer = new Wire.UpdateBatchResponse();
        foreach (var operation in request.Operations)
        {
            if (operation.Upsert is { } upsert)
                Write(collection, upsert.Points);
            else
                Remove(collection, operation.DeletePoints?.Points);
            answer.Result.Add(Result(request.Wait));
        }
        return answer;
    }

    private Wire.GetResponse Get(Wire.GetPoints request)
    {
        var collection = databank.Find(request.CollectionName);
        DoubleVectors.CheckSelector(collection, request.WithVectors);
        var answer = new Wire.GetResponse();
        foreach (var key in request.Ids.Select(DoubleKey.Of).Distinct())
            if (collection.Points.TryGetValue(key, out var point))
                answer.Result.Add(DoubleVectors.ToRetrieved(key, point, request.WithPayload, request.WithVectors));
        return answer;
    }

    private Wire.CountResponse Count(Wire.CountPoints request)
    {
        var passing = Passing(databank.Find(request.CollectionName), request.Filter).Count();
        return new Wire.CountResponse { Result = new Wire.CountResult { Count = (ulong)passing } };
    }

    private Wire.QueryResponse Query(Wire.QueryPoints request)
    {
        var answer = new Wire.QueryResponse();
        answer.Result.AddRange(new DoubleSearch(databank.Find(request.CollectionName), request).Run());
        return answer;
    }

    private Wire.QueryBatchResponse QueryBatch(Wire.QueryBatchPoints request)
    {
        var collection = databank.Find(request.CollectionName);
        if (request.QueryPoints.Any(query => query.CollectionName.Length == 0))
            throw Bad("Validation error in body: [collection_name]");
        if (collection.Strict.HasSearchMaxBatchsize && (ulong)request.QueryPoints.Count > collection.Strict.SearchMaxBatchsize)
            throw Bad("Bad request: Limit exceeded for \"search batch size\"");
        var answer = new Wire.QueryBatchResponse();
        foreach (var query in request.QueryPoints)
        {
            var result = new Wire.BatchResult();
            result.Result.AddRange(new DoubleSearch(collection, query).Run());
            answer.Result.Add(result);
        }
        return answer;
    }

    private Wire.FacetResponse Facet(Wire.FacetCounts request)
    {
        var collection = databank.Find(request.CollectionName);
        if (!collection.Indexes.TryGetValue(request.Key, out var index)
            || index.DataType is not (Wire.PayloadSchemaType.Keyword or Wire.PayloadSchemaType.Integer or Wire.PayloadSchemaType.Bool))
            throw Bad($"Bad request: Index required but not found for \"{request.Key}\"");
        var counts = Passing(collection, request.Filter)
            .SelectMany(point => DoubleFilter.Values(point.Value.Payload, request.Key).Distinct())
            .CountBy(value => value)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => Shown(entry.Key), StringComparer.Ordinal);
        var answer = new Wire.FacetResponse();
        answer.Hits.AddRange(counts.Take(request.HasLimit ? (int)request.Limit : 10).Select(entry => new Wire.FacetHit { Value = ToFacet(entry.Key), Count = (ulong)entry.Value }));
        return answer;
    }

    private static string Shown(Wire.Value value) => value.KindCase == Wire.Value.KindOneofCase.StringValue ? value.StringValue : value.ToString();

    private static Wire.FacetValue ToFacet(Wire.Value value) => value.KindCase switch
    {
        Wire.Value.KindOneofCase.IntegerValue => new Wire.FacetValue { IntegerValue = value.IntegerValue },
        Wire.Value.KindOneofCase.BoolValue => new Wire.FacetValue { BoolValue = value.BoolValue },
        _ => new Wire.FacetValue { StringValue = value.StringValue },
    };

    private Wire.PointsOperationResponse CreateIndex(Wire.CreateFieldIndexCollection request)
    {
        if (request.FieldName.Length == 0 || !request.HasFieldType || !Enum.IsDefined(request.FieldType))
            throw Bad("Validation error in body: [field_name, field_type]");
        if (request.FieldIndexParams is { } given && !AreOf(given, request.FieldType))
            throw Bad("Wrong input: the parameters are of another type");
        var collection = databank.Find(request.CollectionName);
        if (collection.Strict.HasMaxPayloadIndexCount && !collection.Indexes.ContainsKey(request.FieldName)
            && (ulong)collection.Indexes.Count >= collection.Strict.MaxPayloadIndexCount)
            throw Bad("Bad request: Collection already has the maximum number of payload indices");
        var schema = new Wire.PayloadSchemaInfo { DataType = (Wire.PayloadSchemaType)((int)request.FieldType + 1) };
        if (request.FieldIndexParams is { } parameters)
            schema.Params = parameters;
        collection.Indexes[request.FieldName] = schema;
        return Done(request.Wait);
    }

    private static bool AreOf(Wire.PayloadIndexParams given, Wire.FieldType type) => given.IndexParamsCase switch
    {
        Wire.PayloadIndexParams.IndexParamsOneofCase.KeywordIndexParams => type == Wire.FieldType.Keyword,
        Wire.PayloadIndexParams.IndexParamsOneofCase.IntegerIndexParams =>
            type == Wire.FieldType.Integer && given.IntegerIndexParams is not { HasLookup: true, Lookup: false, HasRange: true, Range: false },
        Wire.PayloadIndexParams.IndexParamsOneofCase.FloatIndexParams => type == Wire.FieldType.Float,
        Wire.PayloadIndexParams.IndexParamsOneofCase.BoolIndexParams => type == Wire.FieldType.Bool,
        Wire.PayloadIndexParams.IndexParamsOneofCase.DatetimeIndexParams => type == Wire.FieldType.Datetime,
        _ => true,
    };

    private Wire.PointsOperationResponse DeleteIndex(Wire.DeleteFieldIndexCollection request)
    {
        databank.Find(request.CollectionName).Indexes.Remove(request.FieldName);
        return Done(request.Wait);
    }
}
