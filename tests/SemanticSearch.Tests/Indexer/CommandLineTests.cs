using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Tests.Indexer;

/// <summary>How the program takes its arguments and settings, and what it says of those that it cannot use.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("serch corals", "serch")]
    [InlineData("index", "Name files")]
    [InlineData("index a.jsonl --sample", "not both")]
    [InlineData("index a.jsonl --prun", "--prun")]
    [InlineData("search", "TEXT")]
    [InlineData("search corals --limit 0", "1 to 100")]
    [InlineData("search corals --limit ten", "1 to 100")]
    [InlineData("search corals --mode fuzzy", "semantic")]
    [InlineData("search corals --from 2020-13", "yyyy-MM-dd")]
    [InlineData("search corals --from 2021 --to 2020", "after --to")]
    [InlineData("search corals --store files", "embedded")]
    [InlineData("search corals --data ''", "--data is empty")]
    [InlineData("search corals --min-similarity 0.5 --mode lexical", "--min-similarity cannot be given")]
    [InlineData("search corals --limit 3 --limit 4", "--limit is given more than once")]
    [InlineData("search corals --select titel", "title")]
    [InlineData("similar", "ID and --like-text are missing")]
    [InlineData("similar a:1 --unlike a:1", "a:1 is given as an example")]
    [InlineData("paper", "REFERENCE")]
    [InlineData("paper a:1 --format word", "--format")]
    [InlineData("check now", "now")]
    public async Task What_it_cannot_use_is_named_and_ends_with_2(string line, string named)
    {
        var ended = await IndexerProgram.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "''" ? "" : word)]);
        Assert.Equal(ExitCodes.Usage, ended.ExitCode);
        Assert.Contains(named, ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
        ended.HasNoStackTrace();
    }

    [Fact]
    public async Task Wrong_usage_shows_the_usage_of_the_verb()
    {
        var ended = await IndexerProgram.RunAsync("search", "corals", "--lmit", "3");
        Assert.Contains("Unknown option --lmit.", ended.Error, StringComparison.Ordinal);
        Assert.Matches("Usage:\n  .*search <TEXT>", ended.Error);
        Assert.Contains("--limit", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("index --help")]
    public async Task Help_is_an_answer(string line)
    {
        var ended = await IndexerProgram.RunAsync(line.Split(' '));
        ended.IsDone();
        Assert.Contains("Usage:", ended.Output, StringComparison.Ordinal);
        Assert.Empty(ended.Error);
    }

    [Fact]
    public async Task An_unknown_setting_is_refused_by_name()
    {
        var ended = await IndexerProgram.FeedAsync("", new Dictionary<string, string> { ["SemanticSearch__DataFoldr"] = Data }, "check");
        Assert.Equal(ExitCodes.Usage, ended.ExitCode);
        Assert.Contains("SemanticSearch:DataFoldr", ended.Error, StringComparison.Ordinal);
        OneLine(ended);
    }

    [Fact]
    public async Task Settings_come_from_the_environment_and_options_go_first()
    {
        // The service's own key may be set for both.
        var environment = new Dictionary<string, string> { ["SemanticSearch__DataFolder"] = Data, ["SemanticSearch__Sample"] = "false" };
        var ended = await IndexerProgram.FeedAsync(PaperLines.Of(2), environment, "index", "-", "--json");
        Assert.Equal(2, (long)ended.Json()["added"]!);
        Assert.Equal(2, await PaperLines.CountAsync(Data));

        environment["SemanticSearch__DataFolder"] = _folder["elsewhere"];
        var check = await IndexerProgram.FeedAsync("", environment, "check", "--json", "--data", Data);
        Assert.Equal(2, (long)check.Json()["papers"]!);
        Assert.False(Directory.Exists(_folder["elsewhere"]));
    }

    [Fact]
    public async Task A_folder_of_something_else_is_refused()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "notes.txt"), "mine", TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.FeedAsync(PaperLines.Of(1), IndexerProgram.NoSettings, "index", "-", "--json", "--data", Data);
        Refused(ended, "notes.txt");
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(Data).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("search corals")]
    [InlineData("similar test:1")]
    public async Task A_verb_that_reads_makes_no_store_of_a_mistyped_folder(string line)
    {
        var ended = await IndexerProgram.RunAsync([.. line.Split(' '), "--json", "--data", Data]);
        Refused(ended, "there is no store");
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_folder_without_a_model_is_refused()
    {
        var ended = await IndexerProgram.FeedAsync(PaperLines.Of(1), IndexerProgram.NoSettings, "index", "-", "--data", Data, "--model", _folder.FullPath);
        Refused(ended, "model.json");
    }

    [Fact]
    public async Task Input_that_does_not_exist_is_refused_before_a_store_is_made()
    {
        Refused(await IndexerProgram.RunAsync("index", _folder["none.jsonl"], "--data", Data), "none.jsonl");
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_row_that_changed_on_disk_is_found_by_check()
    {
        await IndexerProgram.FeedAsync(PaperLines.Of(3), IndexerProgram.NoSettings, "index", "-", "--data", Data);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "papers.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE paper SET record = replace(record, 'Observation 2', 'Observation 3') WHERE key = 'test:2'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        var found = await IndexerProgram.RunAsync("check", "--json", "--data", Data);
        Assert.Equal(ExitCodes.Refused, found.ExitCode);
        var damaged = JsonNode.Parse(found.Output)!["damaged_rows"]!.AsArray();
        Assert.Equal("test:2", (string?)Assert.Single(damaged)!["key"]);

        var versions = Path.Combine(Data, "versions.db");
        Assert.True(File.Exists(versions));
        var repaired = await IndexerProgram.RunAsync("check", "--repair", "--json", "--data", Data);
        Assert.False(File.Exists(versions));
        Assert.Equal(ExitCodes.SomeRefused, repaired.ExitCode);
        Assert.Equal(2, (int)JsonNode.Parse(repaired.Output)!["papers"]!);
        (await IndexerProgram.RunAsync("check", "--level", "3", "--data", Data)).IsDone();
        (await IndexerProgram.RunAsync("backup", Data + "-copy", "--data", Data)).IsDone();
        (await IndexerProgram.RunAsync("check", "--data", Data + "-copy")).IsDone();
        Assert.Equal(ExitCodes.Refused, (await IndexerProgram.RunAsync("backup", Data, "--data", Data)).ExitCode);
    }

    private static void Refused(Ended ended, string named)
    {
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        Assert.Contains(named, ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
        OneLine(ended);
    }

    private static void OneLine(Ended ended) => Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
}
