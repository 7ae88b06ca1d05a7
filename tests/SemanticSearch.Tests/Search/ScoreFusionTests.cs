using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Search;

/// <summary>Two scores made one, against sums done by hand.</summary>
public class ScoreFusionTests
{
    /// <summary>Semantic range .9 - .5 = .4, so a: 1, b: .5, c: 0, d: -.5. Lexical best 4, so a: 0, b: 1, c: .5, d: .25.</summary>
    private static readonly CandidateSet Four = Set([("t:a", 0.9f, 0), ("t:b", 0.7f, 4), ("t:c", 0.5f, 2), ("t:d", 0.3f, 1)], mean: 0.5f);

    [Fact]
    public void A_score_is_the_weighted_sum_of_both_normalised_scores()
    {
        // a: .7 x 1 = .7; b: .7 x .5 + .3 x 1 = .65; c: .3 x .5 = .15; d: .7 x -.5 + .3 x .25 = -.275.
        AssertRanking([("t:a", 0.7), ("t:b", 0.65), ("t:c", 0.15), ("t:d", -0.275)], new ScoreFusion(Four, 0.7f));
    }

    [Fact]
    public void Another_weight_gives_another_order()
    {
        // a: .25; b: .25 x .5 + .75 = .875; c: .75 x .5 = .375; d: .25 x -.5 + .75 x .25 = .0625.
        AssertRanking([("t:b", 0.875), ("t:c", 0.375), ("t:a", 0.25), ("t:d", 0.0625)], new ScoreFusion(Four, 0.25f));
    }

    [Fact]
    public void Meaning_alone_ranks_every_candidate_from_the_mean_to_the_best() =>
        AssertRanking([("t:a", 1), ("t:b", 0.5), ("t:c", 0), ("t:d", -0.5)], new ScoreFusion(Four, 1));

    [Fact]
    public void Words_alone_rank_only_what_has_one_of_them() =>
        AssertRanking([("t:b", 1), ("t:c", 0.5), ("t:d", 0.25)], new ScoreFusion(Four, 0));

    [Fact]
    public void Equal_scores_are_in_the_order_of_their_ids()
    {
        var set = Set([("t:C", 0.8f, 1), ("t:b", 0.8f, 1), ("t:a", 0.6f, 1), ("t:d", 0.8f, 1)], mean: 0.4f);
        AssertRanking([("t:b", 1), ("t:C", 1), ("t:d", 1), ("t:a", 0.65)], new ScoreFusion(set, 0.7f));
    }

    [Fact]
    public void Where_no_paper_has_a_word_meaning_decides() =>
        AssertRanking([("t:b", 0.7), ("t:a", 0.35)], new ScoreFusion(Set([("t:a", 0.6f, 0), ("t:b", 0.8f, 0)], mean: 0.4f), 0.7f));

    [Fact]
    public void Papers_that_are_all_less_close_than_an_unrelated_one_are_still_ranked_by_closeness()
    {
        var ranked = new ScoreFusion(Set([("t:a", 0.35f, 0), ("t:b", 0.45f, 0), ("t:c", 0.4f, 0)], mean: 0.5f), 1).Rank();
        Assert.Equal(["t:b", "t:c", "t:a"], ranked.Select(entry => entry.Candidate.Id.Value));
        Assert.All(ranked, entry => Assert.True(entry.Score <= 0));
    }

    [Fact]
    public void Where_nothing_is_close_a_hair_of_closeness_does_not_outweigh_words()
    {
        // The one candidate above the mean is above it by a thousandth; the one with all the words is a twentieth below.
        var set = Set([("t:hair", 0.501f, 0), ("t:words", 0.45f, 5)], mean: 0.5f);
        Assert.Equal("t:words", new ScoreFusion(set, 0.5f).Rank()[0].Candidate.Id.Value);
    }

