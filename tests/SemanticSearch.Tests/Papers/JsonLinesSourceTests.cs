using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class JsonLinesSourceTests
{
    [Theory]
    [InlineData("A\nB\n", "1:a 2:b")]
    [InlineData("A\nB", "1:a 2:b")]
    [InlineData("A\r\nB\r\n", "1:a 2:b")]
    [InlineData("\n\r\nA\n \t \n\nB\n\n", "3:a 6:b")]
    [InlineData("\uFEFFA\nB\n", "1:a 2:b")]
    [InlineData("\uFEFFA\n\uFEFFB\n", "1:a 2:b")]
    [InlineData("A\nnonsense\nB\n", "1:a 2:!bad_json 3:b")]
    [InlineData("A\n{}\nB", "1:a 2:!missing_id 3:b")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("\uFEFF", "")]
    public async Task Lines_are_split_and_counted(string text, string expected)
    {
        var lines = text.Replace("A", Records.Line("a")).Replace("B", Records.Line("b"));
        Assert.Equal(expected, (await Records.ReadAllAsync(lines)).Summary());
    }

    [Fact]
    public async Task Bad_utf8_is_refused_at_its_offset_and_the_rest_is_read()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Records.Line("a") + "\n{\"id\":\"é"), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\",\"title\":\"t\"}\n" + Records.Line("b"))];
        var records = await Records.ReadAllAsync(bytes);
        Assert.Equal("1:a 2:!bad_utf8 3:b", records.Summary());
        Assert.Contains("byte 0xC3 at byte offset 9", records[1].Refusal!.Reason);
        Assert.Equal("-:2", records[1].Origin.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task The_size_of_reads_changes_nothing(int chunkBytes)
    {
        var text = string.Concat(Enumerable.Range(0, 300).Select(i => Records.Line($"id{i}", "é漢" + new string('x', i * 7 % 1999)) + "\r\n"));
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), Records.Gzip(text) })
        {
            var records = await new JsonLinesSource(new ChunkedStream(bytes, chunkBytes)).ReadAllAsync();
            Assert.Equal(300, records.Count);
            Assert.All(records, (record, i) => Assert.Equal((i + 1, $"id{i}"), ((int)record.Origin.Line, record.Paper!.Id.Value)));
        }
    }

    [Theory]
    [InlineData(PaperLimits.MaxLineBytes, "\n", "1:x 2:b")]
    [InlineData(PaperLimits.MaxLineBytes, "\r\n", "1:x 2:b")]
    [InlineData(PaperLimits.MaxLineBytes + 1, "\n", "1:!line_too_long 2:b")]
    [InlineData(PaperLimits.MaxLineBytes + 1, "\r\n", "1:!line_too_long 2:b")]
    [InlineData(PaperLimits.MaxLineBytes + 2, "\n", "1:!line_too_long 2:b")]
    [InlineData(3 * PaperLimits.MaxLineBytes, "\r\n", "1:!line_too_long 2:b")]
    public async Task The_limit_of_a_line_is_exact(int lengthBytes, string end, string expected)
    {
        var line = Records.Line("x");
        var padded = line.Insert(line.Length - 1, ",\"other\":\"" + new string('y', lengthBytes - line.Length - ",\"other\":\"\"".Length) + "\"");
        Assert.Equal(lengthBytes, padded.Length);
        var records = await Records.ReadAllAsync(padded + end + Records.Line("b"));
        Assert.Equal(expected, records.Summary());
    }

    [Fact]
    public async Task A_line_too_long_may_end_the_input()
    {
        var records = await new JsonLinesSource(new LongLineStream(5_000_000, "")).ReadAllAsync();
        Assert.Equal("1:!line_too_long", records.Summary());
        Assert.Contains("has 5000000 bytes", records[0].Refusal!.Reason);
    }

    [Fact]
    public async Task A_stream_has_a_name_and_no_progress_and_stays_open()
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(Records.Line("a")));
        var source = new JsonLinesSource(stream);
        Assert.Equal(new RecordOrigin("-", 1), (await source.ReadAllAsync()).Single().Origin);
        Assert.Null(source.Progress);
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData("papers.json", false)]
    [InlineData("papers.jsonl.gz", true)]
    [InlineData("compressed-but-not-called-so.jsonl", true)]
    public async Task A_file_is_read_whatever_its_name_and_progress_grows_to_one(string name, bool gzip)
    {
        using var folder = new TemporaryFolder();
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(i => Records.Line($"id{i}", Convert.ToHexString(Encoding.UTF8.GetBytes($"{i * 7919}"))) + "\n"));
        await File.WriteAllBytesAsync(folder[name], gzip ? Records.Gzip(text) : Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        var source = new JsonLinesSource(folder[name]);
        Assert.Equal(0, source.Progress);
        var seen = new List<double>();
        await foreach (var record in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal($"id{seen.Count}", record.Paper!.Id.Value);
            seen.Add(source.Progress!.Value);
        }
        Assert.Equal(seen.Order(), seen);
        Assert.True(seen[0] < .9, $"began with {seen[0]}");
        Assert.Equal(1, source.Progress);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_not_utf8_at_all_is_refused_as_a_whole()
    {
        using var folder = new TemporaryFolder();
        var missing = await Assert.ThrowsAsync<PaperSourceException>(() => new JsonLinesSource(folder["none.jsonl"]).ReadAllAsync());
        Assert.Contains("none.jsonl", missing.Message);
        var utf16 = await Assert.ThrowsAsync<PaperSourceException>(() => Records.ReadAllAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Records.Line("a") + "\n")]));
        Assert.Contains("UTF-16", utf16.Message);
    }

    [Fact]
    public async Task A_read_that_fails_is_told_with_file_and_line()
    {
        var stream = new ChunkedStream(Encoding.UTF8.GetBytes(Records.Line("a") + "\n" + Records.Line("b")), 30) { Failure = new IOException("The disk is gone.") };
        var error = await Assert.ThrowsAsync<PaperSourceException>(() => new JsonLinesSource(stream, "pipe").ReadAllAsync());
        Assert.Equal("\"pipe\" cannot be read: at line 2: The disk is gone.", error.Message);
    }

    [Fact]
    public async Task Cancellation_between_two_records_throws()
    {
        using var stop = new CancellationTokenSource();
        var source = new JsonLinesSource(new MemoryStream(Encoding.UTF8.GetBytes(Records.Line("a") + "\n" + Records.Line("b"))));
        await using var records = source.ReadAsync(stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await records.MoveNextAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await records.MoveNextAsync());
    }

    [Fact]
    public async Task All_real_papers_are_read()
    {
        var path = Repository.SharedOrSkip("data", "arxiv-1k.jsonl");
        var records = await new JsonLinesSource(path).ReadAllAsync();
        Assert.Equal(1_000, records.Count);
        Assert.DoesNotContain(records, record => record.Refusal is not null);
        Assert.All(records, record => Assert.True(record.Paper is { Id.IsArxiv: true, Date: not null, Authors.Count: > 0, Categories.Count: > 0, Abstract.Length: > 0 }));
    }
}
