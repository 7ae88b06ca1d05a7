namespace SemanticSearch.Indexing;

/// <summary>How far a run came.</summary>
public enum RunState
{
    /// <summary>It goes on, as far as it has told.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It was interrupted or failed; what it counts is stored.</summary>
    BrokenOff,
}

/// <summary>What the last run of a data folder did, or does, whichever program runs it.</summary>
public sealed record RunRecord
{
    public required RunState State { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the record was last written: at the end, or some second ago.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The part of the input that was read, 0 to 1; null where its end is not known.</summary>
    public double? Fraction { get; init; }

    /// <summary>Records that were read, the refused ones among them.</summary>
    public long Read { get; init; }

    public long Added { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    public long Deleted { get; init; }

    public long Refused { get; init; }

    /// <summary>How many refusals each code has.</summary>
    public IReadOnlyDictionary<string, long> RefusalCounts { get; init; } = new Dictionary<string, long>();
}
