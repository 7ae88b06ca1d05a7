using SemanticSearch.Papers;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage;

/// <summary>In which order the candidates of a retrieval come.</summary>
public enum CandidateOrder
{
    /// <summary>The best of each leg, for whoever ranks them.</summary>
    Relevance,

    /// <summary>By date, the newest first; papers without a date come last.</summary>
    Date,

    /// <summary>By votes, the most first; papers whose source counts none come last.</summary>
    Upvotes,
}

/// <summary>What to retrieve. At least one leg is given: a vector, terms, or both; an order of its own needs none.</summary>
public sealed record RetrievalQuery
{
    /// <summary>The unit-length query vector; empty for no semantic leg.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The query's terms with their weights; empty for no lexical leg.</summary>
    public SparseVector Terms { get; init; } = SparseVector.Empty;

    /// <summary>Which papers may be answered.</summary>
    public PaperFilter Filter { get; init; } = PaperFilter.All;

    /// <summary>What else an answered paper must fulfil: every one of these.</summary>
    public IReadOnlyList<PaperClause> Clauses { get; init; } = [];

    /// <summary>The least cosine, in [-1, 1], that counts as an answer; null for no such floor. Needs a vector.</summary>
    public float? MinSimilarity { get; init; }

    /// <summary>Papers that are never answered nor counted, such as the example of a query by example.</summary>
    public IReadOnlyList<PaperId> Exclude { get; init; } = [];

    /// <summary>The groups that the answer's papers are to be counted by; null where they are not.</summary>
    public PaperGroups? Groups { get; init; }

    /// <summary>Only papers of these groups are answered; empty for no such condition. Needs <see cref="Groups"/>.</summary>
    public IReadOnlyCollection<int> OnlyGroups { get; init; } = [];

    /// <summary>Which properties of the answer's papers to count.</summary>
    public IReadOnlyList<FacetField> Facets { get; init; } = [];

    /// <summary>
    /// Which papers of the answer are the candidates, and in which order they come. Papers that are equal in it come in the order of their ids.
    /// </summary>
    public CandidateOrder Order { get; init; }

    /// <summary>How many of the best papers each leg contributes, or how many papers in the order that is asked for; at least 1.</summary>
    public required int Depth { get; init; }

    /// <exception cref="ArgumentException">No leg, a depth below 1, a floor without a vector, or a condition on groups without any.</exception>
    public void Validate(int dimensions)
    {
        if (Vector.IsEmpty && Terms.Count == 0 && Order == CandidateOrder.Relevance)
            throw new ArgumentException("A retrieval needs a vector, terms, or both.");
        if (!Vector.IsEmpty && Vector.Length != dimensions)
            throw new ArgumentException($"The store holds vectors of {dimensions} dimensions; the query has {Vector.Length}.");
        if (Depth < 1)
            throw new ArgumentException($"The depth of a retrieval is at least 1; found {Depth}.");
        if (MinSimilarity is not null && Vector.IsEmpty)
            throw new ArgumentException("A similarity floor needs a query vector.");
        if (Clauses.Any(clause => clause.Traits.Count == 0 || clause.Traits.Any(trait => trait.IsVoid)))
            throw new ArgumentException("A clause has at least one trait, each of which can be told of a paper.");
        if (OnlyGroups.Count > 0 && Groups is null)
            throw new ArgumentException("A condition on groups needs the groups.");
    }
}
