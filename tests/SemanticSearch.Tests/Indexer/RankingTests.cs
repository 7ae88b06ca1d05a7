using System.Text.Json.Nodes;

namespace SemanticSearch.Tests.Indexer;

/// <summary>A store of twelve papers that the program has made.</summary>
public sealed class IndexedFolder : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Data => _folder["data"];

    public async ValueTask InitializeAsync() =>
        (await IndexerProgram.FeedAsync(PaperLines.Of(11) + LongTitle, IndexerProgram.NoSettings, "index", "-", "--data", Data)).IsDone();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static readonly string LongTitle =
        $$"""{"id":"2301.00001","title":"A title of many words on tea {{string.Join(' ', Enumerable.Repeat("and water", 20))}}","authors":["Gödel, Kurt"]}""" + "\n";
}

/// <summary>The verbs <c>search</c> and <c>similar</c>.</summary>
public sealed class RankingTests(IndexedFolder folder) : IClassFixture<IndexedFolder>
{
    [Fact]
    public async Task A_question_is_answered_with_the_nearest_papers_in_the_shape_of_their_records()
    {
        var answer = (await RunAsync("search", "what", "happens", "when", "galaxies", "collide?", "--limit", "3", "--json")).Json();
        Assert.Equal(["meta", "results"], answer.Select(member => member.Key));
        Assert.Equal(12, (long)answer["meta"]!["total"]!);
        var results = answer["results"]!.AsArray();
        Assert.Equal(3, results.Count);
        Assert.Equal("How galaxies merge and light up", (string?)results[0]!["title"]);
        Assert.Equal(1, (double)results[0]!["score"]!);
        Assert.All(results, result => Assert.InRange((double)result!["similarity"]!, 0, 1));
    }

