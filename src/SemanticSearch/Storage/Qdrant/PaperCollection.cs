using System.Globalization;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// The collections of the server that hold papers. The name of the settings is an alias; it stands for the newest of the collections
/// <c>NAME_v1</c>, <c>NAME_v2</c>, ..., so that a new one can be filled beside it and take its place in one step.
/// </summary>
internal sealed class PaperCollection(QdrantConnection connection)
{
    /// <summary>How many rows a query may ask for; the deepest search asks for that many.</summary>
    public const int MostQueryRows = 20_000;

    /// <summary>From how many kilobytes of vectors on a segment gets a graph: the server's own default.</summary>
    public const ulong IndexingThreshold = 10_000;

    private static readonly string[] Keywords =
    [
        PaperPoint.Categories, PaperPoint.CategoryKeys, PaperPoint.Authors, PaperPoint.AuthorKeys, PaperPoint.Source, PaperPoint.SourceKey,
    ];

    private static readonly string[] Integers = [PaperPoint.Day, PaperPoint.Year, PaperPoint.Arrival, PaperPoint.Draw, PaperPoint.Upvotes, "topic"];

    private readonly QdrantOptions _options = connection.Options;

    /// <summary>The name that every call uses: what it stands for may change at any time.</summary>
    public string Alias => _options.Collection;

