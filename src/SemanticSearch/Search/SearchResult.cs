using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>A paper of an answer.</summary>
/// <param name="Paper">The record.</param>
/// <param name="Score">
/// What the ranking sorts by: 1 is the best that both legs found, 0 what an unrelated paper has; even the best has less where nothing is close
/// (see <see cref="ScoreFusion.LeastRange"/>).
/// </param>
/// <param name="Similarity">The cosine to the query, in [-1, 1]; null in lexical mode.</param>
/// <param name="Explanation">The arithmetic behind the score.</param>
public sealed record SearchHit(Paper Paper, float Score, float? Similarity, ScoreExplanation Explanation)
{
    /// <summary>How many of a hundred pairs of papers of this corpus are less similar; null in lexical mode and where there are too few papers.</summary>
    public double? Percentile { get; init; }

    /// <summary>Whether the similarity lies below the floor that the corpus suggests: such papers are shown on request alone.</summary>
    public bool IsBelowFloor { get; init; }

    /// <summary>
    /// The other records of the same paper that the store has, where these are folded: best first as far as the ranking was looked through, and
    /// the rest in the order of their ids.
    /// </summary>
    public IReadOnlyList<PaperId> Versions { get; init; } = [];

    /// <summary>The sentence that answers best; null where it was not asked for, or the paper has no abstract.</summary>
    public Evidence? Evidence { get; init; }
}

/// <summary>The least similarity that counts as close in a corpus.</summary>
/// <param name="Similarity">A cosine.</param>
/// <param name="Percentile">How many of a hundred pairs of papers are less similar.</param>
public readonly record struct ResultFloor(float Similarity, double Percentile);

/// <summary>The parts of a score: <c>Semantic.Weight x Semantic.Normalized + Lexical.Weight x Lexical.Normalized</c>.</summary>
public sealed record ScoreExplanation(LegScore? Semantic, LegScore? Lexical);

/// <summary>What one leg says of a paper.</summary>
/// <param name="Score">The leg's own score: a cosine, or BM25.</param>
/// <param name="Normalized">The score as a share of the leg's best, from what an unrelated paper has.</param>
/// <param name="Weight">The leg's weight in the sum, 0 to 1.</param>
/// <param name="Rank">The paper's place among the candidates of the leg, 1-based; null for a paper without any of the words.</param>
public sealed record LegScore(float Score, float Normalized, float Weight, int? Rank);

/// <summary>How much of the query the model read.</summary>
/// <param name="Tokens">Tokens that were embedded, with the two special ones.</param>
/// <param name="Truncated">Whether the text was longer than the model's limit, and its end was left out.</param>
public readonly record struct QueryLength(int Tokens, bool Truncated);

/// <summary>Where the time of one answer went.</summary>
/// <param name="Embedding">To encode the query.</param>
/// <param name="Retrieval">To find and rank the papers.</param>
/// <param name="Fetching">To read the papers that are shown.</param>
/// <param name="Evidence">To find their sentences.</param>
public readonly record struct SearchTimings(TimeSpan Embedding, TimeSpan Retrieval, TimeSpan Fetching, TimeSpan Evidence)
{
    public TimeSpan Total => Embedding + Retrieval + Fetching + Evidence;
}

/// <summary>An answer.</summary>
public sealed record SearchResult
{
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>The best papers of the ranking, best first, as many as <see cref="RankingRequest.Best"/> asked for.</summary>
    public IReadOnlyList<StoredPaper> Best { get; init; } = [];

    /// <summary>See <see cref="CandidateSet.Total"/>.</summary>
    public required long Total { get; init; }

    public required TotalRelation TotalRelation { get; init; }

    /// <summary>What the corpus suggests as the least similarity; null in lexical mode, and where there are too few papers to tell.</summary>
    public ResultFloor? Floor { get; init; }

    /// <summary>The least similarity of the answer: what was asked for, or the floor; null where other conditions decide.</summary>
    public float? MinSimilarity { get; init; }

    /// <summary>The question as it was read; null where there was none.</summary>
    public QueryText? Query { get; init; }

    /// <summary>The order of the hits.</summary>
    public CandidateOrder Order { get; init; }

    /// <summary>See <see cref="CandidateSet.Facets"/>.</summary>
    public IReadOnlyDictionary<FacetField, IReadOnlyList<FacetCount>> Facets { get; init; } = new Dictionary<FacetField, IReadOnlyList<FacetCount>>();

    /// <summary>See <see cref="CandidateSet.GroupCounts"/>.</summary>
    public IReadOnlyDictionary<int, long> GroupCounts { get; init; } = new Dictionary<int, long>();

    /// <summary>See <see cref="CandidateSet.IndexVersion"/>.</summary>
    public required string IndexVersion { get; init; }

    /// <summary>The state of the groups by which records were folded (see <see cref="Versions.VersionBook.Stamp"/>); null where none were.</summary>
    public string? VersionsStamp { get; init; }

    /// <summary>Whether nothing comes after these hits; where nothing is folded, <see cref="Total"/> alone tells.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The examples of a request for similar papers, each in the spelling that its paper is stored under.</summary>
    public IReadOnlyList<PaperId> LikeIds { get; init; } = [];

    /// <summary>The papers that the answer should be unlike, each in the spelling that it is stored under.</summary>
    public IReadOnlyList<PaperId> UnlikeIds { get; init; } = [];

    /// <summary>Null where nothing was embedded.</summary>
    public QueryLength? QueryLength { get; init; }

    public SearchTimings Timings { get; init; }
}
