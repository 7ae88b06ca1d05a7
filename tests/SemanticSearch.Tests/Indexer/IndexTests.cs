using System.Text;
using System.Text.Json.Nodes;
using SemanticSearch.Papers;
using SemanticSearch.Tests.Papers;

namespace SemanticSearch.Tests.Indexer;

/// <summary>The verb <c>index</c>, on the real model and store.</summary>
public sealed class IndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_run_embeds_nothing()
    {
        var first = await IndexAsync(PaperLines.Of(5));
        first.IsDone();
        Assert.Equal("5 0 0 0 0", Counts(first.Json()));
        Assert.True((long)first.Json()["tokens"]! > 50);

        var second = await IndexAsync(PaperLines.Of(5));
        second.IsDone();
        Assert.Equal("0 0 5 0 0", Counts(second.Json()));
        Assert.Equal(0, (long)second.Json()["tokens"]!);
    }

    [Fact]
    public async Task The_json_answer_has_the_promised_members()
    {
        var answer = (await IndexAsync(PaperLines.Of(1))).Json();
        Assert.Equal(["read", "added", "updated", "unchanged", "deleted", "refused", "tokens", "seconds", "refusals"], answer.Select(member => member.Key));
    }

    [Fact]
    public async Task A_bad_record_is_refused_with_its_place_and_the_rest_go_on()
    {
        var ended = await IndexAsync(PaperLines.Of(2) + "{\"id\":\"test:9\"}\n\nnonsense\n" + PaperLines.Of(1, first: 3));
        Assert.Equal(ExitCodes.SomeRefused, ended.ExitCode);
        Assert.Equal("3 0 0 0 2", Counts(ended.Json()));
        Assert.Equal(5, (long)ended.Json()["read"]!);
        Assert.Contains($"{_folder["papers.jsonl"]}:3: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains($"{_folder["papers.jsonl"]}:5: ", ended.Error, StringComparison.Ordinal);
        var refusals = ended.Json()["refusals"]!.AsArray();
        Assert.Equal([RefusalCodes.MissingTitle, RefusalCodes.BadJson], refusals.Select(refusal => (string)refusal!["code"]!));
        Assert.Equal([3L, 5L], refusals.Select(refusal => (long)refusal!["line"]!));
        Assert.Equal(3, await PaperLines.CountAsync(_folder["data"]));
    }

    [Fact]
    public async Task Of_very_many_bad_records_the_first_are_shown_and_all_are_counted()
    {
        var ended = await IndexAsync(string.Concat(Enumerable.Repeat("nonsense\n", 5_000)) + PaperLines.Of(1));
        Assert.Equal(ExitCodes.SomeRefused, ended.ExitCode);
        Assert.Equal("1 0 0 0 5000", Counts(ended.Json()));
        Assert.True(ended.Error.Split('\n').Length < 40, ended.Error);
        Assert.Contains("5000 records were refused in all: bad_json 5000.", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_gzip_and_folders_are_read_together()
    {
        Directory.CreateDirectory(_folder["in"]);
        await File.WriteAllBytesAsync(Path.Combine(_folder["in"], "a.jsonl.gz"), Records.Gzip(PaperLines.Of(2)), TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.FeedAsync(PaperLines.Of(2, first: 3), IndexerProgram.NoSettings, "index", "-", _folder["in"], "--json", "--data", _folder["data"]);
        ended.IsDone();
        Assert.Equal("4 0 0 0 0", Counts(ended.Json()));
    }

    [Fact]
    public async Task Prune_removes_what_the_input_no_longer_has_but_not_after_a_refusal()
    {
        await IndexAsync(PaperLines.Of(3));
        var refused = await IndexAsync(PaperLines.Of(2) + "nonsense\n", "--prune");
        Assert.Equal("0 0 2 0 1", Counts(refused.Json()));
        Assert.Contains("Nothing was removed", refused.Error, StringComparison.Ordinal);

        var changed = await IndexAsync(PaperLines.Line(1, "deserts grow") + PaperLines.Of(1, first: 2), "--prune");
        Assert.Equal("0 1 1 1 0", Counts(changed.Json()));
        Assert.Equal(2, await PaperLines.CountAsync(_folder["data"]));
    }

    [Fact]
    public async Task People_get_a_sentence_and_progress_stays_off_standard_output()
    {
        await File.WriteAllTextAsync(_folder["papers.jsonl"], PaperLines.Of(3), TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.RunAsync("index", _folder["papers.jsonl"], "--data", _folder["data"]);
        Assert.Matches(@"^3 read: 3 added, 0 updated, 0 unchanged, 0 deleted, 0 refused; [0-9]+ tokens in [0-9.]+ s\.\n$", ended.Output);
        Assert.Matches(@"^3 papers, [0-9.]+ a second, 100 %\n$", ended.Error);
    }

    [Fact]
    public async Task Input_that_breaks_off_is_named()
    {
        var whole = Records.Gzip(Encoding.UTF8.GetBytes(PaperLines.Of(5)));
        await File.WriteAllBytesAsync(_folder["cut.gz"], whole[..^20], TestContext.Current.CancellationToken);
        var ended = await IndexerProgram.RunAsync("index", _folder["cut.gz"], "--json", "--data", _folder["data"]);
        Assert.Equal(ExitCodes.Refused, ended.ExitCode);
        Assert.Contains($"\"{_folder["cut.gz"]}\" cannot be read", ended.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        ended.HasNoStackTrace();
    }

    private static string Counts(JsonObject report) =>
        string.Join(' ', new[] { "added", "updated", "unchanged", "deleted", "refused" }.Select(name => (long)report[name]!));

    private async Task<Ended> IndexAsync(string lines, params string[] options)
    {
        await File.WriteAllTextAsync(_folder["papers.jsonl"], lines, TestContext.Current.CancellationToken);
        return await IndexerProgram.RunAsync(["index", _folder["papers.jsonl"], "--json", "--data", _folder["data"], .. options]);
    }
}
