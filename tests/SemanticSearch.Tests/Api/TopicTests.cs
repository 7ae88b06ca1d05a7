using System.Net;
using System.Text.Json.Nodes;

namespace SemanticSearch.Tests.Api;

/// <summary>Topics of the sample, which the service builds by itself.</summary>
[Collection(SharedApi.Name)]
public class TopicTests(ApiFixture api)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tree_holds_every_paper_once_on_each_level()
    {
        var answer = await api.GetAsync("/v1/topics");
        Assert.Equal(1, (int)answer["meta"]!["build"]!);
        Assert.Equal(api.Sample.Count, (int)answer["meta"]!["papers"]!);
        var areas = answer["results"]!.AsArray();
        Assert.Equal(api.Sample.Count, areas.Sum(Papers));
        Assert.Equal(areas.Select(Papers).OrderDescending(), areas.Select(Papers));
        Assert.All(areas, area =>
        {
            Assert.Equal("area", (string?)area!["level"]);
            Assert.Equal(Papers(area), area["children"]!.AsArray().Sum(Papers));
            Assert.All(area["children"]!.AsArray(), topic => Assert.Equal(Id(area), (int)topic!["parent"]!));
        });
        var all = areas.SelectMany(Flat).ToList();
        Assert.Equal(all.Count, (int)answer["meta"]!["total"]!);
        Assert.Equal(all.Count, all.Select(topic => (string)topic["label"]!).Distinct().Count());
        Assert.All(all, topic => Assert.InRange((double)topic["mean_fit"]!, 0.1, 1));
    }

    [Fact]
    public async Task The_tree_is_told_as_deep_as_asked()
    {
        var areas = await api.GetAsync("/v1/topics?level=area");
        Assert.All(areas["results"]!.AsArray(), area => Assert.Null(area!["children"]));
        Assert.Equal(areas["results"]!.AsArray().Count, (int)areas["meta"]!["total"]!);
        var topics = await api.GetAsync("/v1/topics?level=topic");
        Assert.All(topics["results"]!.AsArray().SelectMany(area => area!["children"]!.AsArray()), topic => Assert.Null(topic!["children"]));
        Assert.Equal(topics["results"]!.ToJsonString(), (await api.GetAsync((string)topics["meta"]!["self"]!))["results"]!.ToJsonString());
    }

    [Fact]
    public async Task A_topic_shows_its_papers_its_place_in_the_tree_and_its_neighbours()
    {
        var coral = await TopicOfAsync("sample:oceanography-13");
        var topic = await api.GetAsync($"/v1/topics/{Id(coral)}");
        Assert.Equal((string?)coral["label"], (string?)topic["label"]);
        Assert.Equal(topic.ToJsonString(), (await api.GetAsync((string)topic["url"]!)).ToJsonString());
        var path = topic["path"]!.AsArray();
        Assert.Equal(Id(topic), Id(path[^1]!));
        Assert.Equal((int)topic["parent"]!, Id(path[0]!));
        Assert.DoesNotContain(Id(topic), topic["neighbours"]!.AsArray().Select(neighbour => Id(neighbour!)));
        var members = ApiFixture.Ids(await api.GetAsync($"/v1/topics/{Id(topic)}/papers?limit=100"));
        foreach (var kind in new[] { "central", "newest", "upvoted" })
        {
            var shown = topic["exemplars"]![kind]!.AsArray();
            Assert.NotEmpty(shown);
            Assert.Subset(members.ToHashSet(), shown.Select(paper => (string)paper!["id"]!).ToHashSet());
            Assert.All(shown, paper => Assert.Equal(Sample((string)paper!["id"]!).Title, (string?)paper["title"]));
        }
        var dates = topic["exemplars"]!["newest"]!.AsArray().Select(paper => (string)paper!["date"]!).ToList();
        Assert.Equal(dates.OrderDescending(), dates);
    }

    [Fact]
    public async Task Paging_through_a_topic_shows_each_of_its_papers_once_the_best_fitting_first()
    {
        var area = (await api.GetAsync("/v1/topics?level=area"))["results"]![0]!;
        var (ids, fits) = (new List<string>(), new List<double>());
        for (var next = $"/v1/topics/{Id(area)}/papers?limit=9"; next is not null;)
        {
            var page = await api.GetAsync(next);
            Assert.Equal(Papers(area), (int)page["meta"]!["total"]!);
            Assert.Equal(Id(area), Id(page["meta"]!["topic"]!));
            ids.AddRange(ApiFixture.Ids(page));
            fits.AddRange(page["results"]!.AsArray().Select(paper => (double)paper!["topic"]!["fit"]!));
            next = (string?)page["meta"]!["next"];
        }
        Assert.Equal(Papers(area), ids.Distinct().Count());
        Assert.Equal(Papers(area), ids.Count);
        Assert.Equal(fits.OrderDescending(), fits);
    }

    [Fact]
    public async Task A_cursor_of_one_topic_is_refused_by_another_and_by_a_search()
    {
        var areas = (await api.GetAsync("/v1/topics?level=area"))["results"]!.AsArray();
        var cursor = (string)(await api.GetAsync($"/v1/topics/{Id(areas[0]!)}/papers?limit=3"))["meta"]!["next_cursor"]!;
        foreach (var path in new[] { $"/v1/topics/{Id(areas[1]!)}/papers?cursor={cursor}", $"/v1/search?q=a&cursor={cursor}" })
            await AssertRefusedAsync(api.Client, path, HttpStatusCode.BadRequest, "cursor_mismatch");
    }

    [Fact]
    public async Task The_months_of_a_topic_add_up_to_its_papers()
    {
        var area = (await api.GetAsync("/v1/topics?level=area"))["results"]![0]!;
        var answer = await api.GetAsync($"/v1/topics/{Id(area)}/timeline");
        var months = answer["results"]!.AsArray();
        // Every paper of the sample has a date.
        Assert.Equal(Papers(area), months.Sum(Papers));
        Assert.All(months, month => Assert.Equal(api.Sample.Count(paper => $"{paper.Date:yyyy-MM}" == (string?)month!["month"]), (int)month!["all_papers"]!));
        var (first, last) = (DateOnly.Parse($"{months[0]!["month"]}-01", System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse($"{months[^1]!["month"]}-01", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((last.Year - first.Year) * 12 + last.Month - first.Month + 1, months.Count);
        var growth = answer["growth"]!;
        Assert.True((double)growth["low"]! <= ((double?)growth["ratio"] ?? double.PositiveInfinity));
        Assert.Equal(6, (int)growth["recent_months"]!);
    }

    [Fact]
    public async Task The_lineage_of_a_new_topic_is_its_birth()
    {
        var change = Assert.Single((await api.GetAsync("/v1/topics/1/lineage"))["results"]!.AsArray())!;
        Assert.Equal("born", (string?)change["change"]);
        Assert.Equal(1, (int)change["build"]!);
        Assert.Equal(1, (int)change["topic"]!);
    }

    [Fact]
    public async Task What_is_trending_is_ranked_and_stays_within_the_topic()
    {
        var all = await api.GetAsync("/v1/topics/trending?limit=5");
        Assert.Equal(5, all["papers"]!.AsArray().Count);
        var scores = all["papers"]!.AsArray().Select(paper => (double)paper!["score"]!).ToList();
        Assert.Equal(1, scores[0]);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(all["topics"]!.AsArray(), topic => Assert.True((double)topic!["growth"]!["low"]! > 1));

        var coral = Id(await TopicOfAsync("sample:oceanography-13"));
        var within = await api.GetAsync($"/v1/topics/trending?topic={coral}");
        Assert.NotEmpty(within["papers"]!.AsArray());
        Assert.All(within["papers"]!.AsArray(), paper => Assert.Equal(coral, Id(paper!["topic"]!)));
    }

    [Fact]
    public async Task A_text_belongs_to_the_topic_of_papers_like_it()
    {
        var answer = await api.GetAsync("/v1/topics/assign?text=How+volcanoes+erupt");
        var nearest = (await api.GetAsync("/v1/search?q=How+volcanoes+erupt&limit=1"))["results"]![0]!["topic"]!;
        Assert.Equal(Id(nearest), Id(answer["topic"]!));
        Assert.InRange((double)answer["topic"]!["fit"]!, 0.1, 1);
        Assert.Contains(Id(nearest), answer["path"]!.AsArray().Select(topic => Id(topic!)));
        var posted = await api.PostAsync("/v1/topics/assign", new { text = "How volcanoes erupt" });
        foreach (var member in new[] { "topic", "path", "place" })
            Assert.Equal(answer[member]!.ToJsonString(), posted[member]!.ToJsonString());
        Assert.Null(posted["meta"]!["self"]);
    }

    [Fact]
    public async Task A_paper_belongs_to_the_topic_that_answers_show()
    {
        foreach (var paper in (await api.GetAsync("/v1/search?q=galaxies&limit=5"))["results"]!.AsArray())
        {
            var assigned = await api.GetAsync($"/v1/topics/assign?id={paper!["id"]}");
            Assert.Equal(paper["topic"]!.ToJsonString(), assigned["topic"]!.ToJsonString());
            Assert.Equal((string?)paper["id"], (string?)assigned["meta"]!["query"]!["id"]);
        }
        var similar = await api.GetAsync("/v1/papers/sample:astronomy-01/similar?limit=5");
        Assert.All(similar["results"]!.AsArray(), paper => Assert.False(string.IsNullOrEmpty((string?)paper!["topic"]!["label"])));
    }

    [Fact]
    public async Task A_store_without_topics_says_what_to_run_and_answers_all_the_same()
    {
        using var data = new TemporaryFolder();
        await using var factory = ApiFixture.Factory(data.FullPath).WithWebHostBuilder(host => host.UseSetting("SemanticSearch:Sample", "false"));
        using var client = factory.CreateClient();
        while (!(await client.GetAsync("/health/ready", Token)).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        foreach (var path in new[] { "/v1/topics", "/v1/topics/1", "/v1/topics/trending", "/v1/topics/assign?text=a", "/v1/map", "/v1/map/papers?point=0", "/v1/map/months" })
            Assert.Contains("topics build", (string)(await AssertRefusedAsync(client, path, HttpStatusCode.NotFound, "no_topics"))["hint"]!, StringComparison.Ordinal);
        Assert.True((await client.GetAsync("/v1/search?q=a&clusters=3", Token)).IsSuccessStatusCode);
        Assert.Contains("There is no map yet", await client.GetStringAsync("/map", Token), StringComparison.Ordinal);
        await AssertRefusedAsync(client, "/v1/search?q=a&topic=1", HttpStatusCode.NotFound, "no_topics");
    }

    [Theory]
    [InlineData("/v1/search?q=climate&mode=semantic")]
    [InlineData("/v1/search?q=climate+change+models&mode=lexical")]
    [InlineData("/v1/search?q=warming&min_similarity=0.6")]
    [InlineData("/v1/search?q=warming&from=2020&category=climate&category=oceanography")]
    [InlineData("/v1/papers/sample:climate-05/similar?min_similarity=0.7")]
    public async Task Topics_of_an_answer_are_counted_truly_and_narrow_it(string path)
    {
        var answer = await api.GetAsync(path);
        var topics = answer["topics"]!.AsArray();
        // Those that are not shown are the smallest, and make up the rest.
        var all = (await api.GetAsync("/v1/topics?level=topic"))["results"]!.AsArray().SelectMany(area => area!["children"]!.AsArray()).Select(topic => Id(topic!));
        var others = all.Except(topics.Select(topic => Id(topic!))).ToList();
        var rest = others.Count == 0 ? 0 : ApiFixture.Total(await api.GetAsync($"{path}{string.Concat(others.Select(id => $"&topic={id}"))}"));
        Assert.Equal(ApiFixture.Total(answer), topics.Sum(topic => (int)topic!["count"]!) + rest);
        Assert.Equal(topics.Select(topic => (int)topic!["count"]!).OrderDescending(), topics.Select(topic => (int)topic!["count"]!));
        foreach (var topic in topics.Take(3))
        {
            var narrowed = await api.GetAsync($"{path}&limit=100&topic={Id(topic!)}");
            Assert.Equal((int)topic!["count"]!, ApiFixture.Total(narrowed));
            Assert.Equal((int)topic["count"]!, ApiFixture.Ids(narrowed).Count);
            Assert.All(narrowed["results"]!.AsArray(), paper => Assert.Equal(Id(topic), Id(paper!["topic"]!)));
            Assert.Equal($"[{Id(topic)}]", narrowed["meta"]!["query"]!["filter"]!["topic"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task An_area_takes_in_its_topics_and_several_topics_any_of_them()
    {
        var areas = (await api.GetAsync("/v1/topics?level=area"))["results"]!.AsArray();
        Assert.Equal(Papers(areas[0]), ApiFixture.Total(await api.GetAsync($"/v1/search?q=a+study&mode=semantic&min_similarity=-1&topic={Id(areas[0]!)}")));
        var both = await api.GetAsync($"/v1/search?q=a+study&mode=semantic&min_similarity=-1&topic={Id(areas[0]!)}&topic={Id(areas[1]!)}&limit=5");
        Assert.Equal(Papers(areas[0]) + Papers(areas[1]), ApiFixture.Total(both));
        Assert.Equal(ApiFixture.Total(both), ApiFixture.Total(await api.GetAsync((string)both["meta"]!["next"]!)));
        var posted = await api.PostAsync("/v1/search", new { q = "a study", mode = "semantic", min_similarity = -1, topic = new[] { Id(areas[0]!), Id(areas[1]!) }, limit = 5 });
        Assert.Equal(both["results"]!.ToJsonString(), posted["results"]!.ToJsonString());
    }

    [Fact]
    public async Task A_paper_shows_where_its_topic_is_in_the_tree()
    {
        var paper = await api.GetAsync("/v1/papers/sample:oceanography-13");
        var topic = await TopicOfAsync("sample:oceanography-13");
        Assert.Equal(Id(topic), Id(paper["topic"]!));
        Assert.InRange((double)paper["topic"]!["fit"]!, 0.1, 1);
        Assert.Equal((await api.GetAsync($"/v1/topics/{Id(topic)}"))["path"]!.ToJsonString(), paper["topic"]!["path"]!.ToJsonString());
        var html = System.Net.WebUtility.HtmlDecode(await api.PageAsync("/papers/sample:oceanography-13"));
        foreach (var above in paper["topic"]!["path"]!.AsArray())
        {
            Assert.Contains($">{above!["label"]}</a>", html, StringComparison.Ordinal);
            Assert.Contains($"href=\"/topics/{Id(above)}\"", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/topics")]
    [InlineData("/v1/topics?level=area")]
    [InlineData("/v1/topics/1")]
    [InlineData("/v1/topics/1/papers?limit=3")]
    [InlineData("/v1/topics/1/timeline")]
    [InlineData("/v1/topics/1/lineage")]
    public async Task What_a_caller_has_already_is_not_sent_again(string path)
    {
        using var first = await api.Client.GetAsync(path, Token);
        var tag = first.Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(path, tag));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(path, "W/" + tag));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(path, "*"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(path, "\"another\""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync($"{path}{(path.Contains('?') ? '&' : '?')}nothing=1", "*"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/v1/topics/999999", "*"));
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await api.Client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private static int Id(JsonNode topic) => (int)topic["id"]!;

    private static int Papers(JsonNode? topic) => (int)topic!["papers"]!;

    private static IEnumerable<JsonNode> Flat(JsonNode? topic) => (topic!["children"]?.AsArray() ?? []).SelectMany(Flat).Prepend(topic);

    private static async Task<JsonNode> AssertRefusedAsync(HttpClient client, string path, HttpStatusCode status, string code)
    {
        using var answer = await client.GetAsync(path, Token);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (string?)problem["code"]);
        return problem;
    }

    private SemanticSearch.Papers.Paper Sample(string id) => api.Sample.Single(paper => paper.Id.Value == id);

    private async Task<JsonNode> TopicOfAsync(string paper) => (await api.GetAsync($"/v1/topics/assign?id={paper}"))["topic"]!;
}
