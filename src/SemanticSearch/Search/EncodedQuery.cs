using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;
using SemanticSearch.Versions;

namespace SemanticSearch.Search;

/// <summary>A request as the legs take it; a leg that is not wanted, or has nothing to ask, is empty.</summary>
internal sealed record EncodedQuery
{
    public ReadOnlyMemory<float> Vector { get; init; }

    public SparseVector Terms { get; init; } = SparseVector.Empty;

    /// <summary>The same vector without what the answers should be unlike: it says how many papers count as close. Empty where there is no such thing.</summary>
    public ReadOnlyMemory<float> Liked { get; init; }

    /// <summary>The question as it was read; null where there is none.</summary>
    public QueryText? Text { get; init; }

    /// <summary>The examples that are papers.</summary>
    public IReadOnlyList<PaperId> LikeIds { get; init; } = [];

    /// <summary>The papers that the answers should be unlike.</summary>
    public IReadOnlyList<PaperId> UnlikeIds { get; init; } = [];

    /// <summary>All papers that are given; none of them is in its own answer.</summary>
    public IEnumerable<PaperId> Examples => LikeIds.Concat(UnlikeIds);

    /// <summary>Whether it is a question alone, without examples.</summary>
    public required bool IsQuestion { get; init; }

    public QueryLength? Length { get; init; }

    public bool HasWanted => Text?.HasWanted == true;

    // A leg that is alone has the whole weight, so that the best paper scores 1 whatever the mode.
    public float SemanticWeight(RankingRequest request) =>
        Vector.IsEmpty ? 0 : Terms.Count == 0 ? 1 : request.SemanticWeight;

    /// <summary>The order of the answer: where nothing is left to rank by, the newest come first.</summary>
    public CandidateOrder OrderOf(RankingRequest request) =>
        request.Order == CandidateOrder.Relevance && Vector.IsEmpty && Terms.Count == 0 ? CandidateOrder.Date : request.Order;

    /// <summary>What the corpus suggests as the least similarity to this query.</summary>
    public ResultFloor? FloorIn(CorpusBackground background)
    {
        if (Vector.IsEmpty || (IsQuestion ? background.QuestionFloor : background.ExampleFloor) is not { } floor)
            return null;
        return Liked.IsEmpty ? floor : background.FloorLike(Liked.Span, floor.Similarity, Vector.Span);
    }

    /// <param name="request">What was asked.</param>
    /// <param name="floor">What the corpus suggests.</param>
    /// <param name="depth">See <see cref="RetrievalQuery.Depth"/>.</param>
    /// <param name="versions">Of which papers other records than the examples are left out too.</param>
    public RetrievalQuery ToRetrieval(RankingRequest request, ResultFloor? floor, int depth, VersionBook versions) => new()
    {
        Vector = Vector,
        Terms = Terms,
        Filter = request.Filter,
        Clauses = Text?.Clauses ?? [],
        MinSimilarity = MinSimilarity(request, floor),
        Exclude = [.. Examples.Concat(Examples.SelectMany(versions.OthersOf)).Distinct()],
        Groups = request.Groups,
        OnlyGroups = request.OnlyGroups,
        Facets = request.Facets,
        Order = OrderOf(request),
        Depth = depth,
    };

    // Where operators name what is wanted, they define the answer.
    public float? MinSimilarity(RankingRequest request, ResultFloor? floor) =>
        Vector.IsEmpty ? null : request.MinSimilarity ?? (HasWanted ? null : floor?.Similarity);
}
