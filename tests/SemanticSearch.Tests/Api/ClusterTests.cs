using System.Text.Json.Nodes;

namespace SemanticSearch.Tests.Api;

/// <summary>Answers that are divided into labelled parts.</summary>
[Collection(SharedApi.Name)]
public class ClusterTests(ApiFixture api)
{
    [Fact]
    public async Task The_best_results_are_divided_and_each_is_in_one_part()
    {
        var answer = await api.GetAsync("/v1/search?q=climate+change&min_similarity=-1&limit=5&clusters=6");
        var clusters = answer["clusters"]!.AsArray();
        Assert.InRange(clusters.Count, 2, 6);
        Assert.Equal(clusters.Select(Count).OrderDescending(), clusters.Select(Count));
        Assert.All(clusters, cluster =>
        {
            Assert.Equal(Count(cluster), Ids(cluster!).Count);
            Assert.False(string.IsNullOrWhiteSpace((string?)cluster!["label"]));
            Assert.NotEmpty(cluster["phrases"]!.AsArray());
        });
        Assert.Equal(clusters.Count, clusters.Select(cluster => (string)cluster!["label"]!).Distinct().Count());
        var best = ApiFixture.Ids(await api.GetAsync("/v1/search?q=climate+change&min_similarity=-1&limit=100"));
        var second = ApiFixture.Ids(await api.GetAsync((string)(await api.GetAsync("/v1/search?q=climate+change&min_similarity=-1&limit=100"))["meta"]!["next"]!));
        Assert.Equal(best.Concat(second).Order(), clusters.SelectMany(cluster => Ids(cluster!)).Order());
    }

    [Fact]
    public async Task Parts_change_nothing_else_and_are_the_same_on_every_page()
    {
        var plain = await api.GetAsync("/v1/search?q=vaccines&limit=4");
        var divided = await api.GetAsync("/v1/search?q=vaccines&limit=4&clusters=3");
        Assert.Null(plain["clusters"]);
        Assert.Equal(plain["results"]!.ToJsonString(), divided["results"]!.ToJsonString());
        Assert.Equal((string?)plain["meta"]!["next_cursor"], (string?)divided["meta"]!["next_cursor"]);
        var next = await api.GetAsync((string)divided["meta"]!["next"]!);
        Assert.Equal(divided["clusters"]!.ToJsonString(), next["clusters"]!.ToJsonString());
        var posted = await api.PostAsync("/v1/search", new { q = "vaccines", limit = 4, clusters = 3 });
        Assert.Equal(divided["clusters"]!.ToJsonString(), posted["clusters"]!.ToJsonString());
    }

    [Fact]
    public async Task A_part_leads_on_to_papers_like_it_under_the_same_filters()
    {
        var answer = await api.GetAsync("/v1/search?q=cells&from=2018-03&category=genetics&category=medicine&clusters=2");
        foreach (var cluster in answer["clusters"]!.AsArray())
        {
            var more = await api.GetAsync((string)cluster!["similar"]!);
            Assert.Equal(Ids(cluster).Take(5), more["meta"]!["query"]!["like"]!.AsArray().Select(like => (string)like!["id"]!));
            Assert.Equal(answer["meta"]!["query"]!["filter"]!.ToJsonString(), more["meta"]!["query"]!["filter"]!.ToJsonString());
            Assert.Empty(ApiFixture.Ids(more).Intersect(Ids(cluster).Take(5)));
        }
    }

    [Fact]
    public async Task Few_results_make_few_parts()
    {
        var answer = await api.GetAsync("/v1/search?q=bees&category=no-such-category&clusters=3");
        Assert.Empty(answer["clusters"]!.AsArray());
        var similar = await api.GetAsync("/v1/papers/sample:genetics-14/similar?clusters=12&limit=1&min_similarity=-1");
        Assert.Equal(200, similar["clusters"]!.AsArray().Sum(Count));
    }

    [Fact]
    public async Task Examples_are_the_same_by_address_and_by_body()
    {
        var get = await api.GetAsync("/v1/similar?like=sample:geology-06&like=SAMPLE:geology-07&limit=5&category=geology");
        var post = await api.PostAsync("/v1/similar", new { like = new[] { new { id = "sample:geology-06" }, new { id = "sample:geology-07" } }, limit = 5, category = new[] { "geology" } });
        Assert.Equal(get["results"]!.ToJsonString(), post["results"]!.ToJsonString());
        Assert.Equal(ApiFixture.Ids(get).Count, ApiFixture.Ids(await api.GetAsync((string)get["meta"]!["self"]!)).Count);
    }

    private static int Count(JsonNode? cluster) => (int)cluster!["count"]!;

    private static List<string> Ids(JsonNode cluster) => [.. cluster["ids"]!.AsArray().Select(id => (string)id!)];
}
