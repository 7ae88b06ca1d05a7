using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Tests.Search;

/// <summary>Papers like others, on the real model and a real store.</summary>
public class SimilarPapersTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    private static readonly int All = SearchFixture.Papers.Count;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SearchMode.Hybrid)]
    [InlineData(SearchMode.Semantic)]
    [InlineData(SearchMode.Lexical)]
    public async Task A_paper_is_not_among_its_own_likes_in_any_mode(SearchMode mode)
    {
        var result = await LikeAsync(new SimilarRequest { LikeIds = [PaperId.Parse("T:Coral-Heat")], Mode = mode, Limit = 100 });
        Assert.Equal("t:coral-larvae", result.Hits[0].Paper.Id.Value);
        Assert.DoesNotContain(result.Hits, hit => hit.Paper.Id.Value == "t:coral-heat");
        Assert.Equal(result.Hits.Count, result.Total);
        Assert.Equal(mode == SearchMode.Lexical, result.Total < All - 1);
        Assert.Null(result.QueryLength);
    }

    [Fact]
    public async Task Several_examples_are_all_left_out_and_all_have_a_say()
    {
        var result = await LikeAsync(new SimilarRequest { LikeIds = [PaperId.Parse("t:coral-heat"), PaperId.Parse("t:dust")], Limit = 100 });
        Assert.Equal(All - 2, result.Total);
        Assert.Equal(["t:clusters", "t:coral-larvae"], result.Hits.Take(2).Select(hit => hit.Paper.Id.Value).Order());
    }

    [Fact]
    public async Task A_pasted_abstract_finds_its_paper_first_with_the_similarity_of_one_text()
    {
        var paper = SearchFixture.Papers.Single(paper => paper.Id.Value == "t:soil");
        var text = RealModel.Model.PassageText(paper.Title, paper.Abstract);
        var result = await LikeAsync(new SimilarRequest { LikeTexts = [text], Mode = SearchMode.Semantic });
        Assert.Equal(paper.Id, result.Hits[0].Paper.Id);
        Assert.Equal(1, result.Hits[0].Similarity!.Value, 1e-3);
        Assert.Equal(All, result.Total);
        Assert.False(result.QueryLength!.Value.Truncated);
    }

    [Fact]
    public async Task A_pasted_text_without_a_known_word_is_ranked_by_its_meaning()
    {
        var result = await LikeAsync(new SimilarRequest { LikeTexts = ["Immunisation of pensioners"] });
        Assert.Equal("t:vaccine", result.Hits[0].Paper.Id.Value);
    }

    [Fact]
    public async Task A_text_beyond_the_limit_of_the_model_is_reported_as_cut()
    {
        var result = await LikeAsync(new SimilarRequest { LikeTexts = [string.Concat(Enumerable.Repeat("coral ", 600))], Limit = 1 });
        Assert.Equal(new QueryLength(RealModel.Model.MaxTokens, Truncated: true), result.QueryLength);
    }

    [Fact]
    public async Task A_filter_a_floor_and_a_page_hold_for_likes_as_well()
    {
        var request = new SimilarRequest { LikeIds = [PaperId.Parse("t:coral-heat")], Filter = new PaperFilter { Categories = ["q-bio"] }, Limit = 100 };
        var whole = await LikeAsync(request);
        Assert.Equal(["t:coral-larvae", "t:soil", "t:vaccine"], whole.Hits.Select(hit => hit.Paper.Id.Value).Order());
        var page = await LikeAsync(request with { Offset = 1, Limit = 1 });
        Assert.Equal(whole.Hits[1].Paper.Id, Assert.Single(page.Hits).Paper.Id);
        var floor = whole.Hits.Max(hit => hit.Similarity);
        Assert.Equal(1, (await LikeAsync(request with { MinSimilarity = floor })).Total);
    }

    [Fact]
    public async Task An_example_that_is_not_stored_is_named()
    {
        var request = new SimilarRequest { LikeIds = [PaperId.Parse("t:dust"), PaperId.Parse("t:nowhere")] };
        var missing = await Assert.ThrowsAsync<PaperNotFoundException>(() => LikeAsync(request));
        Assert.Equal(PaperId.Parse("t:nowhere"), missing.Id);
        Assert.Contains("t:nowhere", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_an_example_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => LikeAsync(new SimilarRequest()));

    private Task<SearchResult> LikeAsync(SimilarRequest request) => fixture.Engine.SimilarAsync(request, Token);
}
