using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Storage;

/// <summary>Holds what a store gives against what it must give.</summary>
internal static class Agreement
{
    /// <summary>How far a score may be from the exact one: float32 sums.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>Holds an answer against the oracle: who is in it, both scores of each, total, mean, bounds and facets.</summary>
    public static void AssertAnswer(RetrievalOracle oracle, RetrievalQuery query, CandidateSet set, double tolerance = Tolerance)
    {
        var answer = oracle.Answer(query);
        Assert.Equal(answer.Count, set.Total);
        Assert.Equal(set.Candidates.Count, set.Candidates.Select(candidate => candidate.Id).Distinct().Count());
        var stored = answer.ToDictionary(paper => paper.Paper.Id);
        Assert.All(set.Candidates, candidate =>
        {
            Assert.Equal(RetrievalOracle.Similarity(stored[candidate.Id], query.Vector), candidate.Similarity, tolerance);
            Assert.Equal(oracle.Lexical(stored[candidate.Id], query.Terms), candidate.Lexical, tolerance * 50);
        });
        if (!query.Vector.IsEmpty)
            Assert.Equal(oracle.MeanSimilarity(query.Vector), set.MeanSimilarity, tolerance);
        AssertFacets(answer, set, query);
        AssertGroups(answer, set, query);
        if (query.Order == CandidateOrder.Relevance)
            AssertLegs(oracle, answer, set, query, tolerance);
        else
            Assert.Equal(oracle.InOrder(query), set.Candidates.Select(candidate => candidate.Id));
    }

    private static void AssertLegs(RetrievalOracle oracle, List<StoredPaper> answer, CandidateSet set, RetrievalQuery query, double tolerance)
    {
        if (!query.Vector.IsEmpty)
            AssertLeg(answer, set, query.Depth, set.SimilarityBound, -1, paper => RetrievalOracle.Similarity(paper, query.Vector), tolerance);
        if (query.Terms.Count > 0)
            AssertLeg([.. answer.Where(paper => oracle.Lexical(paper, query.Terms) > 0)], set, query.Depth, set.LexicalBound, 0,
                paper => oracle.Lexical(paper, query.Terms), tolerance * 50);
    }

    public static void AssertSame(StoredPaper expected, StoredPaper? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Paper.Id.Value, actual.Paper.Id.Value);
        Assert.Equal(expected.Paper.Title, actual.Paper.Title);
        Assert.Equal(expected.Paper.Abstract, actual.Paper.Abstract);
        Assert.Equal(expected.Paper.Authors, actual.Paper.Authors);
        Assert.Equal(expected.Paper.Categories, actual.Paper.Categories);
        Assert.Equal(expected.Paper.Date, actual.Paper.Date);
        Assert.Equal(expected.Terms, actual.Terms);
        Assert.Equal(expected.Fingerprint, actual.Fingerprint);
        Assert.All(expected.Vector.Zip(actual.Vector), pair => Assert.Equal(pair.First, pair.Second, 5e-4));
    }

    private static void AssertGroups(List<StoredPaper> answer, CandidateSet set, RetrievalQuery query) => Assert.Equal(
        answer.Select(paper => query.Groups?.Of(paper.Paper.Id)).OfType<int>().CountBy(group => group).Select(count => (count.Key, (long)count.Value)).Order(),
        set.GroupCounts.Select(count => (count.Key, count.Value)).Order());

    private static void AssertFacets(List<StoredPaper> answer, CandidateSet set, RetrievalQuery query)
    {
        Assert.Equal(query.Facets.Order(), set.Facets.Keys.Order());
        foreach (var (field, counts) in set.Facets)
            Assert.Equal(RetrievalOracle.Counts(answer, field), counts);
    }

    private static void AssertLeg(
        List<StoredPaper> answer, CandidateSet set, int depth, float bound, float exhausted, Func<StoredPaper, double> score, double tolerance)
    {
        var candidates = set.Candidates.Select(candidate => candidate.Id).ToHashSet();
        var ranked = answer.OrderByDescending(score).ToList();
        // Papers that tie with the last one of the leg, as far as float32 can tell, may stand in for one another.
        var last = ranked.Count == 0 ? 0 : score(ranked[Math.Min(depth, ranked.Count) - 1]);
        Assert.All(ranked.Where(paper => score(paper) > last + 2 * tolerance), paper => Assert.Contains(paper.Paper.Id, candidates));
        Assert.All(answer.Where(paper => !candidates.Contains(paper.Paper.Id)), paper => Assert.True(score(paper) <= bound + tolerance));
        if (ranked.Count < depth)
            Assert.Equal(exhausted, bound);
    }
}
