using Polly;
using SemanticSearch.Papers;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// Keeps papers on a Qdrant server. Any number of programs may read while one writes; two that write at once lose no paper, but may leave
/// the mean of the vectors and the count off until the store is opened again.
/// </summary>
/// <remarks>
/// A batch that fits one request is all or nothing on a collection of one shard. A larger one, or one that several shards share, may be
/// there in part when the server dies in between; writing it again makes it whole, since equal papers are equal points.
/// </remarks>
public sealed class QdrantStore : IPaperStore
{
    private readonly QdrantConnection _connection;
    private readonly PaperCollection _collection;
    private readonly QdrantTuning _tuning;
    private readonly TimeProvider _clock;
    private readonly ClauseReadings _readings;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private StoreManifest? _manifest;
    private bool _isInDoubt = true;

    /// <param name="options">Where the server is.</param>
    /// <param name="pipeline">What every call to it runs through.</param>
    /// <param name="clock">The time by which it is waited.</param>
    public QdrantStore(QdrantOptions options, ResiliencePipeline pipeline, TimeProvider clock)
        : this(options, pipeline, clock, new QdrantTuning())
    {
    }

    internal QdrantStore(QdrantOptions options, ResiliencePipeline pipeline, TimeProvider clock, QdrantTuning tuning)
    {
        _connection = new QdrantConnection(options, pipeline);
        _collection = new PaperCollection(_connection);
        (_tuning, _clock, _readings) = (tuning, clock, new ClauseReadings(clock));
    }

    private StoreManifest Manifest => _manifest ?? throw new InvalidOperationException("The store is not open.");

    public async Task OpenAsync(StoreManifest expected, CancellationToken cancellationToken)
    {
        await _collection.OpenAsync(expected, cancellationToken);
        _manifest = expected;
        await WriteAsync(static _ => Task.CompletedTask, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<PaperId, ulong>> FingerprintsAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var fingerprints = new Dictionary<PaperId, ulong>();
        foreach (var page in ids.Distinct().Chunk(_tuning.MostRequestPapers))
        {
            var found = await GetAsync(PointName.ToPointIds(page), PointQueries.Fields(PaperPoint.Id, PaperPoint.Fingerprint), vectors: [], cancellationToken);
            foreach (var point in found)
                fingerprints[PaperPoint.IdOf(point.Payload)] = PaperPoint.FingerprintOf(point.Payload);
        }
        return fingerprints;
    }

    public async Task<IReadOnlyList<StoredPaper?>> FindAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var papers = new Dictionary<PaperId, StoredPaper>();
        foreach (var page in ids.Distinct().Chunk(_tuning.PagePapers))
        {
            var found = await GetAsync(
                PointName.ToPointIds(page), PointQueries.Fields(PaperPoint.Record, PaperPoint.Fingerprint), [PaperPoint.Semantic, PaperPoint.Terms], cancellationToken);
            foreach (var stored in found.Select(PaperPoint.Read))
                papers[stored.Paper.Id] = stored;
        }
        return [.. ids.Select(id => papers.GetValueOrDefault(id))];
    }

    public async Task UpsertAsync(IReadOnlyList<StoredPaper> batch, CancellationToken cancellationToken)
    {
        Validate(batch);
        if (batch.Count == 0)
            return;
        await WriteAsync(async token =>
        {
            var (state, replaced) = await ReadForWritingAsync([.. batch.Select(stored => stored.Paper.Id)], token);
            var sums = state.Sums.Copy();
            foreach (var point in replaced)
                sums.Remove(PaperPoint.VectorOf(point));
            foreach (var stored in batch)
                sums.Add(stored.Vector);
            var points = batch.Select((stored, i) => PaperPoint.Of(stored, state.NextArrival + i)).Append(state.After(sums, batch.Count).ToPoint());
            // The state comes last: what it tells of is there by then.
            foreach (var request in PointRequests.Of(_collection.Alias, points, _tuning))
                PaperCollection.Written(await _connection.Points.UpsertAsync(request, cancellationToken: token));
        }, cancellationToken);
    }

