using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Search;

/// <summary>Operators, evidence, unlikes, orders and diversity over the real model and store.</summary>
public class SteeringTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bacteria \"hot water\"", "t:coral-heat")]
    [InlineData("bacteria -coral title:reefs", "")]
    [InlineData("hot gas author:Chen -attention", "t:clusters")]
    [InlineData("what is measured category:astro-ph", "t:clusters t:dust")]
    [InlineData("survive +larvae", "t:coral-larvae")]
    [InlineData("\"galaxy clusters\" OR title:dust", "t:clusters t:dust")]
    public async Task Meaning_and_operators_work_in_one_question(string question, string ids)
    {
        var result = await AskAsync(new SearchRequest { Text = question });
        Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries), result.Hits.Select(hit => hit.Paper.Id.Value).Order());
        Assert.Equal(result.Hits.Count, result.Total);
        Assert.All(result.Hits, hit => Assert.NotNull(hit.Similarity));
    }

    [Fact]
    public async Task Operators_alone_give_the_newest_first()
    {
        var result = await AskAsync(new SearchRequest { Text = "author:\"Wei Chen\" -category:math" });
        Assert.Equal(["t:attention", "t:clusters"], result.Hits.Select(hit => hit.Paper.Id.Value));
        Assert.Equal(CandidateOrder.Date, result.Order);
    }

    [Fact]
    public async Task Evidence_is_the_sentence_that_answers()
    {
        var result = await AskAsync(new SearchRequest { Text = "temperature and metals from the spectrum", Limit = 3, Evidence = true });
        var (paper, evidence) = (result.Hits[0].Paper, result.Hits[0].Evidence!);
        Assert.Equal("t:clusters", paper.Id.Value);
        Assert.Equal("Its spectrum gives temperature and metals.", evidence.Sentence!.Value.Of(paper.Abstract));
        Assert.InRange(evidence.Similarity!.Value, 0.7f, 1);
        Assert.Equal(["spectrum", "temperature", "metals"], evidence.AbstractMatches.Select(range => range.Of(paper.Abstract)));
        Assert.Empty(evidence.TitleMatches);
        Assert.Null((await AskAsync(new SearchRequest { Text = "metals" })).Hits[0].Evidence);
        var again = await AskAsync(new SearchRequest { Text = "temperature and metals from the spectrum", Limit = 3, Evidence = true });
        Assert.Equal(result.Hits.Select(hit => hit.Evidence!.Similarity), again.Hits.Select(hit => hit.Evidence!.Similarity));
    }

    [Fact]
    public async Task By_words_alone_the_sentence_with_most_of_them_is_the_evidence()
    {
        var result = await AskAsync(new SearchRequest { Text = "hot water colonies", Mode = SearchMode.Lexical, Evidence = true });
        var evidence = result.Hits[0].Evidence!;
        Assert.Equal("We follow which colonies survive the hot water.", evidence.Sentence!.Value.Of(result.Hits[0].Paper.Abstract));
        Assert.Null(evidence.Similarity);
    }

    [Fact]
    public async Task What_is_unwanted_goes_down_and_nothing_goes_away()
    {
        var like = new SimilarRequest { LikeIds = [Id("t:coral-heat")], Limit = 50 };
        var unlike = like with { UnlikeTexts = ["Larvae of reef animals settle on the ground."] };
        var (before, after) = (await LikeAsync(like), await LikeAsync(unlike));
        Assert.True(Rank(after, "t:coral-larvae") >= Rank(before, "t:coral-larvae"));
        Assert.True(Similarity(after, "t:coral-larvae") < Similarity(before, "t:coral-larvae"));
        Assert.Equal(before.Total, after.Total);
        var byId = await LikeAsync(like with { UnlikeIds = [Id("T:DUST")] });
        Assert.Equal(before.Total - 1, byId.Total);
        Assert.Equal(["t:dust"], byId.UnlikeIds.Select(id => id.Value));
        Assert.DoesNotContain(byId.Hits, hit => hit.Paper.Id.Value == "t:dust");
    }

    [Fact]
    public async Task A_question_steers_papers_like_another()
    {
        var result = await LikeAsync(new SimilarRequest { LikeIds = [Id("t:dust")], Text = "antibiotics and bacteria -vaccine", Limit = 50 });
        Assert.InRange(Rank(result, "t:soil"), 0, 1);
        Assert.DoesNotContain(result.Hits, hit => hit.Paper.Id.Value == "t:vaccine");
    }

    [Theory]
    [InlineData(CandidateOrder.Date)]
    [InlineData(CandidateOrder.Upvotes)]
    public async Task An_order_of_its_own_keeps_the_answer(CandidateOrder order)
    {
        var byRelevance = await AskAsync(new SearchRequest { Text = "reef", Limit = 50, Mode = SearchMode.Lexical });
        var ordered = await AskAsync(new SearchRequest { Text = "reef", Limit = 50, Mode = SearchMode.Lexical, Order = order });
        Assert.Equal(byRelevance.Hits.Select(hit => hit.Paper.Id).Order(), ordered.Hits.Select(hit => hit.Paper.Id).Order());
        Assert.Equal(byRelevance.Total, ordered.Total);
        if (order == CandidateOrder.Date)
            Assert.Equal(["t:coral-larvae", "t:coral-heat"], ordered.Hits.Select(hit => hit.Paper.Id.Value));
    }

    [Fact]
    public async Task Diversity_keeps_the_first_and_brings_others_before_its_like()
    {
        var plain = await AskAsync(new SearchRequest { Text = "coral reefs", Limit = 50 });
        var diverse = await AskAsync(new SearchRequest { Text = "coral reefs", Limit = 50, Diversity = 0.9f });
        Assert.Equal(plain.Hits[0].Paper.Id, diverse.Hits[0].Paper.Id);
        Assert.Equal(["t:coral-heat", "t:coral-larvae"], plain.Hits.Take(2).Select(hit => hit.Paper.Id.Value).Order());
        Assert.NotEqual(plain.Hits[1].Paper.Id, diverse.Hits[1].Paper.Id);
        Assert.Equal(plain.Hits.Select(hit => (hit.Paper.Id, hit.Score)).Order(), diverse.Hits.Select(hit => (hit.Paper.Id, hit.Score)).Order());
        var second = await AskAsync(new SearchRequest { Text = "coral reefs", Offset = 1, Limit = 3, Diversity = 0.9f });
        Assert.Equal(diverse.Hits.Skip(1).Take(3).Select(hit => hit.Paper.Id), second.Hits.Select(hit => hit.Paper.Id));
    }

    private static PaperId Id(string id) => PaperId.Parse(id);

    private static int Rank(SearchResult result, string id) => result.Hits.ToList().FindIndex(hit => hit.Paper.Id.Value == id);

    private static float Similarity(SearchResult result, string id) => result.Hits.Single(hit => hit.Paper.Id.Value == id).Similarity!.Value;

    private Task<SearchResult> AskAsync(SearchRequest request) => fixture.Engine.SearchAsync(request, Token);

    private Task<SearchResult> LikeAsync(SimilarRequest request) => fixture.Engine.SimilarAsync(request, Token);
}
