using System.Runtime.CompilerServices;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Indexing;

/// <summary>What became of a record.</summary>
public enum LineOutcome
{
    /// <summary>The paper is new.</summary>
    Added,

    /// <summary>The paper was there and said something else.</summary>
    Updated,

    /// <summary>The paper was there as it is.</summary>
    Unchanged,

    /// <summary>The record is no paper.</summary>
    Refused,
}

/// <summary>What became of one line of an input.</summary>
/// <param name="Line">The line, 1-based; blank lines count.</param>
/// <param name="Id">The paper; null for a record that was refused.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Refusal">Why it was refused; null for any other.</param>
public sealed record ImportedLine(long Line, PaperId? Id, LineOutcome Outcome, Refusal? Refusal = null);

/// <summary>Indexes records and tells of each what became of it, once the store has acknowledged it.</summary>
public static class LineImport
{
    private const int BatchSize = 64;

    /// <summary>Indexes a source; what is answered is stored.</summary>
    /// <exception cref="PaperSourceException">The input as a whole cannot be read; what came before it is stored and told.</exception>
    /// <exception cref="StoreException">The store refuses; what was told before is stored.</exception>
    public static async IAsyncEnumerable<ImportedLine> RunAsync(
        IndexingPipeline pipeline, IPaperStore store, IPaperSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var run = pipeline.Runs?.Begin(kind: RunKind.Import);
        await foreach (var line in LinesAsync(pipeline, store, source, run, cancellationToken))
            yield return line;
        run?.Done();
    }

    private static async IAsyncEnumerable<ImportedLine> LinesAsync(
        IndexingPipeline pipeline, IPaperStore store, IPaperSource source, RunWriter? run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var records = source.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var batch = new List<SourceRecord>(BatchSize);
        var ids = new HashSet<PaperId>();
        PaperSourceException? broken = null;
        for (var isLast = false; !isLast;)
        {
            (isLast, broken) = await NextAsync(records);
            var paper = isLast ? null : records.Current.Paper;
            // A paper that comes twice is first what its earlier line says.
            if (isLast || batch.Count == BatchSize || (paper is not null && ids.Contains(paper.Id)))
            {
                foreach (var line in await StoreAsync(pipeline, store, batch, run, cancellationToken))
                    yield return line;
                batch.Clear();
                ids.Clear();
            }
            if (isLast)
                break;
            batch.Add(records.Current);
            if (paper is not null)
                ids.Add(paper.Id);
        }
        if (broken is not null)
            throw broken;
    }

    private static async Task<(bool IsLast, PaperSourceException? Broken)> NextAsync(IAsyncEnumerator<SourceRecord> records)
    {
        try
        {
            return (!await records.MoveNextAsync(), null);
        }
        catch (PaperSourceException broken)
        {
            return (true, broken);
        }
    }

    private static async Task<IReadOnlyList<ImportedLine>> StoreAsync(
        IndexingPipeline pipeline, IPaperStore store, List<SourceRecord> batch, RunWriter? run, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return [];
        var before = await store.FingerprintsAsync([.. batch.Where(record => record.Paper is not null).Select(record => record.Paper!.Id)], cancellationToken);
        run?.Add(await pipeline.RunAsync(new Batch(batch), new IndexingOptions { BatchSize = BatchSize, IsPart = true }, null, cancellationToken));
        return [.. batch.Select(record => Line(record, before))];
    }

    private static ImportedLine Line(SourceRecord record, IReadOnlyDictionary<PaperId, ulong> before) =>
        record.Paper is not { } paper ? new ImportedLine(record.Origin.Line, null, LineOutcome.Refused, record.Refusal)
        : !before.TryGetValue(paper.Id, out var known) ? new ImportedLine(record.Origin.Line, paper.Id, LineOutcome.Added)
        : new ImportedLine(record.Origin.Line, paper.Id, known == IndexingPipeline.Fingerprint(paper) ? LineOutcome.Unchanged : LineOutcome.Updated);

    /// <summary>Records that were read already.</summary>
    private sealed class Batch(IReadOnlyList<SourceRecord> records) : IPaperSource
    {
        public double? Progress => null;

        public async IAsyncEnumerable<SourceRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return record;
            }
            await Task.CompletedTask;
        }
    }
}
