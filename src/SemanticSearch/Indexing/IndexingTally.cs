using SemanticSearch.Papers;

namespace SemanticSearch.Indexing;

/// <summary>The running counts of one run. Only the pipeline's own loop writes them.</summary>
internal sealed class IndexingTally(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly List<Refusal> _refusals = [];
    private readonly SortedDictionary<string, long> _refusalCounts = new(StringComparer.Ordinal);
    private long _added;
    private long _updated;
    private long _unchanged;
    private long _tokens;

    public long Refused { get; private set; }

    public long Deleted { get; set; }

    public void Refuse(Refusal refusal)
    {
        Refused++;
        _refusalCounts[refusal.Code] = _refusalCounts.GetValueOrDefault(refusal.Code) + 1;
        if (_refusals.Count < IndexingReport.MaxRefusals)
            _refusals.Add(refusal);
    }

    public void Acknowledge(EncodedBatch batch)
    {
        _added += batch.Added;
        _updated += batch.Papers.Count - batch.Added;
        _unchanged += batch.Unchanged;
        _tokens += batch.Tokens;
    }

    public IndexingReport ToReport() => new()
    {
        Read = _added + _updated + _unchanged + Refused,
        Added = _added,
        Updated = _updated,
        Unchanged = _unchanged,
        Deleted = Deleted,
        Refused = Refused,
        Tokens = _tokens,
        Elapsed = clock.GetElapsedTime(_start),
        Refusals = [.. _refusals],
        RefusalCounts = new Dictionary<string, long>(_refusalCounts),
    };
}
