using System.Text.Json.Nodes;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Api;

[Collection(SharedApi.Name)]
public class SearchTests(ApiFixture api)
{
    /// <summary>Questions in other words than the papers' own, and the sample papers that answer them.</summary>
    public static readonly TheoryData<string, string[]> Questions = new()
    {
        { "How do pesticides change the way bees forage?", ["sample:ecology-03"] },
        { "Can sewage warn of an outbreak before hospitals fill?", ["sample:epidemiology-02", "sample:epidemiology-03"] },
        { "Why do battery electrodes crack when they are charged fast?", ["sample:materials-01"] },
        { "Is there water on small planets of other stars?", ["sample:astronomy-01", "sample:astronomy-02"] },
        { "Do higher wages hurt small businesses?", ["sample:economics-01"] },
        { "measuring the expansion rate of the universe", ["sample:astronomy-10"] },
        { "an app that calms anxious people", ["sample:psychology-10"] },
        { "writing text by thought with a brain implant", ["sample:neuroscience-10"] },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_question_finds_the_papers_that_answer_it(string question, string[] expected)
    {
        var answer = await api.GetAsync($"/v1/search?q={Uri.EscapeDataString(question)}&limit=3");
        Assert.All(expected, id => Assert.Contains(id, ApiFixture.Ids(answer)));
    }

    [Fact]
    public async Task An_answer_has_the_envelope_that_scripts_rely_on()
    {
        var answer = await api.GetAsync("/v1/search?q=coral+reefs&limit=2&explain=true&from=2020&category=genetics&category=ecology");
        var meta = answer["meta"]!;
        Assert.Equal(["query", "total", "total_relation", "floor", "took_ms", "index_version", "model", "self", "next", "next_cursor", "notices"], Names(meta));
        Assert.Equal(["text", "mode", "semantic_weight", "filter", "sort"], Names(meta["query"]!));
        Assert.Equal("""{"from":"2020-01-01","category":["genetics","ecology"]}""", meta["query"]!["filter"]!.ToJsonString());
        Assert.Equal("eq", (string?)meta["total_relation"]);
        Assert.Equal("bge-small-en-v1.5-int8", (string?)meta["model"]);
        var paper = answer["results"]![0]!;
        Assert.Equal("sample:oceanography-13", (string?)paper["id"]);
        Assert.Equal(["id", "title", "abstract", "authors", "categories", "date", "source", "upvotes", "score", "similarity", "percentile", "topic", "url", "similar", "explain"], Names(paper));
        Assert.Equal(new Uri(api.Address, "/v1/papers/sample:oceanography-13").ToString(), (string?)paper["url"]);
        Assert.Equal("sample:oceanography-13", (string?)(await api.GetAsync((string)paper["url"]!))["id"]);
        Assert.DoesNotContain("sample:oceanography-13", ApiFixture.Ids(await api.GetAsync((string)paper["similar"]!)));
    }

    [Fact]
    public async Task The_arithmetic_of_a_score_adds_up()
    {
        var answer = await api.GetAsync("/v1/search?q=ocean+acidification+and+shells&explain=true&semantic_weight=0.4&limit=50");
        foreach (var paper in answer["results"]!.AsArray())
        {
            var (semantic, lexical) = (paper!["explain"]!["semantic"]!, paper["explain"]!["lexical"]!);
            Assert.Equal(0.4, (double)semantic["weight"]!, 6);
            Assert.Equal((double)paper["similarity"]!, (double)semantic["score"]!, 6);
            var sum = (double)semantic["weight"]! * (double)semantic["normalized"]! + (double)lexical["weight"]! * (double)lexical["normalized"]!;
            // Each of the numbers is rounded to six decimals.
            Assert.Equal(sum, (double)paper["score"]!, 2e-6);
        }
        var scores = answer["results"]!.AsArray().Select(paper => (double)paper!["score"]!).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(1, scores[0], 6);
    }

    [Fact]
    public async Task Modes_rank_by_what_they_say()
    {
        var semantic = await api.GetAsync("/v1/search?q=bees&mode=semantic&explain=true&min_similarity=-1");
        Assert.Null(semantic["results"]![0]!["explain"]!["lexical"]);
        Assert.Null(semantic["meta"]!["query"]!["semantic_weight"]);
        Assert.Equal(api.Sample.Count, ApiFixture.Total(semantic));

        var lexical = await api.GetAsync("/v1/search?q=bees&mode=lexical&limit=100&explain=true");
        Assert.All(lexical["results"]!.AsArray(), paper => Assert.Null(paper!["similarity"]));
        Assert.All(lexical["results"]!.AsArray(), paper => Assert.Null(paper!["explain"]!["semantic"]));
        var expected = api.Sample.Where(paper => HasWord(paper, "bee", "bees")).Select(paper => paper.Id.Value);
        Assert.Equal(expected.Order(), ApiFixture.Ids(lexical).Order());
        Assert.Equal(expected.Count(), ApiFixture.Total(lexical));
    }

    [Fact]
    public async Task A_weight_at_its_end_leaves_the_other_leg_alone()
    {
        Assert.Equal(Ranking(await api.GetAsync("/v1/search?q=bees&mode=lexical")), Ranking(await api.GetAsync("/v1/search?q=bees&semantic_weight=0")));
        Assert.Equal(Ranking(await api.GetAsync("/v1/search?q=bees&mode=semantic")), Ranking(await api.GetAsync("/v1/search?q=bees&semantic_weight=1")));
        Assert.NotEqual(Ranking(await api.GetAsync("/v1/search?q=bees&mode=semantic")), Ranking(await api.GetAsync("/v1/search?q=bees&mode=lexical")));
    }

    [Theory]
    [InlineData("from=2024")]
    [InlineData("to=2016")]
    [InlineData("from=2019-03&to=2019-06")]
    [InlineData("from=2024-01-30&to=2024-01-30")]
    [InlineData("category=climate")]
    [InlineData("category=CLIMATE")]
    [InlineData("category=climate.modelling")]
    [InlineData("category=climate&category=oceanography")]
    [InlineData("category=climate&from=2022&to=2024")]
    [InlineData("category=no-such-category")]
    public async Task Filters_keep_exactly_what_they_say(string filter)
    {
        var parameters = System.Web.HttpUtility.ParseQueryString(filter);
        var expected = api.Sample.Where(paper => Passes(paper, parameters["from"], parameters["to"], parameters.GetValues("category") ?? [])).Select(paper => paper.Id.Value).ToList();
        var answer = await api.GetAsync($"/v1/search?q=warming&limit=100&min_similarity=-1&{filter}");
        Assert.Equal(expected.Count, ApiFixture.Total(answer));
        Assert.Equal(expected.Order(StringComparer.Ordinal), ApiFixture.Ids(answer).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Falade")]
    [InlineData("falade")]
    [InlineData("O. Falade")]
    [InlineData("Oluwaseun Falade")]
    [InlineData("Falade, Oluwaseun")]
    public async Task An_author_is_found_however_the_name_is_written(string name)
    {
        var expected = api.Sample.Where(paper => paper.Authors.Contains("Oluwaseun Falade")).Select(paper => paper.Id.Value).ToList();
        Assert.NotEmpty(expected);
        var answer = await api.GetAsync($"/v1/search?q=disease&limit=100&min_similarity=-1&author={Uri.EscapeDataString(name)}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), ApiFixture.Ids(answer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Several_authors_must_all_have_signed()
    {
        var answer = await api.GetAsync("/v1/search?q=disease&min_similarity=-1&author=Falade&author=Chu");
        var expected = api.Sample.Where(paper => paper.Authors.Contains("Oluwaseun Falade") && paper.Authors.Any(name => name.EndsWith(" Chu", StringComparison.Ordinal)));
        Assert.Equal(expected.Select(paper => paper.Id.Value).Order(), ApiFixture.Ids(answer).Order());
    }

    [Fact]
    public async Task A_floor_counts_what_lies_above_it()
    {
        var all = new List<double>();
        for (var next = "/v1/search?q=black+holes&limit=100&min_similarity=-1"; next is not null;)
        {
            var page = await api.GetAsync(next);
            all.AddRange(page["results"]!.AsArray().Select(paper => (double)paper!["similarity"]!));
            next = (string?)page["meta"]!["next"];
        }
        var answer = await api.GetAsync("/v1/search?q=black+holes&min_similarity=0.6&limit=100");
        Assert.InRange(ApiFixture.Total(answer), 1, api.Sample.Count - 1);
        Assert.Equal(all.Count(similarity => similarity >= 0.6), ApiFixture.Total(answer));
    }

    [Fact]
    public async Task A_body_asks_the_same_as_an_address()
    {
        var get = await api.GetAsync("/v1/search?q=storm+surge&mode=hybrid&semantic_weight=0.5&from=2015&to=2025-06&category=oceanography&category=climate&min_similarity=0.4&limit=7&explain=true");
        var post = await api.PostAsync("/v1/search", new
        {
            q = "storm surge",
            mode = "hybrid",
            semantic_weight = 0.5,
            from = "2015",
            to = "2025-06",
            category = new[] { "oceanography", "climate" },
            min_similarity = 0.4,
            limit = 7,
            explain = true,
        });
        Assert.Equal(get["results"]!.ToJsonString(), post["results"]!.ToJsonString());
        Assert.Equal(get["meta"]!["query"]!.ToJsonString(), post["meta"]!["query"]!.ToJsonString());
        Assert.Equal(ApiFixture.Total(get), ApiFixture.Total(post));
        Assert.Equal((string?)get["meta"]!["next_cursor"], (string?)post["meta"]!["next_cursor"]);
        Assert.Null(post["meta"]!["next"]);
    }

    [Fact]
    public async Task An_answer_repeats_byte_for_byte_but_for_its_duration()
    {
        var answers = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var answer = await api.GetAsync("/v1/search?q=forests+and+carbon&explain=true&limit=20");
            Assert.InRange((double)answer["meta"]!["took_ms"]!, 0, 60_000);
            answer["meta"]!["took_ms"] = 0;
            answers.Add(answer.ToJsonString());
        }
        Assert.Single(answers);
    }

    [Fact]
    public async Task The_own_address_of_an_answer_gives_it_again()
    {
        var answer = await api.GetAsync("/v1/search?limit=3&category=climate&q=caf%C3%A9+%26+%22snow%22+100%25");
        var again = await api.GetAsync((string)answer["meta"]!["self"]!);
        Assert.Equal(answer["results"]!.ToJsonString(), again["results"]!.ToJsonString());
        Assert.Equal("café & \"snow\" 100%", (string?)again["meta"]!["query"]!["text"]);
        Assert.Equal((string?)answer["meta"]!["self"], (string?)again["meta"]!["self"]);
    }

    [Fact]
    public async Task A_long_text_is_read_as_far_as_the_model_reads_and_says_so()
    {
        var text = string.Join(' ', Enumerable.Repeat("glaciers melt and the sea rises", 600));
        var answer = await api.PostAsync("/v1/search", new { q = text, limit = 1 });
        Assert.Equal(512, (int)answer["meta"]!["truncated_at_tokens"]!);
        Assert.Contains("512 tokens", (string)answer["meta"]!["notices"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weight_that_has_no_effect_is_noticed()
    {
        var answer = await api.GetAsync("/v1/search?q=bees&mode=semantic&semantic_weight=0.5");
        Assert.Equal("semantic_weight has no effect in semantic mode.", (string?)answer["meta"]!["notices"]!.AsArray().Single());
    }

    [Fact]
    public async Task Words_that_no_paper_has_find_nothing_by_words()
    {
        var answer = await api.GetAsync("/v1/search?q=xyzzyqqq&mode=lexical");
        Assert.Equal(0, ApiFixture.Total(answer));
        Assert.Empty(ApiFixture.Ids(answer));
        Assert.Null(answer["meta"]!["next"]);
        Assert.Equal(0, ApiFixture.Total(await api.GetAsync("/v1/search?q=the+of+and&mode=lexical")));
    }

    private static List<string> Names(JsonNode node) => [.. node.AsObject().Select(member => member.Key)];

    private static string Ranking(JsonNode answer) => $"{ApiFixture.Total(answer)}: {string.Join(' ', ApiFixture.Ids(answer))}";

    private static bool HasWord(Paper paper, params string[] words) =>
        $"{paper.Title} {paper.Abstract}".ToLowerInvariant().Split([' ', '.', ',', ':', ';', '?', '-', '(', ')']).Intersect(words).Any();

    private static bool Passes(Paper paper, string? from, string? to, string[] categories)
    {
        // ISO dates compare as text: a shorter bound stands for its first day, and padded by a high digit for its last.
        var date = paper.Date!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return (from is null || string.CompareOrdinal(date, from) >= 0)
            && (to is null || string.CompareOrdinal(date, to + "~") <= 0)
            && (categories.Length == 0 || categories.Any(wanted => paper.Categories.Any(category =>
                category.Equals(wanted, StringComparison.OrdinalIgnoreCase) || category.StartsWith(wanted + ".", StringComparison.OrdinalIgnoreCase))));
    }
}