    [Fact]
    public async Task People_read_rank_title_id_date_similarity_and_score_within_80_columns()
    {
        var ended = await RunAsync("search", "galaxies");
        var lines = ended.Output.TrimEnd('\n').Split('\n');
        Assert.Matches("^  1  How galaxies merge and light up$", lines[0]);
        Assert.Matches("^     test:[0-9]+  20[0-9]{2}-05-01  similarity 0[.][0-9]{3}  score 1[.]000$", lines[1]);
        Assert.Contains(lines, line => line.StartsWith(" 10  ", StringComparison.Ordinal));
        Assert.Contains("10 of 12 papers", ended.Error, StringComparison.Ordinal);

        var tea = await RunAsync("search", "tea");
        Assert.Contains(" and water\n     ", tea.Output, StringComparison.Ordinal);
        Assert.All(tea.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Operators_are_told_and_can_be_left_unread()
    {
        var read = await RunAsync("search", "--json", "--data", folder.Data, "--", "galaxies", "-collide", "category:test.0");
        var query = read.Json()["meta"]!["query"]!;
        Assert.Equal(["-collide", "category:test.0"], query["clauses"]!.AsArray().Select(clause => (string)clause!["written"]!));
        Assert.Contains("without word \"collide\"; with category \"test.0\"", read.Error, StringComparison.Ordinal);
        var plain = await RunAsync("search", "--json", "--data", folder.Data, "--operators", "false", "--", "galaxies", "-collide", "category:test.0");
        Assert.Null(plain.Json()["meta"]!["query"]!["clauses"]);
    }

    [Fact]
    public async Task Everything_that_the_interface_can_tell_of_a_ranking_can_be_asked_for()
    {
        string[] asked = ["search", "galaxies", "--facets", "year,category", "--evidence", "--explain", "--clusters", "2", "--limit", "2"];
        var answer = (await RunAsync([.. asked, "--json"])).Json();
        Assert.Equal(["meta", "results", "facets", "clusters"], answer.Select(member => member.Key));
        Assert.NotNull(answer["results"]![0]!["explain"]!["semantic"]);
        var text = (await RunAsync(asked)).Output;
        Assert.Contains("\ncategory: ", text, StringComparison.Ordinal);
        Assert.Contains(" x 1.000 (meaning, rank 1) + ", text, StringComparison.Ordinal);

        var first = await RunAsync("search", "galaxies", "--limit", "5", "--select", "id,explain.semantic.score", "--explain", "--json");
        Assert.Equal(["id", "explain"], first.Json()["results"]![0]!.AsObject().Select(member => member.Key));
        var next = await RunAsync("search", "galaxies", "--limit", "5", "--cursor", (string)first.Json()["meta"]!["next_cursor"]!, "--json");
        Assert.Empty(Ids(first).Intersect(Ids(next)));

        static IEnumerable<string> Ids(Ended ended) => ended.Json()["results"]!.AsArray().Select(result => (string)result!["id"]!);
    }

    [Theory]
    [InlineData("bib", "@misc{")]
    [InlineData("ndjson", "{\"id\":")]
    [InlineData("ris", "TY  - ")]
    public async Task A_ranking_can_be_had_in_forms_for_other_programs(string format, string begins)
    {
        var ended = await RunAsync("search", "galaxies", "--format", format, "--limit", "3", "--sort", "date");
        Assert.StartsWith(begins, ended.Output, StringComparison.Ordinal);
        var refused = await RunAsync("search", "galaxies", "--format", format, "--facets", "year");
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("--facets has no effect", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_papers_and_texts_steer_and_what_is_unlike_is_left_out()
    {
        var steered = await ResultsAsync("similar", "test:1", "test:7", "--unlike", "test:2", "--like-text", "telescopes", "--q", "galaxies");
        Assert.DoesNotContain(steered, result => (string?)result!["id"] is "test:1" or "test:7" or "test:2");
    }

    [Fact]
    public async Task A_paper_is_shown_by_id_or_title_and_cited()
    {
        var byId = (await RunAsync("paper", "TEST:1", "--json")).Json();
        Assert.Equal("test:1", (string?)byId["id"]);
        Assert.Equal("/v1/papers/test:1", (string?)byId["url"]);
        var text = (await RunAsync(["paper", "a", "title", "of", "many", "words", "on", "tea", .. Enumerable.Repeat("and water", 20)])).Output;
        Assert.Contains("Gödel, Kurt\narXiv:2301.00001\n", text, StringComparison.Ordinal);
        Assert.StartsWith("@", (await RunAsync("paper", "2301.00001", "--format", "bib")).Output, StringComparison.Ordinal);
        Assert.Equal(["title"], (await RunAsync("paper", "test:1", "--select", "title", "--json")).Json().Select(member => member.Key));

        var unknown = await RunAsync("paper", "arXiv:9901.00001", "--json");
        Assert.Equal(ExitCodes.Refused, unknown.ExitCode);
        Assert.Contains("No paper \"arXiv:9901.00001\" is in this store.", unknown.Error, StringComparison.Ordinal);
        Assert.Empty(unknown.Output);
    }

    [Fact]
    public async Task Filters_and_mode_are_obeyed()
    {
        var filtered = await ResultsAsync("search", "corals", "--category", "TEST.0", "--from", "2004", "--to", "2008-05");
        Assert.Equal(["test:4", "test:6", "test:8"], filtered.Select(result => (string)result!["id"]!).Order());
        var byAuthor = await ResultsAsync("search", "corals", "--author", "K. Godel");
        Assert.Equal("arXiv:2301.00001", (string?)Assert.Single(byAuthor)!["id"]);
        var lexical = await ResultsAsync("search", "vaccine", "--mode", "lexical");
        Assert.NotEmpty(lexical);
        Assert.All(lexical, result =>
        {
            Assert.Contains("vaccines", (string)result!["title"]!, StringComparison.Ordinal);
            Assert.Null(result["similarity"]);
        });
    }

    [Fact]
    public async Task Papers_like_one_leave_it_out_and_papers_like_a_text_may_have_all()
    {
        var likeOne = await ResultsAsync("similar", "TEST:1");
        Assert.Equal("test:7", (string?)likeOne[0]!["id"]);
        Assert.DoesNotContain(likeOne, result => (string?)result!["id"] == "test:1");
        var likeText = await ResultsAsync("similar", "--text", "Superconductors that are cold", "--limit", "2");
        Assert.All(likeText, result => Assert.Equal("How superconductors lose resistance when cold", (string?)result!["title"]));
    }

    [Fact]
    public async Task A_paper_that_is_not_there_is_refused()
    {
        var ended = await RunAsync("similar", "arXiv:9901.00001", "--json");
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        Assert.Equal("No paper arXiv:9901.00001 is in this store.\n", ended.Error);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task After_two_dashes_everything_is_text()
    {
        var ended = await RunAsync("search", "--json", "--data", folder.Data, "--", "--limit", "@galaxies");
        ended.IsDone();
        Assert.Equal("How galaxies merge and light up", (string?)ended.Json()["results"]![0]!["title"]);
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_fault()
    {
        var ended = await IndexerProgram.ShellAsync($"$program search galaxies --data {folder.Data} | true; echo done");
        Assert.Equal("done\n", ended.Output);
        ended.HasNoStackTrace();
    }

    [Fact]
    public async Task Check_counts_what_it_proved()
    {
        var ended = await RunAsync("check", "--json");
        ended.IsDone();
        Assert.Equal(12, (long)ended.Json()["papers"]!);
    }

    private Task<Ended> RunAsync(params string[] arguments) =>
        IndexerProgram.RunAsync(arguments.Contains("--") ? arguments : [.. arguments, "--data", folder.Data]);

    private async Task<JsonArray> ResultsAsync(params string[] arguments) => (await RunAsync([.. arguments, "--json"])).Json()["results"]!.AsArray();
}