    /// <summary>Finds the collection, or makes the first one, and makes sure that it holds what is expected.</summary>
    /// <exception cref="StoreException">It holds another model's vectors, another format, or something else altogether.</exception>
    public async Task OpenAsync(StoreManifest expected, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(Alias, cancellationToken))
        {
            // The alias comes last: what it names is whole, even if somebody else makes the same at this moment.
            var first = await MakeAsync(1, expected, indexing: true, cancellationToken);
            if (await StateOfAsync(first, cancellationToken) is null)
                await WriteStateAsync(first, StoreState.Empty(expected), cancellationToken);
            await PointAliasAtAsync(first, cancellationToken);
        }
        await RequireAsync(expected, cancellationToken);
    }

    /// <summary>The state of a collection; null where it has none.</summary>
    public async Task<StoreState?> StateOfAsync(string collection, CancellationToken cancellationToken)
    {
        var request = new Wire.GetPoints { CollectionName = collection, WithPayload = new Wire.WithPayloadSelector { Enable = true } };
        request.Ids.Add(PointName.ToPointId(PointName.State));
        var answer = await connection.Points.GetAsync(request, cancellationToken: cancellationToken);
        return answer.Result.Count == 0 ? null : StoreState.Read(answer.Result[0].Payload);
    }

    /// <summary>The state of the collection that the name stands for.</summary>
    /// <exception cref="StoreException">It has none.</exception>
    public async Task<StoreState> RequireStateAsync(CancellationToken cancellationToken) => await StateOfAsync(Alias, cancellationToken) ?? throw NoState(Alias);

    /// <summary>Refuses a collection that lost what was written when it was made.</summary>
    public static StoreException NoState(string collection) =>
        new(StoreProblem.NotAStore, $"The collection {collection} lost the state of the store; another program must have changed it.");

    /// <summary>Makes an empty collection with its indexes; one that is there already, perhaps half made, is completed.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> MakeAsync(int version, StoreManifest manifest, bool indexing, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Alias}_v{version}");
        try
        {
            await connection.Collections.CreateAsync(Blueprint(name, manifest, indexing), cancellationToken: cancellationToken);
        }
        catch (StoreException refusal) when (ServerRefusal.IsThereAlready(refusal))
        {
        }
        foreach (var field in Keywords)
            await IndexAsync(name, field, Wire.FieldType.Keyword, cancellationToken);
        foreach (var field in Integers)
            await IndexAsync(name, field, Wire.FieldType.Integer, cancellationToken);
        await IndexAsync(name, PaperPoint.Words, Wire.FieldType.Integer, cancellationToken, OfWords());
        return name;
    }

    public async Task WriteStateAsync(string collection, StoreState state, CancellationToken cancellationToken)
    {
        var request = new Wire.UpsertPoints { CollectionName = collection, Wait = true };
        request.Points.Add(state.ToPoint());
        Written(await connection.Points.UpsertAsync(request, cancellationToken: cancellationToken));
    }

    /// <summary>Lets the name stand for another collection, in one step: no search finds none in between.</summary>
    public async Task PointAliasAtAsync(string collection, CancellationToken cancellationToken)
    {
        var change = new Wire.ChangeAliases();
        change.Actions.Add(new Wire.AliasOperations { CreateAlias = new Wire.CreateAlias { AliasName = Alias, CollectionName = collection } });
        await connection.Collections.UpdateAliasesAsync(change, cancellationToken: cancellationToken);
    }

    /// <summary>The collection that the name stands for; null where it is none of ours.</summary>
    public async Task<string?> CurrentAsync(CancellationToken cancellationToken)
    {
        var aliases = await connection.Collections.ListAliasesAsync(new Wire.ListAliasesRequest(), cancellationToken: cancellationToken);
        return aliases.Aliases.FirstOrDefault(alias => alias.AliasName == Alias)?.CollectionName;
    }

    /// <summary>A version that no collection has.</summary>
    public async Task<int> NextVersionAsync(CancellationToken cancellationToken)
    {
        var all = await connection.Collections.ListAsync(new Wire.ListCollectionsRequest(), cancellationToken: cancellationToken);
        var prefix = $"{Alias}_v";
        return 1 + all.Collections.Select(collection => collection.Name)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .DefaultIfEmpty(0).Max();
    }

    public async Task DropAsync(string collection, CancellationToken cancellationToken) =>
        await connection.Collections.DeleteAsync(new Wire.DeleteCollection { CollectionName = collection }, cancellationToken: cancellationToken);

    /// <summary>Lets the server make its graph again after a bulk load.</summary>
    public async Task ResumeIndexingAsync(string collection, CancellationToken cancellationToken) =>
        await connection.Collections.UpdateAsync(
            new Wire.UpdateCollection { CollectionName = collection, OptimizersConfig = new Wire.OptimizersConfigDiff { IndexingThreshold = IndexingThreshold } },
            cancellationToken: cancellationToken);

    public async Task<Wire.CollectionInfo> InfoAsync(string collection, CancellationToken cancellationToken) =>
        (await connection.Collections.GetAsync(new Wire.GetCollectionInfoRequest { CollectionName = collection }, cancellationToken: cancellationToken)).Result;

    /// <summary>Holds the answer to a write against what a write must come to.</summary>
    /// <exception cref="StoreException">It is not certain that it was done.</exception>
    public static void Written(Wire.PointsOperationResponse answer) => Written(answer.Result.Status);

    /// <inheritdoc cref="Written(Wire.PointsOperationResponse)"/>
    public static void Written(Wire.UpdateStatus status)
    {
        if (status != Wire.UpdateStatus.Completed)
            throw new StoreException(StoreProblem.Unavailable, $"The Qdrant server does not say that it has written the papers ({status}); write them again.");
    }

    private async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        (await connection.Collections.CollectionExistsAsync(new Wire.CollectionExistsRequest { CollectionName = name }, cancellationToken: cancellationToken)).Result.Exists;

    private async Task RequireAsync(StoreManifest expected, CancellationToken cancellationToken)
    {
        var found = (await StateOfAsync(Alias, cancellationToken)
            ?? throw new StoreException(StoreProblem.NotAStore, $"The collection {Alias} was not made by this program. Set Qdrant:Collection to another name.")).Manifest;
        // The name of a model is for people; what it computes is in its hash.
        if (found with { Model = expected.Model } != expected)
            throw new StoreException(StoreProblem.OtherModel,
                $"The collection {Alias} holds vectors of {found.Model} ({Shown(found)}); expected {expected.Model} ({Shown(expected)}). "
                + "Use the model that it was made with, or set Qdrant:Collection to another name.");
    }

    private static string Shown(StoreManifest manifest) => string.Create(
        CultureInfo.InvariantCulture, $"{manifest.ModelHash[..Math.Min(12, manifest.ModelHash.Length)]}, {manifest.Dimensions} dimensions, terms {manifest.Terms}");

    private async Task IndexAsync(string collection, string field, Wire.FieldType type, CancellationToken cancellationToken, Wire.PayloadIndexParams? parameters = null)
    {
        var request = new Wire.CreateFieldIndexCollection { CollectionName = collection, FieldName = field, FieldType = type, Wait = true };
        if (parameters is not null)
            request.FieldIndexParams = parameters;
        Written(await connection.Points.CreateFieldIndexAsync(request, cancellationToken: cancellationToken));
    }

    // A paper has dozens of words, too many for memory, and nobody asks for a range of them.
    private static Wire.PayloadIndexParams OfWords() =>
        new() { IntegerIndexParams = new Wire.IntegerIndexParams { Lookup = true, Range = false, OnDisk = true } };

    private Wire.CreateCollection Blueprint(string name, StoreManifest manifest, bool indexing)
    {
        var blueprint = new Wire.CreateCollection
        {
            CollectionName = name,
            VectorsConfig = new Wire.VectorsConfig { ParamsMap = new Wire.VectorParamsMap() },
            SparseVectorsConfig = new Wire.SparseVectorConfig(),
            OptimizersConfig = new Wire.OptimizersConfigDiff { IndexingThreshold = indexing ? IndexingThreshold : 0 },
            OnDiskPayload = true,
            ShardNumber = (uint)_options.Shards,
            ReplicationFactor = (uint)_options.Replicas,
            WriteConsistencyFactor = (uint)_options.WriteConsistency,
            StrictModeConfig = Strict(),
        };
        blueprint.VectorsConfig.ParamsMap.Map[PaperPoint.Semantic] = Dense(manifest.Dimensions);
        blueprint.SparseVectorsConfig.Map[PaperPoint.Terms] = new Wire.SparseVectorParams { Modifier = Wire.Modifier.Idf };
        blueprint.Metadata.Add(StoreState.ToMetadata(manifest));
        return blueprint;
    }

    // The graph runs over one byte a dimension in memory; what it finds is scored again by the vectors on the disk.
    private static Wire.VectorParams Dense(int dimensions) => new()
    {
        Size = (ulong)dimensions,
        Distance = Wire.Distance.Cosine,
        OnDisk = true,
        HnswConfig = new Wire.HnswConfigDiff { M = 16, EfConstruct = 128 },
        QuantizationConfig = new Wire.QuantizationConfig
        {
            Scalar = new Wire.ScalarQuantization { Type = Wire.QuantizationType.Int8, Quantile = 0.99f, AlwaysRam = true },
        },
    };

    // What this program never asks for is refused by the server, whoever asks: a filter without an index, or an answer without end.
    private static Wire.StrictModeConfig Strict() => new()
    {
        Enabled = true,
        MaxQueryLimit = MostQueryRows,
        MaxTimeout = 60,
        UnindexedFilteringRetrieve = false,
        UnindexedFilteringUpdate = false,
        SearchMaxHnswEf = MostQueryRows,
        SearchAllowExact = true,
        SearchMaxOversampling = 4,
        UpsertMaxBatchsize = 2000,
    };
}