    [Fact]
    public void Nothing_found_ranks_nothing()
    {
        var fusion = new ScoreFusion(Set([], mean: 0), 0.7f);
        Assert.Empty(fusion.Rank());
        Assert.True(fusion.IsSettled([], 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3f)]
    [InlineData(0.7f)]
    [InlineData(1)]
    public void The_parts_of_an_explanation_add_up_to_the_score(float weight)
    {
        var fusion = new ScoreFusion(Four, weight);
        foreach (var (candidate, score) in fusion.Rank())
        {
            var (semantic, lexical) = fusion.Explain(candidate);
            Assert.Equal(weight > 0, semantic is not null);
            Assert.Equal(weight < 1, lexical is not null);
            Assert.Equal(score, Part(semantic) + Part(lexical), 1e-6);
            Assert.Equal(1, (semantic?.Weight ?? 0) + (lexical?.Weight ?? 0), 1e-6);
        }
    }

    [Fact]
    public void An_explanation_shows_each_legs_own_score_and_rank()
    {
        var fusion = new ScoreFusion(Four, 0.7f);
        var (semantic, lexical) = fusion.Explain(Four.Candidates[1]);
        Assert.Equal((0.7f, 0.5, 2), (semantic!.Score, Math.Round(semantic.Normalized, 6), semantic.Rank));
        Assert.Equal((4f, 1f, 1), (lexical!.Score, lexical.Normalized, lexical.Rank));
        Assert.Null(fusion.Explain(Four.Candidates[0]).Lexical!.Rank);
        Assert.Equal([1, 2, 3, 4], Four.Candidates.Select(candidate => fusion.Explain(candidate).Semantic!.Rank));
    }

    [Fact]
    public void Equal_scores_of_a_leg_have_different_ranks_in_the_order_of_their_ids()
    {
        var set = Set([("t:b", 0.8f, 1), ("t:a", 0.8f, 1)], mean: 0.4f);
        var fusion = new ScoreFusion(set, 0.7f);
        Assert.Equal([2, 1], set.Candidates.Select(candidate => fusion.Explain(candidate).Semantic!.Rank));
        Assert.Equal([2, 1], set.Candidates.Select(candidate => fusion.Explain(candidate).Lexical!.Rank));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void A_page_is_settled_when_its_last_score_beats_the_best_that_can_be_outside(int count, bool settled)
    {
        // The best outside: similarity .5 and lexical 2, that is .15, what the third has: one outside may come before it by its id.
        var fusion = new ScoreFusion(Four with { SimilarityBound = 0.5f, LexicalBound = 2 }, 0.7f);
        Assert.Equal(settled, fusion.IsSettled(fusion.Rank(), count));
    }

    [Theory]
    [InlineData(0.7f, -1f, 3f, true)]
    [InlineData(1f, -1f, 3f, true)]
    [InlineData(0.7f, 0.3f, 0f, false)]
    [InlineData(1f, 0.3f, 0f, false)]
    [InlineData(0f, 0.3f, 0f, true)]
    [InlineData(0f, -1f, 1f, false)]
    public void Any_page_is_settled_once_the_leg_that_reaches_every_paper_has_ended(float weight, float similarityBound, float lexicalBound, bool settled)
    {
        var fusion = new ScoreFusion(Four with { SimilarityBound = similarityBound, LexicalBound = lexicalBound }, weight);
        Assert.Equal(settled, fusion.IsSettled(fusion.Rank(), 1000));
    }

    [Fact]
    public void Candidates_without_a_difference_settle_nothing()
    {
        var set = Set([("t:a", 0.5f, 0), ("t:b", 0.5f, 0)], mean: 0.5f) with { SimilarityBound = 0.5f };
        var fusion = new ScoreFusion(set, 1);
        Assert.False(fusion.IsSettled(fusion.Rank(), 1));
    }

    private static double Part(LegScore? leg) => leg is null ? 0 : leg.Weight * leg.Normalized;

    private static void AssertRanking((string Id, double Score)[] expected, ScoreFusion fusion)
    {
        var ranked = fusion.Rank();
        Assert.Equal(expected.Select(entry => entry.Id), ranked.Select(entry => entry.Candidate.Id.Value));
        Assert.All(expected.Zip(ranked), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-6));
    }

    /// <summary>Every paper of a small store, as the legs give it.</summary>
    private static CandidateSet Set((string Id, float Similarity, float Lexical)[] candidates, float mean) => new()
    {
        Candidates = [.. candidates.Select(candidate => new Candidate(PaperId.Parse(candidate.Id), candidate.Similarity, candidate.Lexical))],
        Total = candidates.Length,
        MeanSimilarity = mean,
        SimilarityBound = -1,
        LexicalBound = 0,
        IndexVersion = "test",
    };
}
