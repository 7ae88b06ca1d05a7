using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public sealed class PaperSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_read_in_ordinal_order_of_its_paths()
    {
        foreach (var name in new[] { "b.jsonl", "B.ndjson", "a/z.jsonl", "a/deep/y.jsonl", "a.jsonl", "notes.txt", "paper.json", "é.jsonl" })
            Write(name, Records.Line(name));
        WriteBytes("c.jsonl.gz", Records.Gzip(Records.Line("c.jsonl.gz")));
        WriteBytes("d.ndjson.gz", Records.Gzip(Records.Line("d.ndjson.gz")));
        var records = await PaperSources.Open([_folder.FullPath]).ReadAllAsync();
        string[] expected = ["B.ndjson", "a.jsonl", "a/deep/y.jsonl", "a/z.jsonl", "b.jsonl", "c.jsonl.gz", "d.ndjson.gz", "é.jsonl"];
        Assert.Equal(expected, records.Select(record => record.Paper!.Id.Value));
        Assert.Equal(expected.Select(name => new RecordOrigin(_folder[name], 1)), records.Select(record => record.Origin));
    }

    [Fact]
    public async Task A_link_back_to_the_folder_is_not_followed()
    {
        Write("a.jsonl", Records.Line("a"));
        Directory.CreateSymbolicLink(_folder["loop"], _folder.FullPath);
        Assert.Single(PaperSources.Open([_folder.FullPath]).Files);
        Assert.Single(await PaperSources.Open([_folder.FullPath]).ReadAllAsync());
    }

    [Fact]
    public async Task Files_folders_and_standard_input_come_in_the_order_given()
    {
        Write("one.json", Records.Line("one"));
        Write("folder/two.jsonl", Records.Line("two"));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(Records.Line("three")));
        var source = PaperSources.Open([_folder["folder"], "-", _folder["one.json"]], input);
        Assert.Equal("1:two 1:three 1:one", (await source.ReadAllAsync()).Summary());
        Assert.Null(source.Progress);
    }

    [Fact]
    public async Task Progress_goes_over_all_files()
    {
        Write("1.jsonl", Records.Line("a", new string('x', 900)));
        Write("2.jsonl", Records.Line("b", new string('x', 900)));
        Write("3.jsonl", "");
        var source = PaperSources.Open([_folder.FullPath]);
        var seen = new List<double?> { source.Progress };
        await foreach (var _ in source.ReadAsync(TestContext.Current.CancellationToken))
            seen.Add(source.Progress);
        Assert.Equal([0, .5, 1, 1], seen.Append(source.Progress));
    }

    [Fact]
    public async Task The_progress_of_empty_files_is_one_in_the_end()
    {
        Write("empty.jsonl", "");
        var source = PaperSources.Open([_folder.FullPath]);
        Assert.Empty(await source.ReadAllAsync());
        Assert.Equal(1, source.Progress);
    }

    [Fact]
    public void What_is_not_there_is_told_at_once()
    {
        Write("only.txt", "");
        Assert.Contains("none", Assert.Throws<PaperSourceException>(() => PaperSources.Open([_folder["none"]])).Message);
        Assert.Contains(".jsonl", Assert.Throws<PaperSourceException>(() => PaperSources.Open([_folder.FullPath])).Message);
        Assert.Throws<PaperSourceException>(() => PaperSources.Open(["-"]));
        Assert.Throws<PaperSourceException>(() => PaperSources.Open(["-", "-"], Stream.Null));
        Assert.Throws<ArgumentException>(() => PaperSources.Open([]));
    }

    [Fact]
    public async Task A_repetition_passes_silently_and_a_contradiction_is_refused_by_its_first_origin()
    {
        Write("1.jsonl", Records.Line("2301.00001") + "\n" + Records.Line("b") + "\n" + Records.Line("B"));
        Write("2.jsonl", "\n" + Records.Line("https://arxiv.org/abs/2301.00001v2") + "\n" + Records.Line("b", "Other") + "\n" + Records.Line("c") + "\n" + Records.Line("b"));
        var records = await PaperSources.Open([_folder.FullPath]).ReadAllAsync();
        Assert.Equal("1:arXiv:2301.00001 2:b 3:!duplicate_id 4:c", records.Summary());
        var refusal = records[2].Refusal!;
        Assert.Equal(new RecordOrigin(_folder["2.jsonl"], 3), refusal.Origin);
        Assert.Contains($"\"b\", as has {_folder["1.jsonl"]}:2 with other content", refusal.Reason);
    }

    [Fact]
    public async Task A_refused_record_does_not_take_the_id()
    {
        Write("1.jsonl", """{"id":"a"}""" + "\n" + Records.Line("a"));
        Assert.Equal("1:!missing_title 2:a", (await PaperSources.Open([_folder.FullPath]).ReadAllAsync()).Summary());
    }

    [Fact]
    public async Task Untitled_passages_are_read_on_demand()
    {
        Write("corpus.jsonl", """{"_id":"1","title":"","text":"words"}""");
        Assert.Equal("1:!missing_title", (await PaperSources.Open([_folder.FullPath]).ReadAllAsync()).Summary());
        Assert.Equal("1:1", (await PaperSources.Open([_folder.FullPath], titleRequired: false).ReadAllAsync()).Summary());
    }

    [Fact]
    public async Task Reading_twice_gives_the_same()
    {
        Write("1.jsonl", Records.Line("a") + "\n" + Records.Line("a", "Other"));
        var source = PaperSources.Open([_folder.FullPath]);
        Assert.Equal((await source.ReadAllAsync()).Summary(), (await source.ReadAllAsync()).Summary());
    }

    private void Write(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    private void WriteBytes(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], bytes);
    }
}
