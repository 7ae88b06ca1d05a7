using SemanticSearch.Papers;

namespace SemanticSearch.Indexing;

/// <summary>What a run has done; every number counts what the store has acknowledged.</summary>
public sealed record IndexingReport : RunCounts
{
    /// <summary>Tokens that went through the model.</summary>
    public long Tokens { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>The first refusals, at most <see cref="MaxRefusals"/>.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>How many refusals each code has.</summary>
    public IReadOnlyDictionary<string, long> RefusalCounts { get; init; } = new Dictionary<string, long>();

    /// <summary>How many refusals a report lists; a broken file of a million lines must not fill the memory.</summary>
    public const int MaxRefusals = 1000;

    /// <summary>The counts of this and another part of a run.</summary>
    internal IndexingReport Plus(IndexingReport other) => this with
    {
        Read = Read + other.Read,
        Added = Added + other.Added,
        Updated = Updated + other.Updated,
        Unchanged = Unchanged + other.Unchanged,
        Deleted = Deleted + other.Deleted,
        Refused = Refused + other.Refused,
        RefusalCounts = RefusalCounts.Concat(other.RefusalCounts).GroupBy(count => count.Key).ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.Value)),
    };
}

/// <summary>Where a run stands.</summary>
/// <param name="Report">What is done so far.</param>
/// <param name="Fraction">The part of the input that was read, 0 to 1, or null where its end is not known.</param>
public readonly record struct IndexingProgress(IndexingReport Report, double? Fraction);

/// <summary>A run was interrupted; what its report counts is stored, and a second run goes on from there.</summary>
public sealed class IndexingInterruptedException(IndexingReport report, CancellationToken token)
    : OperationCanceledException("Indexing was interrupted; what was acknowledged is stored.", token)
{
    public IndexingReport Report { get; } = report;
}
