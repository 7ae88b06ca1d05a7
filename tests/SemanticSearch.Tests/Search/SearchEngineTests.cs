using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Tests.Search;

/// <summary>Questions to the real model over a real store.</summary>
public class SearchEngineTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    private static readonly int All = SearchFixture.Papers.Count;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("how do reef animals cope with warming oceans", "t:coral-heat")]
    [InlineData("transformers that read very long texts", "t:attention")]
    [InlineData("does raising the lowest pay cost jobs", "t:wages")]
    [InlineData("detecting tremors with smartphones", "t:quakes")]
    public async Task A_question_finds_the_paper_that_answers_it(string question, string id)
    {
        var result = await AskAsync(new SearchRequest { Text = question });
        Assert.Equal(id, Ids(result)[0]);
        Assert.Equal(All, result.Total);
        Assert.Equal(RankingRequest.DefaultLimit, result.Hits.Count);
    }

    [Fact]
    public async Task A_hit_is_the_whole_paper_with_its_arithmetic()
    {
        var result = await AskAsync(new SearchRequest { Text = "coral reefs", Limit = All });
        Assert.All(result.Hits, hit =>
        {
            Assert.Equivalent(SearchFixture.Papers.Single(paper => paper.Id == hit.Paper.Id), hit.Paper);
            var (semantic, lexical) = hit.Explanation;
            Assert.Equal(hit.Score, semantic!.Weight * semantic.Normalized + lexical!.Weight * lexical.Normalized, 1e-5);
            Assert.Equal(hit.Similarity, semantic.Score);
        });
        Assert.Equal(result.Hits.Select(hit => hit.Score).OrderDescending(), result.Hits.Select(hit => hit.Score));
    }

    [Fact]
    public async Task Dates_are_inclusive_and_leave_out_what_has_none()
    {
        var filter = new PaperFilter { From = new DateOnly(2020, 4, 4), To = new DateOnly(2021, 7, 10) };
        await AssertFoundAsync(["t:attention", "t:coral-larvae", "t:vaccine"], filter);
        await AssertFoundAsync(["t:coral-larvae", "t:vaccine"], filter with { From = new DateOnly(2020, 4, 5) });
        await AssertFoundAsync(["t:attention", "t:vaccine"], filter with { To = new DateOnly(2021, 7, 9) });
    }

    [Fact]
    public async Task A_category_takes_in_those_below_it_and_several_are_alternatives()
    {
        await AssertFoundAsync(["t:clusters", "t:dust"], new PaperFilter { Categories = ["astro-ph"] });
        await AssertFoundAsync(["t:clusters"], new PaperFilter { Categories = ["ASTRO-PH.co"] });
        await AssertFoundAsync(["t:attention", "t:primes"], new PaperFilter { Categories = ["cs.LG", "math"] });
        await AssertFoundAsync([], new PaperFilter { Categories = ["astro"] });
    }

    [Fact]
    public async Task Authors_must_all_have_signed_in_whatever_spelling()
    {
        await AssertFoundAsync(["t:clusters", "t:dust"], new PaperFilter { Authors = ["alvarez"] });
        await AssertFoundAsync(["t:clusters"], new PaperFilter { Authors = ["J. Álvarez", "Chen, Wei"] });
        await AssertFoundAsync(["t:coral-heat"], new PaperFilter { Authors = ["Okafor"], Categories = ["q-bio.PE"], To = new DateOnly(2016, 12, 31) });
        await AssertFoundAsync([], new PaperFilter { Authors = ["nobody"] });
    }

    [Fact]
    public async Task Papers_far_from_the_question_are_still_ranked_by_their_similarity()
    {
        var filter = new PaperFilter { Categories = ["math", "hep-lat", "econ", "physics"] };
        var result = await AskAsync(new SearchRequest { Text = "coral bleaching on reefs in warm seas", Mode = SearchMode.Semantic, Filter = filter });
        Assert.Equal(4, result.Hits.Count);
        Assert.Equal(result.Hits.Select(hit => hit.Similarity).OrderDescending(), result.Hits.Select(hit => hit.Similarity));
        Assert.Equal(4, result.Hits.Select(hit => hit.Score).Distinct().Count());
    }

    [Fact]
    public async Task Words_alone_find_what_has_one_of_them_and_embed_nothing()
    {
        var result = await AskAsync(new SearchRequest { Text = "larvae of galaxies", Mode = SearchMode.Lexical, MinSimilarity = 0.99f });
        Assert.Equal(["t:clusters", "t:coral-larvae", "t:dust"], Ids(result).Order());
        Assert.Equal(3, result.Total);
        Assert.Equal(1, result.Hits[0].Score);
        Assert.Null(result.QueryLength);
        Assert.All(result.Hits, hit => Assert.Null(hit.Similarity));
        Assert.All(result.Hits, hit => Assert.Null(hit.Explanation.Semantic));
    }

    [Fact]
    public async Task Meaning_alone_ranks_every_paper_by_its_similarity()
    {
        var result = await AskAsync(new SearchRequest { Text = "larvae of galaxies", Mode = SearchMode.Semantic, Limit = 100 });
        Assert.Equal(All, result.Hits.Count);
        Assert.Equal(1, result.Hits[0].Score);
        Assert.Equal(result.Hits.Select(hit => hit.Similarity).OrderDescending(), result.Hits.Select(hit => hit.Similarity));
        Assert.All(result.Hits, hit => Assert.Null(hit.Explanation.Lexical));
    }

    [Theory]
    [InlineData(0, SearchMode.Lexical)]
    [InlineData(1, SearchMode.Semantic)]
    public async Task A_weight_at_its_end_is_the_mode_of_the_other_leg(float weight, SearchMode mode)
    {
        var hybrid = await AskAsync(new SearchRequest { Text = "larvae of galaxies", SemanticWeight = weight });
        var alone = await AskAsync(new SearchRequest { Text = "larvae of galaxies", Mode = mode });
        Assert.Equal(alone.Total, hybrid.Total);
        Assert.Equal(alone.Hits.Select(hit => (hit.Paper.Id, hit.Score, hit.Explanation)), hybrid.Hits.Select(hit => (hit.Paper.Id, hit.Score, hit.Explanation)));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat()
    {
        var whole = await AskAsync(new SearchRequest { Text = "stars and genes", Limit = 100 });
        var pages = new List<PaperId>();
        for (var offset = 0; offset < All + 5; offset += 5)
        {
            var page = await AskAsync(new SearchRequest { Text = "stars and genes", Offset = offset, Limit = 5 });
            Assert.Equal(All, page.Total);
            pages.AddRange(page.Hits.Select(hit => hit.Paper.Id));
        }
        Assert.Equal(whole.Hits.Select(hit => hit.Paper.Id), pages);
        Assert.Empty((await AskAsync(new SearchRequest { Text = "stars and genes", Offset = 900, Limit = 100 })).Hits);
    }

    [Fact]
    public async Task A_floor_leaves_out_and_counts_out_what_is_less_close()
    {
        var whole = await AskAsync(new SearchRequest { Text = "coral reefs", Limit = 100 });
        var floor = whole.Hits.Select(hit => hit.Similarity!.Value).OrderDescending().ElementAt(3);
        var result = await AskAsync(new SearchRequest { Text = "coral reefs", Limit = 100, MinSimilarity = floor });
        Assert.Equal(4, result.Total);
        Assert.Equal(4, result.Hits.Count);
        Assert.All(result.Hits, hit => Assert.InRange(hit.Similarity!.Value, floor, 1));
        Assert.Equal(0, (await AskAsync(new SearchRequest { Text = "coral reefs", MinSimilarity = 0.9999f })).Total);
    }

    [Fact]
    public async Task A_question_of_stop_words_has_a_meaning_but_no_words()
    {
        var hybrid = await AskAsync(new SearchRequest { Text = "what is it of the" });
        Assert.Equal(All, hybrid.Total);
        Assert.All(hybrid.Hits, hit => Assert.Equal(1, hit.Explanation.Semantic!.Weight));
        Assert.All(hybrid.Hits, hit => Assert.Null(hit.Explanation.Lexical));
        var lexical = await AskAsync(new SearchRequest { Text = "what is it of the", Mode = SearchMode.Lexical });
        Assert.Equal(0, lexical.Total);
        Assert.Empty(lexical.Hits);
        Assert.Equal(hybrid.IndexVersion, lexical.IndexVersion);
    }

    [Fact]
    public async Task A_question_beyond_the_limit_of_the_model_is_reported_as_cut()
    {
        var result = await AskAsync(new SearchRequest { Text = string.Concat(Enumerable.Repeat("coral ", 600)), Limit = 1 });
        Assert.Equal(new QueryLength(RealModel.Model.MaxTokens, Truncated: true), result.QueryLength);
        Assert.False((await AskAsync(new SearchRequest { Text = "coral", Limit = 1 })).QueryLength!.Value.Truncated);
    }

    [Fact]
    public async Task The_same_question_has_the_same_answer_bit_for_bit()
    {
        var request = new SearchRequest { Text = "hot gas between stars", Limit = 100 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(request)));
        Assert.All(answers, answer => Assert.Equal(answers[0].Hits.Select(Numbers), answer.Hits.Select(Numbers)));
        Assert.Single(answers.Select(answer => answer.IndexVersion).Distinct());
    }

    [Fact]
    public async Task A_cancelled_question_ends_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        foreach (var mode in Enum.GetValues<SearchMode>())
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                fixture.Engine.SearchAsync(new SearchRequest { Text = "coral", Mode = mode }, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            fixture.Engine.SimilarAsync(new SimilarRequest { LikeIds = [PaperId.Parse("t:dust")] }, source.Token));
    }

    private static (PaperId, float, float?) Numbers(SearchHit hit) => (hit.Paper.Id, hit.Score, hit.Similarity);

    private static List<string> Ids(SearchResult result) => [.. result.Hits.Select(hit => hit.Paper.Id.Value)];

    private Task<SearchResult> AskAsync(SearchRequest request) => fixture.Engine.SearchAsync(request, Token);

    private async Task AssertFoundAsync(string[] expected, PaperFilter filter)
    {
        var result = await AskAsync(new SearchRequest { Text = "coral and galaxies", Filter = filter, Limit = 100 });
        Assert.Equal(expected, Ids(result).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Length, result.Total);
    }
}
