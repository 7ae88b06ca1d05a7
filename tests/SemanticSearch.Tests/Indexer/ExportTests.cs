using System.Globalization;
using System.Text.Json.Nodes;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Indexer;

/// <summary>The verb <c>export</c>, and what <c>index</c> makes of what it writes.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("moved.jsonl")]
    [InlineData("moved.jsonl.gz")]
    public async Task What_is_exported_makes_the_same_store_without_the_model(string name)
    {
        await IndexAsync("data", PaperLines.Of(8));
        var exported = await IndexerProgram.RunAsync("export", _folder[name], "--data", _folder["data"], "--json");
        exported.IsDone();
        Assert.Equal(8, (int)exported.Json()["papers"]!);
        Assert.False(File.Exists(_folder[name + ".tmp"]));

        var taken = (await IndexerProgram.RunAsync("index", _folder[name], "--data", _folder["other"], "--json")).Json();
        Assert.Equal(8, (int)taken["added"]!);
        Assert.Equal(0, (int)taken["tokens"]!);
        string[] question = ["search", "how do corals survive heat", "--json", "--data"];
        var (before, after) = (await IndexerProgram.RunAsync([.. question, _folder["data"]]), await IndexerProgram.RunAsync([.. question, _folder["other"]]));
        Assert.Equal(Hits(before), Hits(after));
        // The papers are the same for a later run too.
        Assert.Equal(8, (int)(await IndexAsync("other", PaperLines.Of(8)))["unchanged"]!);
    }

    [Fact]
    public async Task Standard_output_gets_the_lines_and_nothing_else()
    {
        await IndexAsync("data", PaperLines.Of(3));
        var ended = await IndexerProgram.RunAsync("export", "-", "--data", _folder["data"]);
        Assert.Equal(["test:1", "test:2", "test:3"], ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["id"]!));
    }

    [Theory]
    [InlineData("title", "Something else altogether")]
    [InlineData("model", "another model")]
    public async Task A_vector_of_another_text_or_model_is_made_again(string what, string value)
    {
        var line = await ExportedAsync();
        if (what == "model")
            line[GivenVector.FieldName]!["model"] = value;
        else
            line[what] = value;
        var taken = await IndexAsync("other", line.ToJsonString() + "\n");
        Assert.Equal(1, (int)taken["added"]!);
        Assert.True((int)taken["tokens"]! > 5);
    }

    [Fact]
    public async Task A_vector_that_no_export_writes_is_refused()
    {
        var line = await ExportedAsync();
        line[GivenVector.FieldName]!["float16"] = "not base64!";
        await File.WriteAllTextAsync(_folder["papers.jsonl"], line.ToJsonString() + "\n", TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.RunAsync("index", _folder["papers.jsonl"], "--data", _folder["other"], "--json");
        Assert.Equal(ExitCodes.SomeRefused, ended.ExitCode);
        Assert.Equal(RefusalCodes.BadField, (string)ended.Json()["refusals"]![0]!["code"]!);
        Assert.Contains("encoded", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_and_leaves_nothing()
    {
        await IndexAsync("data", PaperLines.Of(1));
        var ended = await IndexerProgram.RunAsync("export", Path.Combine(_folder["no-such-folder"], "x.jsonl"), "--data", _folder["data"]);
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        ended.HasNoStackTrace();
    }

    private async Task<JsonObject> ExportedAsync()
    {
        await IndexAsync("data", PaperLines.Of(1));
        return JsonNode.Parse((await IndexerProgram.RunAsync("export", "-", "--data", _folder["data"])).Output)!.AsObject();
    }

    private async Task<JsonObject> IndexAsync(string data, string lines)
    {
        await File.WriteAllTextAsync(_folder["papers.jsonl"], lines, TestContext.Current.CancellationToken);
        return (await IndexerProgram.RunAsync("index", _folder["papers.jsonl"], "--data", _folder[data], "--json")).Json();
    }

    private static List<string> Hits(Ended ended) => [.. ended.Json()["results"]!.AsArray().Select(hit =>
        string.Create(CultureInfo.InvariantCulture, $"{hit!["id"]} {hit["score"]}"))];
}
