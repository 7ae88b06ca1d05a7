using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// Makes the scores of both legs one: a weighted sum of scores normalised between a theoretical floor and the best of the answer
/// (Bruch, Gai and Ingber, An Analysis of Fusion Functions for Hybrid Retrieval, TOIS 2023).
/// </summary>
/// <remarks>
/// The semantic floor is the mean cosine of the query to the whole corpus, the lexical one is 0. Both ends are the same for every paper
/// of one query, so a paper's score does not depend on how many candidates were fetched. Where the best is hardly closer than an
/// unrelated paper, or farther, as behind a narrow filter, <see cref="LeastRange"/> takes the place of their distance: chance differences
/// are not stretched until they outweigh every word, and the order by similarity stays.
/// </remarks>
public sealed class ScoreFusion
{
    /// <summary>Every judged set of docs/QUALITY.md gains from words at this weight; the page has the weights beside it.</summary>
    public const float DefaultSemanticWeight = 0.7f;

    /// <summary>How far, in cosine, the best is taken to stand above the semantic floor at least.</summary>
    public const float LeastRange = 0.1f;

    private readonly CandidateSet _set;
    private readonly float _bestSimilarity;
    private readonly float _bestLexical;
    private readonly float _semanticWeight;

    /// <param name="set">What the legs found.</param>
    /// <param name="semanticWeight">The weight of meaning, 0 (words alone) to 1 (meaning alone).</param>
    public ScoreFusion(CandidateSet set, float semanticWeight)
    {
        _set = set;
        _semanticWeight = semanticWeight;
        _bestSimilarity = set.Candidates.Count == 0 ? 0 : set.Candidates.Max(candidate => candidate.Similarity);
        _bestLexical = set.Candidates.Count == 0 ? 0 : set.Candidates.Max(candidate => candidate.Lexical);
    }

    /// <summary>The candidates with their scores, best first; equal scores in the order of their ids.</summary>
    internal List<RankedCandidate> Rank()
    {
        var ranked = InOrder();
        ranked.RemoveAll(entry => _semanticWeight == 0 && entry.Candidate.Lexical == 0);
        ranked.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Candidate.Id.CompareTo(b.Candidate.Id));
        return ranked;
    }

    /// <summary>The candidates with their scores, in the order in which the store gave them.</summary>
    internal List<RankedCandidate> InOrder() => [.. _set.Candidates.Select(candidate => new RankedCandidate(candidate, Score(candidate.Similarity, candidate.Lexical)))];

    /// <summary>
    /// Whether no paper outside of the candidates can belong to the first <paramref name="count"/> of the ranking: the stopping rule of
    /// the threshold algorithm (Fagin, Lotem and Naor, Optimal Aggregation Algorithms for Middleware, 2003).
    /// </summary>
    internal bool IsSettled(List<RankedCandidate> ranked, int count)
    {
        if (HoldsEveryPaper)
            return true;
        return ranked.Count >= count && ranked[count - 1].Score > Score(_set.SimilarityBound, _set.LexicalBound);
    }

    /// <summary>The arithmetic of one candidate's score.</summary>
    public ScoreExplanation Explain(Candidate candidate) => new(
        _semanticWeight == 0 ? null : new LegScore(candidate.Similarity, Semantic(candidate.Similarity), _semanticWeight, SemanticRank(candidate)),
        _semanticWeight == 1 ? null : new LegScore(candidate.Lexical, Lexical(candidate.Lexical), 1 - _semanticWeight, LexicalRank(candidate)));

    private bool HoldsEveryPaper =>
        (_semanticWeight == 0 || _set.SimilarityBound <= -1) && (_semanticWeight > 0 || _set.LexicalBound <= 0);

    private float Score(float similarity, float lexical) =>
        _semanticWeight * Semantic(similarity) + (1 - _semanticWeight) * Lexical(lexical);

    private float Semantic(float similarity) =>
        (similarity - _set.MeanSimilarity) / Math.Max(LeastRange, _bestSimilarity - _set.MeanSimilarity);

    private float Lexical(float score) => _bestLexical > 0 ? score / _bestLexical : 0;

    private int SemanticRank(Candidate candidate) =>
        1 + _set.Candidates.Count(other => other.Similarity > candidate.Similarity || (other.Similarity == candidate.Similarity && other.Id < candidate.Id));

    private int? LexicalRank(Candidate candidate) => candidate.Lexical == 0
        ? null
        : 1 + _set.Candidates.Count(other => other.Lexical > candidate.Lexical || (other.Lexical == candidate.Lexical && other.Id < candidate.Id));
}