    public async Task<int> DeleteAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var page in ids.Distinct().Chunk(_tuning.MostRequestPapers))
            await WriteAsync(async token => deleted += await DeletePageAsync(page, token), cancellationToken);
        return deleted;
    }

    public Task<CandidateSet> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        query.Validate(Manifest.Dimensions);
        cancellationToken.ThrowIfCancellationRequested();
        return QdrantRetrieval.RunAsync(_connection, query, _tuning, _readings, cancellationToken);
    }

    /// <summary>Every stored paper, in the order of its arrival. A paper that is replaced meanwhile may be given twice, its newer form last.</summary>
    public IAsyncEnumerable<StoredPaper> ScanAsync(CancellationToken cancellationToken) => ArrivalScan.RunAsync(_connection, _tuning.PagePapers, cancellationToken);

    public Task<IReadOnlyList<SampledPaper>> SampleAsync(int count, CancellationToken cancellationToken) => DrawnSample.RunAsync(_connection, _tuning, count, cancellationToken);

    public async Task<StoreStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        var state = await _collection.RequireStateAsync(cancellationToken);
        return new StoreStatistics(state.Sums.Count, state.IndexVersion);
    }

    /// <summary>
    /// Fills a new collection with papers and then puts it in the place of the present one, which searches go on to use until that moment.
    /// Other writes of this store wait. The store may be its own source.
    /// </summary>
    /// <param name="papers">What the new collection is to hold, each paper once.</param>
    /// <param name="progress">Is told what is being done.</param>
    /// <returns>How many papers it holds.</returns>
    /// <exception cref="StoreException">The server refuses; the present collection stays.</exception>
    public async Task<long> RebuildAsync(IAsyncEnumerable<StoredPaper> papers, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var loaded = 0L;
        await WriteAsync(async token =>
            loaded = await new BulkLoad(_connection, _collection, Manifest, _tuning, _clock).RunAsync(papers, progress, token), cancellationToken);
        return loaded;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<int> DeletePageAsync(PaperId[] page, CancellationToken cancellationToken)
    {
        var (state, found) = await ReadForWritingAsync(page, cancellationToken);
        if (found.Count == 0)
            return 0;
        var sums = state.Sums.Copy();
        foreach (var point in found)
            sums.Remove(PaperPoint.VectorOf(point));
        await _connection.UpdateAsync(_collection.Alias, state.After(sums, arrived: 0).ToPoint(), found.Select(point => point.Id), cancellationToken);
        return found.Count;
    }

    /// <summary>Runs a write when no other one runs. After one whose end is not known, the state is first held against what is stored.</summary>
    private async Task WriteAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        _ = Manifest;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_isInDoubt)
                await StateRepair.RunAsync(_connection, _collection, _tuning, cancellationToken);
            _isInDoubt = true;
            await write(cancellationToken);
            _isInDoubt = false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The state, and which of the papers are stored, with their vectors, as they are at one moment.</summary>
    private async Task<(StoreState State, IReadOnlyList<Wire.RetrievedPoint> Stored)> ReadForWritingAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var points = await GetAsync(
            PointName.ToPointIds(ids).Prepend(PointName.ToPointId(PointName.State)), PointQueries.Fields([.. StoreState.Fields]), [PaperPoint.Semantic], cancellationToken);
        var state = points.FirstOrDefault(point => point.Id.Uuid == PointName.State)
            ?? throw PaperCollection.NoState(_collection.Alias);
        return (StoreState.Read(state.Payload), [.. points.Where(point => point != state)]);
    }

    private async Task<IReadOnlyList<Wire.RetrievedPoint>> GetAsync(
        IEnumerable<Wire.PointId> ids, Wire.WithPayloadSelector payload, string[] vectors, CancellationToken cancellationToken)
    {
        var request = new Wire.GetPoints { CollectionName = _collection.Alias, WithPayload = payload };
        request.Ids.AddRange(ids);
        if (vectors.Length > 0)
        {
            request.WithVectors = new Wire.WithVectorsSelector { Include = new Wire.VectorsSelector() };
            request.WithVectors.Include.Names.AddRange(vectors);
        }
        return (await _connection.Points.GetAsync(request, cancellationToken: cancellationToken)).Result;
    }

    private void Validate(IReadOnlyList<StoredPaper> batch)
    {
        var twice = batch.GroupBy(stored => stored.Paper.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"The batch has {twice.Key} {twice.Count()} times; a batch names each paper once.", nameof(batch));
        foreach (var stored in batch)
            PointRequests.Validate(stored, Manifest.Dimensions);
    }
}
