namespace SemanticSearch.Tests.Indexer;

/// <summary>The verb <c>topics</c>, on the real model and store.</summary>
public sealed class TopicsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sample_is_divided_shown_and_exported()
    {
        await RunAsync("index", "--sample");
        var built = (await RunAsync("topics", "build")).Json();
        Assert.Equal(1, (int)built["build"]!);
        Assert.Equal(270, (int)built["papers"]!);
        Assert.InRange((int)built["topics"]!, 10, 30);

        var listed = (await RunAsync("topics", "list")).Json();
        var topics = listed["results"]!.AsArray().SelectMany(area => area!["children"]!.AsArray()).ToList();
        Assert.Equal((int)built["topics"]!, topics.Count);
        Assert.Equal(270, topics.Sum(topic => (int)topic!["papers"]!));

        var shown = (await RunAsync("topics", "show", $"{(int)topics[0]!["id"]!}")).Json();
        Assert.Equal(2, shown["path"]!.AsArray().Count);
        Assert.All(shown["exemplars"]!["central"]!.AsArray(), paper => Assert.False(string.IsNullOrEmpty((string?)paper!["title"])));

        var timeline = (await RunAsync("topics", "timeline", $"{(int)topics[0]!["id"]!}")).Json()["results"]!.AsArray();
        Assert.Equal((int)topics[0]!["papers"]!, timeline.Sum(month => (int)month!["papers"]!));
        Assert.Equal("born", (string?)(await RunAsync("topics", "lineage", $"{(int)topics[0]!["id"]!}")).Json()["results"]![0]!["change"]);
        Assert.All((await RunAsync("topics", "list", "--level", "area")).Json()["results"]!.AsArray(), area => Assert.Null(area!["children"]));

        var exported = (await RunAsync("topics", "export")).Json();
        Assert.Equal(["name", "n", "ids", "labels", "topics", "map"], exported.Select(member => member.Key));
        Assert.Equal(270, exported["labels"]!.AsArray().Count);
        Assert.Equal(topics.Select(topic => (int)topic!["id"]!).Order(), exported["labels"]!.AsArray().Select(label => (int)label!).Distinct().Order());

        var rebuilt = (await RunAsync("topics", "build")).Json();
        Assert.Equal(2, (int)rebuilt["build"]!);
        Assert.All(["born", "split", "merged", "died"], change => Assert.Equal(0, (int)rebuilt[change]!));
        var again = (await RunAsync("topics", "export")).Json();
        Assert.All(["ids", "labels", "topics"], member => Assert.Equal(exported[member]!.ToJsonString(), again[member]!.ToJsonString()));
        Assert.Equal(2, (int)(await RunAsync("topics", "build", "--update")).Json()["build"]!);

        // What comes after a build has a topic at once.
        await File.WriteAllTextAsync(_folder["papers.jsonl"], PaperLines.Of(2), TestContext.Current.CancellationToken);
        await RunAsync("index", _folder["papers.jsonl"]);
        Assert.Equal(272, (int)(await RunAsync("topics", "list")).Json()["meta"]!["papers"]!);
    }

    [Fact]
    public async Task A_backup_has_the_topics_with_the_same_numbers()
    {
        await RunAsync("index", "--sample");
        await RunAsync("topics", "build");
        var listed = (await RunAsync("topics", "list")).Output;
        Assert.True((bool)(await RunAsync("backup", _folder["copy"])).Json()["topics"]!);
        var restored = await IndexerProgram.RunAsync("topics", "list", "--json", "--data", _folder["copy"]);
        Assert.Equal(listed, restored.Output);

        await File.WriteAllTextAsync(_folder["data"] + "/topics.model", "damaged", TestContext.Current.CancellationToken);
        var without = await RunAsync("backup", _folder["second copy"]);
        Assert.False((bool)without.Json()["topics"]!);
        Assert.Contains("topics.model", without.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["second copy"] + "/topics.model"));
    }

    [Fact]
    public async Task Papers_are_stored_even_where_their_topics_cannot_be_read()
    {
        await RunAsync("index", "--sample");
        await RunAsync("topics", "build");
        await File.WriteAllTextAsync(_folder["data"] + "/topics.model", "damaged", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["papers.jsonl"], PaperLines.Of(2), TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.RunAsync("index", _folder["papers.jsonl"], "--data", _folder["data"]);
        ended.IsDone();
        Assert.Contains("topics.model", ended.Error, StringComparison.Ordinal);
        Assert.Equal(272, await PaperLines.CountAsync(_folder["data"]));
    }

    [Fact]
    public async Task What_is_not_there_is_refused_in_words()
    {
        await File.WriteAllTextAsync(_folder["papers.jsonl"], PaperLines.Of(3), TestContext.Current.CancellationToken);
        await RunAsync("index", _folder["papers.jsonl"]);
        var none = await IndexerProgram.RunAsync("topics", "list", "--data", _folder["data"]);
        Assert.Equal(ExitCodes.Refused, none.ExitCode);
        Assert.Contains("topics build", none.Error, StringComparison.Ordinal);
        await RunAsync("topics", "build");
        var unknown = await IndexerProgram.RunAsync("topics", "show", "999", "--data", _folder["data"]);
        Assert.Equal(ExitCodes.Refused, unknown.ExitCode);
        Assert.Contains("There is no topic 999", unknown.Error, StringComparison.Ordinal);
        unknown.HasNoStackTrace();
    }

    [Theory]
    [InlineData("topics")]
    [InlineData("topics", "show")]
    [InlineData("topics", "show", "one")]
    [InlineData("topics", "build", "--resolution", "0")]
    [InlineData("topics", "build", "--resolution", "fine")]
    [InlineData("topics", "list", "--level", "leaf")]
    public async Task Wrong_usage_is_told(params string[] arguments)
    {
        var ended = await IndexerProgram.RunAsync(arguments);
        Assert.Equal(ExitCodes.Usage, ended.ExitCode);
        Assert.Contains("topics", ended.Error, StringComparison.Ordinal);
    }

    private async Task<Ended> RunAsync(params string[] arguments)
    {
        var ended = await IndexerProgram.RunAsync([.. arguments, "--json", "--data", _folder["data"]]);
        Assert.True(ended.ExitCode == ExitCodes.Done, ended.Error);
        return ended;
    }
}
