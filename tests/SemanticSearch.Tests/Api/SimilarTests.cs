namespace SemanticSearch.Tests.Api;

[Collection(SharedApi.Name)]
public class SimilarTests(ApiFixture api)
{
    [Theory]
    [InlineData("sample:genetics-14", "sample:genetics-15")]
    [InlineData("sample:genetics-15", "sample:genetics-14")]
    [InlineData("sample:economics-14", "sample:economics-15")]
    [InlineData("sample:mathematics-14", "sample:mathematics-15")]
    public async Task A_paper_leads_to_its_twin_and_not_to_itself(string id, string twin)
    {
        var answer = await api.GetAsync($"/v1/papers/{id}/similar?limit=100&min_similarity=-1");
        var ids = ApiFixture.Ids(answer);
        Assert.Equal(twin, ids[0]);
        Assert.DoesNotContain(id, ids);
        Assert.Equal(api.Sample.Count - 1, ApiFixture.Total(answer));
        Assert.Equal($$"""[{"id":"{{id}}"}]""", answer["meta"]!["query"]!["like"]!.ToJsonString());
    }

    [Fact]
    public async Task Similar_papers_pass_the_same_filters()
    {
        var answer = await api.GetAsync("/v1/papers/sample:genetics-14/similar?category=medicine&from=2022&limit=100&min_similarity=-1");
        var expected = api.Sample.Where(paper => paper.Date!.Value.Year >= 2022 && paper.Categories.Any(category => category.StartsWith("medicine", StringComparison.Ordinal)));
        Assert.Equal(expected.Select(paper => paper.Id.Value).Order(), ApiFixture.Ids(answer).Order());
    }

    [Fact]
    public async Task A_text_finds_papers_like_it()
    {
        var answer = await api.PostAsync("/v1/similar", new { like = new[] { new { text = "We measured how much carbon seagrass stores on the sea floor near harbours." } }, limit = 3, min_similarity = -1 });
        Assert.Equal("sample:oceanography-15", ApiFixture.Ids(answer)[0]);
        Assert.Equal(api.Sample.Count, ApiFixture.Total(answer));
    }

    [Fact]
    public async Task Several_examples_are_taken_together_and_left_out()
    {
        var answer = await api.PostAsync("/v1/similar", new { like = new object[] { new { id = "SAMPLE:Psychology-03" }, new { id = "sample:neuroscience-02" }, new { text = "memory and sleep" } }, limit = 100, min_similarity = -1 });
        var ids = ApiFixture.Ids(answer);
        Assert.DoesNotContain("sample:psychology-03", ids);
        Assert.DoesNotContain("sample:neuroscience-02", ids);
        Assert.Contains("sample:neuroscience-01", ids.Take(5));
        Assert.Equal(api.Sample.Count - 2, ApiFixture.Total(answer));
    }

    [Fact]
    public async Task One_example_is_the_same_by_address_and_by_body()
    {
        var get = await api.GetAsync("/v1/papers/sample:geology-06/similar?limit=5");
        var post = await api.PostAsync("/v1/similar", new { like = new[] { new { id = "sample:geology-06" } }, limit = 5 });
        Assert.Equal(get["results"]!.ToJsonString(), post["results"]!.ToJsonString());
    }
}
