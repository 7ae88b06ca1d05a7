namespace SemanticSearch.Indexing;

/// <summary>How to index.</summary>
public sealed record IndexingOptions
{
    /// <summary>How many papers are read, embedded and acknowledged together: small enough that an interruption costs seconds of work.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Whether papers that the input no longer has are removed. It is not done after a refusal, which may hide a paper's id, nor where the input has no paper at all.</summary>
    public bool Prune { get; init; }

    /// <summary>Whether this is a part of a longer run, which keeps the record of all of it.</summary>
    internal bool IsPart { get; init; }
}
