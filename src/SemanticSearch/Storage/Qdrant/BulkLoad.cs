using System.Threading.Channels;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// Fills a new collection and lets the name stand for it. While papers arrive the server makes no graph; it makes one when all are there,
/// and only when that is done do searches come to the new collection.
/// </summary>
internal sealed class BulkLoad(QdrantConnection connection, PaperCollection collection, StoreManifest manifest, QdrantTuning tuning, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // The server begins a tenth of a second after it was told to, so the first green may be one from before.
    private const int CalmPolls = 2;

    private long _sent;

    /// <exception cref="StoreException">The server refuses; the name stands for what it stood for.</exception>
    public async Task<long> RunAsync(IAsyncEnumerable<StoredPaper> papers, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var previous = await collection.CurrentAsync(cancellationToken);
        var next = await collection.MakeAsync(await collection.NextVersionAsync(cancellationToken), manifest, indexing: false, cancellationToken);
        try
        {
            var state = await LoadAsync(next, papers, progress, cancellationToken);
            await collection.WriteStateAsync(next, state, cancellationToken);
            await collection.ResumeIndexingAsync(next, cancellationToken);
            await WaitAsync(next, progress, cancellationToken);
            await RequireAllAsync(next, state.Sums.Count, cancellationToken);
            await collection.PointAliasAtAsync(next, cancellationToken);
            if (previous is not null)
                await collection.DropAsync(previous, cancellationToken);
            return state.Sums.Count;
        }
        catch
        {
            await DropUnlessUsedAsync(next);
            throw;
        }
    }

    private async Task<StoreState> LoadAsync(string name, IAsyncEnumerable<StoredPaper> papers, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Requests wait here for a free hand; the source waits while there is no room.
        var requests = Channel.CreateBounded<Wire.UpsertPoints>(tuning.BulkRequests);
        var senders = Enumerable.Range(0, tuning.BulkRequests).Select(_ => SendAsync(requests.Reader, progress, stopping)).ToList();
        try
        {
            return await ReadAsync(name, papers, requests.Writer, stopping.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A sender has failed, and its exception says why.
            requests.Writer.TryComplete();
            await Task.WhenAll(senders);
            throw;
        }
        finally
        {
            requests.Writer.TryComplete();
            await Task.WhenAll(senders);
        }
    }

    private async Task<StoreState> ReadAsync(string name, IAsyncEnumerable<StoredPaper> papers, ChannelWriter<Wire.UpsertPoints> requests, CancellationToken cancellationToken)
    {
        var sums = new VectorSums(manifest.Dimensions);
        var waiting = new List<Wire.PointStruct>();
        await foreach (var stored in papers.WithCancellation(cancellationToken))
        {
            PointRequests.Validate(stored, manifest.Dimensions);
            waiting.Add(PaperPoint.Of(stored, sums.Count));
            sums.Add(stored.Vector);
            if (waiting.Count < tuning.PagePapers)
                continue;
            foreach (var request in PointRequests.Of(name, waiting, tuning))
                await requests.WriteAsync(request, cancellationToken);
            waiting.Clear();
        }
        foreach (var request in PointRequests.Of(name, waiting, tuning))
            await requests.WriteAsync(request, cancellationToken);
        return StoreState.Empty(manifest).After(sums, sums.Count);
    }

    private async Task SendAsync(ChannelReader<Wire.UpsertPoints> requests, IProgress<StoreProgress>? progress, CancellationTokenSource stopping)
    {
        try
        {
            await foreach (var request in requests.ReadAllAsync(stopping.Token))
            {
                PaperCollection.Written(await connection.Points.UpsertAsync(request, cancellationToken: stopping.Token));
                progress?.Report(new StoreProgress("Sending papers", Interlocked.Add(ref _sent, request.Points.Count)));
            }
        }
        catch
        {
            await stopping.CancelAsync();
            throw;
        }
    }

    private async Task WaitAsync(string name, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        for (var calm = 0; calm < CalmPolls;)
        {
            await Task.Delay(PollInterval, clock, cancellationToken);
            var info = await collection.InfoAsync(name, cancellationToken);
            if (info.Status == Wire.CollectionStatus.Red)
                throw new StoreException(StoreProblem.NotWritable, $"The Qdrant server failed to index {name}: {info.OptimizerStatus.Error}");
            calm = info.Status == Wire.CollectionStatus.Green ? calm + 1 : 0;
            progress?.Report(new StoreProgress("Indexing vectors", (long)info.IndexedVectorsCount));
        }
    }

    private async Task RequireAllAsync(string name, long expected, CancellationToken cancellationToken)
    {
        var counted = await connection.CountAsync(name, PointFilter.OfPapers(null), cancellationToken);
        if (counted != expected)
            throw new StoreException(StoreProblem.Damaged, $"{name} has {counted} papers where {expected} were sent; a paper may have been given twice.");
    }

    private async Task DropUnlessUsedAsync(string name)
    {
        try
        {
            if (await collection.CurrentAsync(CancellationToken.None) != name)
                await collection.DropAsync(name, CancellationToken.None);
        }
        // What is left over harms nothing but space, and the first failure is the one to tell of.
        catch (StoreException)
        {
        }
    }
}
