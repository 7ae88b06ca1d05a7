using System.IO.Hashing;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;
using SemanticSearch.Versions;

namespace SemanticSearch.Indexing;

/// <summary>
/// Takes papers from a source into the store: read, compare fingerprints, embed what is new, store. While one batch is being stored and
/// one embedded, the next is read; no more than that is held in memory.
/// </summary>
public sealed class IndexingPipeline(
    IPaperStore store, EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder, TimeProvider clock)
{
    /// <summary>Two batches being embedded at once keep every core busy while the last texts of the first one finish.</summary>
    private const int BatchesInFlight = 2;

    /// <summary>Where runs are recorded; null for nowhere.</summary>
    public RunLog? Runs { get; init; }

    /// <summary>What is told of every paper before the store has it; null for nothing.</summary>
    public PaperVersions? Versions { get; init; }

    /// <summary>Indexes everything that the source has, in its order.</summary>
    /// <exception cref="IndexingInterruptedException">The token was cancelled; the exception carries the report of what is stored.</exception>
    /// <exception cref="PaperSourceException">The input as a whole cannot be read; what came before it is stored.</exception>
    /// <exception cref="StoreException">The store refuses; what was acknowledged before is stored.</exception>
    public async Task<IndexingReport> RunAsync(
        IPaperSource source, IndexingOptions options, IProgress<IndexingProgress>? progress, CancellationToken cancellationToken)
    {
        var tally = new IndexingTally(clock);
        using var run = options.IsPart ? null : Runs?.Begin(progress);
        try
        {
            if (Versions is not null)
                await Versions.BeginAsync(options.IsPart, cancellationToken);
            var seen = options.Prune ? new HashSet<PaperId>() : null;
            await IndexAsync(source, options, seen, tally, run ?? progress, cancellationToken);
            // An input without any paper is a broken pipe far more often than a wish to empty the store.
            if (seen is { Count: > 0 } && tally.Refused == 0)
                await PruneAsync(seen, options.BatchSize, tally, cancellationToken);
            var report = tally.ToReport();
            run?.Done(report);
            if (!options.IsPart)
                await PrepareVersionsAsync(cancellationToken);
            return report;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new IndexingInterruptedException(tally.ToReport(), cancellationToken);
        }
    }

    /// <summary>Removes papers and answers how many were there.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public Task<int> DeleteAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken) =>
        Versions?.DeleteAsync(ids, cancellationToken) ?? store.DeleteAsync(ids, cancellationToken);

    private async Task IndexAsync(
        IPaperSource source, IndexingOptions options, HashSet<PaperId>? seen, IndexingTally tally, IProgress<IndexingProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var inFlight = new Queue<Task<EncodedBatch>>();
        try
        {
            await using var records = source.ReadAsync(stopping.Token).GetAsyncEnumerator(stopping.Token);
            ExceptionDispatchInfo? broken = null;
            for (var isLast = false; !isLast;)
            {
                (var batch, isLast, broken) = await ReadBatchAsync(records, options.BatchSize, tally);
                seen?.UnionWith(batch.Select(read => read.Paper.Id));
                if (batch.Count > 0)
                    inFlight.Enqueue(EncodeAsync(batch, stopping.Token));
                if (inFlight.Count > BatchesInFlight)
                    await StoreAsync(await inFlight.Dequeue(), source, tally, progress, cancellationToken);
            }
            while (inFlight.TryDequeue(out var batch))
                await StoreAsync(await batch, source, tally, progress, cancellationToken);
            broken?.Throw();
        }
        finally
        {
            // Nothing of this run may still be using the model or the store when the caller goes on.
            await stopping.CancelAsync();
            await Task.WhenAll(inFlight).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>The next papers, whether they are the last, and what broke the input off if it does not simply end.</summary>
    private static async Task<(List<ReadPaper> Papers, bool IsLast, ExceptionDispatchInfo? Broken)> ReadBatchAsync(
        IAsyncEnumerator<SourceRecord> records, int size, IndexingTally tally)
    {
        var papers = new List<ReadPaper>(size);
        try
        {
            while (papers.Count < size)
            {
                if (!await records.MoveNextAsync())
                    return (papers, true, null);
                if (records.Current.Refusal is { } refusal)
                    tally.Refuse(refusal);
                if (records.Current.Paper is { } paper)
                    papers.Add(new ReadPaper(paper, records.Current.Vector));
            }
            return (papers, false, null);
        }
        catch (PaperSourceException broken)
        {
            // What was read before is stored first.
            return (papers, true, ExceptionDispatchInfo.Capture(broken));
        }
    }

    private async Task<EncodedBatch> EncodeAsync(List<ReadPaper> papers, CancellationToken cancellationToken)
    {
        // Reading goes on at once: the work below starts on the pool, not on the reader's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var stored = await store.FingerprintsAsync([.. papers.Select(read => read.Paper.Id)], cancellationToken);
        var changed = papers
            .Select(read => (read.Paper, read.Given, Fingerprint: Fingerprint(read.Paper)))
            .Where(entry => !stored.TryGetValue(entry.Paper.Id, out var known) || known != entry.Fingerprint)
            .ToList();
        var vectors = await ReusableVectorsAsync(changed.Select(entry => entry.Paper).Where(paper => stored.ContainsKey(paper.Id)), cancellationToken);
        foreach (var (paper, given, _) in changed)
            if (given?.For(paper, model.Hash, model.Dimensions) is { } vector)
                vectors[paper.Id] = vector;
        var missing = changed.Where(entry => !vectors.ContainsKey(entry.Paper.Id)).Select(entry => entry.Paper).ToList();
        var embeddings = await embedder.GenerateAsync(
            missing.Select(paper => model.PassageText(paper.Title, paper.Abstract)), cancellationToken: cancellationToken);
        foreach (var (paper, embedding) in missing.Zip(embeddings))
            vectors[paper.Id] = embedding.Vector.ToArray();
        return new EncodedBatch(
            [.. changed.Select(entry => new StoredPaper(
                entry.Paper, vectors[entry.Paper.Id], TermEncoder.EncodePassage(entry.Paper.Title, entry.Paper.Abstract), entry.Fingerprint))],
            Added: changed.Count(entry => !stored.ContainsKey(entry.Paper.Id)),
            Unchanged: papers.Count - changed.Count,
            Tokens: embeddings.Usage?.InputTokenCount ?? 0);
    }

    /// <summary>The vectors of papers whose record changed but whose text did not, such as one with a new vote.</summary>
    private async Task<Dictionary<PaperId, float[]>> ReusableVectorsAsync(IEnumerable<Paper> papers, CancellationToken cancellationToken)
    {
        var updated = papers.ToList();
        var old = await store.FindAsync([.. updated.Select(paper => paper.Id)], cancellationToken);
        return updated.Zip(old)
            .Where(pair => pair.Second is { } stored && stored.Paper.Title == pair.First.Title && stored.Paper.Abstract == pair.First.Abstract)
            .ToDictionary(pair => pair.First.Id, pair => pair.Second!.Vector);
    }

    private async Task StoreAsync(
        EncodedBatch batch, IPaperSource source, IndexingTally tally, IProgress<IndexingProgress>? progress, CancellationToken cancellationToken)
    {
        if (batch.Papers.Count > 0)
            await (Versions?.StoreAsync(batch.Papers, cancellationToken) ?? store.UpsertAsync(batch.Papers, cancellationToken));
        tally.Acknowledge(batch);
        progress?.Report(new IndexingProgress(tally.ToReport(), source.Progress));
    }

    private async Task PruneAsync(HashSet<PaperId> seen, int batchSize, IndexingTally tally, CancellationToken cancellationToken)
    {
        var gone = new List<PaperId>();
        await foreach (var stored in store.ScanAsync(cancellationToken))
            if (!seen.Contains(stored.Paper.Id))
                gone.Add(stored.Paper.Id);
        foreach (var batch in gone.Chunk(batchSize))
            tally.Deleted += await DeleteAsync(batch, cancellationToken);
    }

    // What is missing is made by the next run, or by the service, where the store refuses now.
    private async Task PrepareVersionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Versions is not null)
                await Versions.PrepareAsync(cancellationToken);
        }
        catch (StoreException)
        {
            // See above: the papers are stored.
        }
    }

    /// <summary>What tells whether a paper is to be stored again; the model and the term encoder are the whole store's.</summary>
    internal static ulong Fingerprint(Paper paper) => XxHash3.HashToUInt64(PaperWriter.ToJson(paper));
}

/// <summary>A paper as it was read, with the vector that its record may carry.</summary>
internal readonly record struct ReadPaper(Paper Paper, GivenVector? Given);

/// <summary>A batch with everything that the store wants to know.</summary>
internal sealed record EncodedBatch(IReadOnlyList<StoredPaper> Papers, int Added, int Unchanged, long Tokens);
