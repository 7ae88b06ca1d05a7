using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Tests.Api;

[Collection(SharedApi.Name)]
public class BatchTests(ApiFixture api)
{
    [Fact]
    public async Task Papers_come_in_the_order_of_their_ids_and_a_problem_stands_in_its_place()
    {
        string[] ids = ["sample:geology-06", "no-such-paper", "SAMPLE:Genetics-13", "two words", "sample:geology-06"];
        var results = (await api.PostAsync("/v1/papers/batch", new { ids }))["results"]!.AsArray();
        Assert.Equal(["sample:geology-06", "no-such-paper", "sample:genetics-13", "two words", "sample:geology-06"], results.Select(paper => (string)paper!["id"]!));
        Assert.Equal([null, "paper_not_found", null, "bad_id", null], results.Select(paper => (string?)paper!["problem"]?["code"]));
        Assert.All(results.Where(paper => paper!["problem"] is not null), paper => Assert.NotEmpty((string)paper!["problem"]!["detail"]!));
        Assert.True(JsonNode.DeepEquals(results[0]!["abstract"], (await api.GetAsync("/v1/papers/sample:geology-06"))["abstract"]));
    }

    [Fact]
    public async Task As_many_ids_as_are_allowed_are_answered_and_one_more_is_refused()
    {
        var answer = await api.PostAsync("/v1/papers/batch", new { ids = Enumerable.Repeat("sample:geology-06", 500), select = new[] { "id" } });
        Assert.Equal(500, answer["results"]!.AsArray().Count);
        Assert.Equal("""{"id":"sample:geology-06"}""", answer["results"]![499]!.ToJsonString());
        using var content = new StringContent(new JsonObject { ["ids"] = new JsonArray([.. Enumerable.Range(0, 501).Select(_ => (JsonNode)"a")]) }.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var refused = await api.Client.PostAsync("/v1/papers/batch", content, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Questions_are_answered_as_each_would_be_alone_and_what_is_wrong_with_one_is_its_own()
    {
        var results = (await api.PostAsync("/v1/search/batch", new
        {
            queries = new object[]
            {
                new { q = "storm surge", limit = 3 },
                new { q = "galaxies", catgory = new[] { "astronomy" } },
                new { limit = 3 },
                new { q = "galaxies", from = "2025", to = "2020" },
                new { q = "bees", select = new[] { "id" }, limit = 2 },
                new { q = "bees", cursor = "nonsense" },
            },
        }))["results"]!.AsArray();
        Assert.Equal([null, "unknown_parameter", "missing_parameter", "bad_period", null, "bad_cursor"], results.Select(item => (string?)item!["problem"]?["code"]));
        Assert.Equal("did you mean category?", ((string?)results[1]!["problem"]!["hint"])?.ToLowerInvariant());
        var alone = await api.PostAsync("/v1/search", new { q = "storm surge", limit = 3 });
        Assert.Equal(alone["results"]!.ToJsonString(), results[0]!["answer"]!["results"]!.ToJsonString());
        Assert.Equal(2, results[4]!["answer"]!["results"]!.AsArray().Count);
        Assert.All(results[4]!["answer"]!["results"]!.AsArray(), paper => Assert.Equal(["id"], paper!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public async Task A_large_batch_is_answered_while_there_is_no_place_for_a_single_question_and_the_other_way_round()
    {
        using (new Held(api.Places.Enter))
        {
            Assert.Equal((503, "overloaded"), await AskAsync());
            Assert.Equal(200, await AskBatchAsync(100));
        }
        Assert.Equal(200, (await AskAsync()).Status);
        using (new Held(api.Places.EnterBatch))
        {
            Assert.Equal(503, await AskBatchAsync(2));
            Assert.Equal(200, (await AskAsync()).Status);
        }
        Assert.Equal(200, await AskBatchAsync(2));
    }

    [Fact]
    public async Task Large_batches_at_the_same_time_leave_single_questions_their_turn_and_none_is_answered_in_part()
    {
        var batches = Enumerable.Range(0, 4).Select(_ => AskBatchAsync(100)).ToList();
        var singles = new List<int>();
        do
            singles.Add((await AskAsync()).Status);
        while (!batches.All(batch => batch.IsCompleted));
        Assert.All(singles, status => Assert.Equal(200, status));
        var statuses = await Task.WhenAll(batches);
        Assert.Contains(200, statuses);
        Assert.All(statuses, status => Assert.True(status is 200 or 503, $"{status}"));
    }

    private async Task<(int Status, string? Code)> AskAsync()
    {
        using var answer = await api.Client.GetAsync("/v1/search?q=storm+surge&limit=1", TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["code"]);
    }

    /// <summary>The status of a batch of different questions; where it is answered, all of them are.</summary>
    private async Task<int> AskBatchAsync(int questions)
    {
        var queries = Enumerable.Range(0, questions).Select(n => new { q = $"storm surge {n}", limit = 1 });
        using var answer = await api.Client.PostAsJsonAsync("/v1/search/batch", new { queries }, TestContext.Current.CancellationToken);
        if (!answer.IsSuccessStatusCode)
            return (int)answer.StatusCode;
        var results = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["results"]!.AsArray();
        Assert.Equal(questions, results.Count);
        Assert.All(results, result => Assert.Single(result!["answer"]!["results"]!.AsArray()));
        return 200;
    }

    /// <summary>All places of a kind.</summary>
    private sealed class Held : IDisposable
    {
        private readonly List<IDisposable> _places = [];

        public Held(Func<IDisposable?> enter)
        {
            try
            {
                while (true)
                    _places.Add(enter()!);
            }
            catch (ProblemException refusal)
            {
                Assert.Equal(ProblemCatalogue.Overloaded, refusal.Problem.Kind);
            }
        }

        public void Dispose() => _places.ForEach(place => place.Dispose());
    }
}
