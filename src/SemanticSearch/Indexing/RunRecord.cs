using System.Text.Json.Serialization;

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

/// <summary>What ran.</summary>
public enum RunKind
{
    /// <summary>The indexer, or the service with the sample: an input as a whole.</summary>
    Index,

    /// <summary>One call that imported papers into the service.</summary>
    Import,
}

/// <summary>What the last run of a data folder did, or does, whichever program runs it.</summary>
public sealed record RunRecord : RunCounts
{
    [JsonConstructor]
    public RunRecord()
    {
    }

    /// <param name="counts">What was counted so far.</param>
    internal RunRecord(RunCounts counts)
        : base(counts)
    {
    }

    /// <summary>What ran; records from before this was kept do not tell, and most of them are of the indexer.</summary>
    public RunKind Kind { get; init; }

    public required RunState State { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the record was last written: at the end, or some second ago.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The part of the input that was read, 0 to 1; null where its end is not known.</summary>
    public double? Fraction { get; init; }

    /// <summary>How many refusals each code has.</summary>
    public IReadOnlyDictionary<string, long> RefusalCounts { get; init; } = new Dictionary<string, long>();
}
