using SemanticSearch.Papers;

namespace SemanticSearch.Storage;

/// <summary>A paper that a leg found, with both scores exact, whichever leg it was.</summary>
/// <param name="Similarity">Cosine to the query vector, in [-1, 1]; 0 where the query has no vector.</param>
/// <param name="Lexical">BM25 score against the query's terms, 0 or more.</param>
public readonly record struct Candidate(PaperId Id, float Similarity, float Lexical);

/// <summary>Whether a total is exact or a lower bound.</summary>
public enum TotalRelation
{
    Exact,
    AtLeast,
}

/// <summary>What a retrieval found.</summary>
public sealed record CandidateSet
{
    /// <summary>How many values of a facet are told.</summary>
    public const int MostFacetValues = 200;

    /// <summary>The union of the best of each leg, without order.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>
    /// How many papers the query defines: those that pass the filter and the floor and, where terms are the only leg, have one of them.
    /// </summary>
    public required long Total { get; init; }

    public TotalRelation TotalRelation { get; init; } = TotalRelation.Exact;

    /// <summary>
    /// The mean cosine of the query to all papers of the store, whatever the filter: what an unrelated paper scores. 0 without a vector.
    /// </summary>
    public required float MeanSimilarity { get; init; }

    /// <summary>No paper outside of the candidates has a greater similarity than this; -1 where every paper is among them.</summary>
    public required float SimilarityBound { get; init; }

    /// <summary>No paper outside of the candidates has a greater BM25 score than this; 0 where every match is among them.</summary>
    public required float LexicalBound { get; init; }

    /// <summary>
    /// For each facet that was asked for, its values with how many of the <see cref="Total"/> papers have each: most first, equal counts in
    /// the order of the values, at most <see cref="MostFacetValues"/>.
    /// </summary>
    public IReadOnlyDictionary<FacetField, IReadOnlyList<FacetCount>> Facets { get; init; } = new Dictionary<FacetField, IReadOnlyList<FacetCount>>();

    /// <summary>
    /// How many of the <see cref="Total"/> papers are of each group that the query gives, groups without any left out.
    /// </summary>
    public IReadOnlyDictionary<int, long> GroupCounts { get; init; } = new Dictionary<int, long>();

    /// <summary>The state of the store that answered; it changes whenever the content does, and only then.</summary>
    public required string IndexVersion { get; init; }
}

/// <summary>Counts of a store at one moment.</summary>
/// <param name="Papers">How many papers are stored.</param>
/// <param name="IndexVersion">See <see cref="CandidateSet.IndexVersion"/>.</param>
public sealed record StoreStatistics(long Papers, string IndexVersion)
{
    /// <summary>What keeps the store from writing or from keeping its index in order, in words; null where all is well. Searches go on.</summary>
    public string? Trouble { get; init; }
}
