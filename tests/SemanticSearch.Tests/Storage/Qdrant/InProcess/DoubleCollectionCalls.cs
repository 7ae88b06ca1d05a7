using Grpc.Core;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>Collections and their aliases.</summary>
internal sealed class DoubleCollectionCalls(DoubleDatabank databank)
{
    public void Register(QdrantDouble server)
    {
        server.Serve(Wire.CreateCollection.Parser, "qdrant.Collections/Create", Create);
        server.Serve(Wire.UpdateCollection.Parser, "qdrant.Collections/Update", Update);
        server.Serve(Wire.DeleteCollection.Parser, "qdrant.Collections/Delete", Delete);
        server.Serve(Wire.GetCollectionInfoRequest.Parser, "qdrant.Collections/Get", Get);
        server.Serve(Wire.ListCollectionsRequest.Parser, "qdrant.Collections/List", List);
        server.Serve(Wire.CollectionExistsRequest.Parser, "qdrant.Collections/CollectionExists", Exists);
        server.Serve(Wire.ChangeAliases.Parser, "qdrant.Collections/UpdateAliases", UpdateAliases);
        server.Serve(Wire.ListAliasesRequest.Parser, "qdrant.Collections/ListAliases", _ => Listed(databank.Aliases));
        server.Serve(Wire.ListCollectionAliasesRequest.Parser, "qdrant.Collections/ListCollectionAliases",
            request => Listed(databank.Aliases.Where(alias => alias.Value == request.CollectionName)));
    }

    private static Wire.CollectionOperationResponse Done(bool result = true) => new() { Result = result };

    private static RpcException Bad(string detail) => QdrantDouble.Refused(StatusCode.InvalidArgument, detail);

    private Wire.CollectionOperationResponse Create(Wire.CreateCollection request)
    {
        var name = request.CollectionName;
        if (name.Length is 0 or > 255 || name.Contains('/', StringComparison.Ordinal))
            throw Bad($"Validation error in body: [collection_name: value \"{name}\" invalid]");
        var collection = new DoubleCollection(request.Clone());
        if (collection.Dense.Values.Any(dense => dense.Size is 0 or > 65536 || dense.Distance == Wire.Distance.UnknownDistance))
            throw Bad("Validation error in body: [vectors_config]");
        var codes = collection.Dense.Values.Select(dense => dense.QuantizationConfig).Append(request.QuantizationConfig);
        if (codes.Any(code => code?.Scalar is { HasQuantile: true, Quantile: < 0.5f or > 1 }))
            throw Bad("Validation error in body: [quantile]");
        if (databank.Collections.ContainsKey(name))
            throw QdrantDouble.Refused(StatusCode.AlreadyExists, $"Wrong input: Collection `{name}` already exists!");
        if (databank.Aliases.ContainsKey(name))
            throw Bad($"Wrong input: Can't create collection with name {name}. Alias with the same name already exists");
        databank.Collections[name] = collection;
        return Done();
    }

    private Wire.CollectionOperationResponse Update(Wire.UpdateCollection request)
    {
        var made = databank.Find(request.CollectionName).Made;
        if (request.OptimizersConfig is { } optimizers)
            (made.OptimizersConfig ??= new Wire.OptimizersConfigDiff()).MergeFrom(optimizers);
        if (request.StrictModeConfig is { } strict)
            (made.StrictModeConfig ??= new Wire.StrictModeConfig()).MergeFrom(strict);
        foreach (var (key, value) in request.Metadata)
            made.Metadata[key] = value;
        return Done();
    }

    private Wire.CollectionOperationResponse Delete(Wire.DeleteCollection request)
    {
        if (!databank.Collections.Remove(request.CollectionName))
            return Done(false);
        foreach (var alias in databank.Aliases.Where(alias => alias.Value == request.CollectionName).ToList())
            databank.Aliases.Remove(alias.Key);
        return Done();
    }

    private Wire.ListCollectionsResponse List(Wire.ListCollectionsRequest request)
    {
        var answer = new Wire.ListCollectionsResponse();
        answer.Collections.AddRange(databank.Collections.Keys.Select(name => new Wire.CollectionDescription { Name = name }));
        return answer;
    }

    private Wire.CollectionExistsResponse Exists(Wire.CollectionExistsRequest request) => new()
    {
        Result = new Wire.CollectionExists { Exists = databank.Collections.ContainsKey(databank.Aliases.GetValueOrDefault(request.CollectionName, request.CollectionName)) },
    };

