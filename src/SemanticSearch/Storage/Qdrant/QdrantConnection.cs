using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Polly;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>One channel to the server, and the calls that go over it. It connects with the first call, and again whenever it must.</summary>
internal sealed class QdrantConnection : IDisposable
{
    /// <summary>A page of papers with their vectors, or the rows of the deepest answer, stay far below it.</summary>
    private const int MostAnswerBytes = 64 << 20;

    private readonly GrpcChannel _channel;

    /// <param name="options">Where the server is; an address that begins with https:// is spoken to over TLS.</param>
    /// <param name="pipeline">What every call runs through.</param>
    public QdrantConnection(QdrantOptions options, ResiliencePipeline pipeline)
    {
        Options = options;
        _channel = GrpcChannel.ForAddress(options.Endpoint, new GrpcChannelOptions
        {
            HttpHandler = Handler(),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MostAnswerBytes,
            // Left to itself the library waits up to two minutes before it connects again; whom to spare is the pipeline's to decide.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
            ThrowOperationCanceledOnCancellation = true,
        });
        var calls = _channel.Intercept(new ResilientCalls(pipeline, options));
        Collections = new Wire.Collections.CollectionsClient(calls);
        Points = new Wire.Points.PointsClient(calls);
    }

    public QdrantOptions Options { get; }

    public Wire.Collections.CollectionsClient Collections { get; }

    public Wire.Points.PointsClient Points { get; }

    /// <summary>
    /// Writes the state, then removes points. The server takes one after the other: where the second fails, the count of the state differs
    /// from what is stored, which the next writer sees.
    /// </summary>
    public async Task UpdateAsync(string collection, Wire.PointStruct state, IEnumerable<Wire.PointId> removed, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateBatchPoints { CollectionName = collection, Wait = true };
        var upsert = new Wire.PointsUpdateOperation.Types.PointStructList();
        upsert.Points.Add(state);
        request.Operations.Add(new Wire.PointsUpdateOperation { Upsert = upsert });
        var ids = new Wire.PointsIdsList();
        ids.Ids.AddRange(removed);
        var delete = new Wire.PointsUpdateOperation.Types.DeletePoints { Points = new Wire.PointsSelector { Points = ids } };
        request.Operations.Add(new Wire.PointsUpdateOperation { DeletePoints = delete });
        foreach (var done in (await Points.UpdateBatchAsync(request, cancellationToken: cancellationToken)).Result)
            PaperCollection.Written(done.Status);
    }

    /// <summary>How many points pass a filter, exactly.</summary>
    public async Task<long> CountAsync(string collection, Wire.Filter filter, CancellationToken cancellationToken)
    {
        var request = new Wire.CountPoints { CollectionName = collection, Filter = filter, Exact = true };
        return (long)(await Points.CountAsync(request, cancellationToken: cancellationToken)).Result.Count;
    }

    public void Dispose() => _channel.Dispose();

    private static SocketsHttpHandler Handler() => new()
    {
        // Three tries fit into the budget of a call that reads. A shorter wait would take a machine that is busy for one that is gone.
        ConnectTimeout = TimeSpan.FromMilliseconds(1500),
        // A machine that vanished without a word is noticed by what it no longer says.
        KeepAlivePingDelay = TimeSpan.FromSeconds(5),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = true,
    };
}
