namespace SemanticSearch.Papers;

/// <summary>One record of the corpus, cleaned: valid UTF-16, single spaces, no control characters.</summary>
public sealed record Paper
{
    public required PaperId Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The abstract, or an empty string where the source has none.</summary>
    public string Abstract { get; init; } = "";

    /// <summary>Names as they are written, in order.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Category codes, the primary one first, such as <c>cs.LG</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>When the paper first appeared.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>When it was last revised, where that is known.</summary>
    public DateOnly? Updated { get; init; }

    public string? Doi { get; init; }

    public string? Journal { get; init; }

    /// <summary>Where the record came from, such as <c>arXiv</c> or <c>sample</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Votes by readers, zero or more, where the source counts them.</summary>
    public int? Upvotes { get; init; }
}