    private Wire.GetCollectionInfoResponse Get(Wire.GetCollectionInfoRequest request)
    {
        var collection = databank.Find(request.CollectionName);
        var info = new Wire.CollectionInfo
        {
            Status = Wire.CollectionStatus.Green,
            OptimizerStatus = new Wire.OptimizerStatus { Ok = true },
            SegmentsCount = 2,
            Config = Config(collection.Made),
            PointsCount = (ulong)collection.Points.Count,
            // A sparse vector is indexed when it arrives; the graph of the others is never made here.
            IndexedVectorsCount = (ulong)collection.Points.Values.Sum(point => point.Sparse.Count),
        };
        foreach (var (field, schema) in collection.Indexes)
        {
            var counted = schema.Clone();
            counted.Points = (ulong)collection.Points.Values.Count(point => DoubleFilter.IsIndexable(DoubleFilter.Values(point.Payload, field), schema.DataType));
            info.PayloadSchema[field] = counted;
        }
        return new Wire.GetCollectionInfoResponse { Result = info };
    }

    private static Wire.CollectionConfig Config(Wire.CreateCollection made)
    {
        var config = new Wire.CollectionConfig
        {
            Params = new Wire.CollectionParams
            {
                ShardNumber = made.HasShardNumber ? made.ShardNumber : 1,
                OnDiskPayload = !made.HasOnDiskPayload || made.OnDiskPayload,
                ReplicationFactor = made.HasReplicationFactor ? made.ReplicationFactor : 1,
                WriteConsistencyFactor = made.HasWriteConsistencyFactor ? made.WriteConsistencyFactor : 1,
                VectorsConfig = made.VectorsConfig?.Clone() ?? new Wire.VectorsConfig { ParamsMap = new Wire.VectorParamsMap() },
            },
            HnswConfig = new Wire.HnswConfigDiff { M = 16, EfConstruct = 100, FullScanThreshold = 10_000, MaxIndexingThreads = 0, OnDisk = false },
            OptimizerConfig = new Wire.OptimizersConfigDiff
            {
                DeletedThreshold = 0.2,
                VacuumMinVectorNumber = 1000,
                DefaultSegmentNumber = 0,
                IndexingThreshold = 10_000,
                FlushIntervalSec = 5,
            },
            WalConfig = new Wire.WalConfigDiff { WalCapacityMb = 32, WalSegmentsAhead = 0, WalRetainClosed = 1 },
        };
        if (made.SparseVectorsConfig is { } sparse)
            config.Params.SparseVectorsConfig = sparse.Clone();
        if (made.HnswConfig is { } graph)
            config.HnswConfig.MergeFrom(graph);
        if (made.OptimizersConfig is { } optimizers)
            config.OptimizerConfig.MergeFrom(optimizers);
        if (made.StrictModeConfig is { } strict)
            config.StrictModeConfig = strict.Clone();
        config.Metadata.Add(made.Metadata);
        return config;
    }

    private Wire.CollectionOperationResponse UpdateAliases(Wire.ChangeAliases request)
    {
        // One after the other: what came before a failure stays.
        foreach (var action in request.Actions)
            Change(action);
        return Done();
    }

    private void Change(Wire.AliasOperations action)
    {
        switch (action.ActionCase)
        {
            case Wire.AliasOperations.ActionOneofCase.CreateAlias:
                if (databank.Collections.ContainsKey(action.CreateAlias.AliasName))
                    throw QdrantDouble.Refused(StatusCode.AlreadyExists, "Wrong input: a collection has this name");
                if (!databank.Collections.ContainsKey(action.CreateAlias.CollectionName))
                    throw QdrantDouble.Refused(StatusCode.NotFound, $"Not found: Collection `{action.CreateAlias.CollectionName}` doesn't exist!");
                databank.Aliases[action.CreateAlias.AliasName] = action.CreateAlias.CollectionName;
                break;
            case Wire.AliasOperations.ActionOneofCase.RenameAlias:
                if (!databank.Aliases.Remove(action.RenameAlias.OldAliasName, out var target))
                    throw QdrantDouble.Refused(StatusCode.NotFound, $"Not found: Alias {action.RenameAlias.OldAliasName} does not exists!");
                databank.Aliases[action.RenameAlias.NewAliasName] = target;
                break;
            case Wire.AliasOperations.ActionOneofCase.DeleteAlias:
                databank.Aliases.Remove(action.DeleteAlias.AliasName);
                break;
        }
    }

    private static Wire.ListAliasesResponse Listed(IEnumerable<KeyValuePair<string, string>> aliases)
    {
        var answer = new Wire.ListAliasesResponse();
        answer.Aliases.AddRange(aliases.Select(alias => new Wire.AliasDescription { AliasName = alias.Key, CollectionName = alias.Value }));
        return answer;
    }
}
