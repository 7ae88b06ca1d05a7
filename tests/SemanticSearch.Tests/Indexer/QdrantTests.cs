using SemanticSearch.Tests.Storage.Qdrant.InProcess;

namespace SemanticSearch.Tests.Indexer;

/// <summary>The program with a store that is a server.</summary>
public sealed class QdrantTests : IAsyncLifetime
{
    private const string Papers = """
        {"id":"t:1","title":"Coral reefs in warm seas","abstract":"Corals bleach when the sea is warm.","authors":["Ada Reef"]}
        {"id":"t:2","title":"A vaccine trial in older adults","abstract":"Two doses were given to volunteers."}
        """;

    private QdrantDouble _server = null!;

    private Dictionary<string, string> Environment => new() { ["SemanticSearch__Qdrant__Endpoint"] = _server.Endpoint, ["SemanticSearch__Qdrant__Collection"] = "trial" };

    public async ValueTask InitializeAsync() => _server = await QdrantDouble.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_one_run_puts_on_the_server_the_next_one_finds()
    {
        var indexed = await IndexerProgram.FeedAsync(Papers, Environment, "index", "-", "--store", "qdrant", "--json");
        Assert.Equal(2, (int)indexed.IsDone().Json()["added"]!);
        var again = await IndexerProgram.FeedAsync(Papers, Environment, "index", "-", "--store", "qdrant", "--json");
        Assert.Equal(2, (int)again.IsDone().Json()["unchanged"]!);
        var found = await IndexerProgram.FeedAsync("", Environment, "search", "bleaching of corals", "--store", "qdrant", "--json");
        Assert.Equal("t:1", (string)found.IsDone().Json()["results"]![0]!["id"]!);
        // Two papers and the state of the store.
        Assert.Equal(3, _server.Databank.Find("trial").Points.Count);
    }

    [Fact]
    public async Task A_verb_that_reads_refuses_a_collection_without_papers()
    {
        var ended = await IndexerProgram.FeedAsync("", Environment, "search", "corals", "--store", "qdrant");
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        Assert.Contains("has no papers", ended.Error, StringComparison.Ordinal);
        ended.HasNoStackTrace();
    }

    [Theory]
    [InlineData("check")]
    [InlineData("backup target")]
    public async Task A_verb_of_files_refuses_a_server(string line)
    {
        var ended = await IndexerProgram.FeedAsync("", Environment, [.. line.Split(' '), "--store", "qdrant"]);
        Assert.Equal(ExitCodes.Usage, ended.ExitCode);
        Assert.Contains("embedded store", ended.Error, StringComparison.Ordinal);
        ended.HasNoStackTrace();
    }

    [Fact]
    public async Task Papers_move_from_a_folder_to_a_server_without_the_model_and_into_a_new_collection()
    {
        using var folder = new TemporaryFolder();
        await IndexerProgram.FeedAsync(PaperLines.Of(12), IndexerProgram.NoSettings, "index", "-", "--data", folder["data"]);
        await IndexerProgram.RunAsync("export", folder["moved.jsonl.gz"], "--data", folder["data"]);
        var loaded = await IndexerProgram.FeedAsync("", Environment, "rebuild", folder["moved.jsonl.gz"], "--store", "qdrant", "--json");
        Assert.Equal(12, (int)loaded.Json()["papers"]!);
        string[] question = ["search", "how do corals survive heat", "--json", "--limit", "5"];
        var before = await IndexerProgram.RunAsync([.. question, "--data", folder["data"]]);
        var after = await IndexerProgram.FeedAsync("", Environment, [.. question, "--store", "qdrant"]);
        Assert.Equal(Ids(before), Ids(after));

        var wider = new Dictionary<string, string>(Environment) { ["SemanticSearch__Qdrant__Shards"] = "2" };
        Assert.Equal(12, (int)(await IndexerProgram.FeedAsync("", wider, "rebuild", "--store", "qdrant", "--json")).Json()["papers"]!);
        Assert.Equal(Ids(before), Ids(await IndexerProgram.FeedAsync("", Environment, [.. question, "--store", "qdrant"])));
    }

    [Fact]
    public async Task A_line_without_a_vector_leaves_the_collection_as_it_was()
    {
        using var folder = new TemporaryFolder();
        await IndexerProgram.FeedAsync(Papers, Environment, "index", "-", "--store", "qdrant");
        await File.WriteAllTextAsync(folder["plain.jsonl"], PaperLines.Of(2), TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.FeedAsync("", Environment, "rebuild", folder["plain.jsonl"], "--store", "qdrant");
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        Assert.Contains($"{folder["plain.jsonl"]}:1", ended.Error, StringComparison.Ordinal);
        Assert.Equal(3, _server.Databank.Find("trial").Points.Count);
    }

    [Fact]
    public async Task A_folder_is_not_rebuilt_this_way()
    {
        using var folder = new TemporaryFolder();
        var ended = await IndexerProgram.RunAsync("rebuild", "--data", folder["data"]);
        Assert.Equal(ExitCodes.Usage, ended.ExitCode);
        Assert.Contains("check --repair", ended.Error, StringComparison.Ordinal);
    }

    private static List<string> Ids(Ended ended) => [.. ended.Json()["results"]!.AsArray().Select(hit => (string)hit!["id"]!)];

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await _server.StopAsync();
        var ended = await IndexerProgram.FeedAsync(Papers, Environment, "index", "-", "--store", "qdrant");
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        Assert.Contains(_server.Endpoint, ended.Error, StringComparison.Ordinal);
        ended.HasNoStackTrace();
    }
}
