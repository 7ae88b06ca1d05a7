using System.Text.Json.Serialization;

namespace SemanticSearch.Indexing;

/// <summary>What a run has counted. It is kept and answered member by member, each under its own name.</summary>
public abstract record RunCounts
{
    /// <summary>Records that were read, the refused ones among them.</summary>
    [JsonRequired]
    public long Read { get; init; }

    /// <summary>Papers that are new.</summary>
    [JsonRequired]
    public long Added { get; init; }

    /// <summary>Papers that were there and said something else.</summary>
    [JsonRequired]
    public long Updated { get; init; }

    /// <summary>Papers that were there as they are.</summary>
    [JsonRequired]
    public long Unchanged { get; init; }

    /// <summary>Papers that are gone.</summary>
    [JsonRequired]
    public long Deleted { get; init; }

    /// <summary>Records that are no papers.</summary>
    [JsonRequired]
    public long Refused { get; init; }
}
