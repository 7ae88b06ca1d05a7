using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class GzipTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 2_000).Select(i => Records.Line($"id{i}", $"{i * 2654435761L:x}") + "\n"));

    [Fact]
    public async Task Several_members_are_one_input()
    {
        byte[] bytes = [.. Records.Gzip(Records.Line("a") + "\n{\"id\":\"b\","), .. Records.Gzip("\"title\":\"t\"}\n"), .. Records.Gzip(""), .. Records.Gzip(Records.Line("c"))];
        Assert.Equal("1:a 2:b 3:c", (await Records.ReadAllAsync(bytes)).Summary());
    }

    [Fact]
    public async Task Any_cut_is_noticed_and_no_record_is_made_up()
    {
        var whole = Records.Gzip(Text);
        int[] cuts = [3, 9, 10, 11, 500, whole.Length / 2, whole.Length - 20, whole.Length - 9, whole.Length - 8, whole.Length - 7, whole.Length - 4, whole.Length - 1];
        foreach (var cut in cuts)
        {
            var (ids, error) = await ReadUntilFailureAsync(whole[..cut]);
            Assert.True(error is not null, $"A cut after {cut} of {whole.Length} bytes was not noticed.");
            Assert.Contains($"\"-\" cannot be read: at line {ids.Count + 1}, the compressed data is cut short", error.Message);
            Assert.Equal(Enumerable.Range(0, ids.Count).Select(i => $"id{i}"), ids);
            Assert.True(cut < whole.Length / 2 || ids.Count > 500, $"Only {ids.Count} records before a cut after {cut} of {whole.Length} bytes.");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    public async Task A_cut_in_a_later_member_is_noticed(int keptBytes)
    {
        byte[] bytes = [.. Records.Gzip(Text), .. Records.Gzip(Text)[..keptBytes]];
        var (ids, error) = await ReadUntilFailureAsync(bytes);
        Assert.NotNull(error);
        Assert.InRange(ids.Count, 2_000, 2_010);
    }

    [Fact]
    public async Task Damage_and_foreign_bytes_are_noticed()
    {
        var whole = Records.Gzip(Text);
        var wrongSum = (byte[])whole.Clone();
        wrongSum[^6] ^= 1;
        foreach (var bytes in new[] { wrongSum, [.. whole, 1, 2, 3, 4], [.. whole, .. new byte[100_000]] })
        {
            var (_, error) = await ReadUntilFailureAsync(bytes);
            Assert.NotNull(error);
            Assert.Contains("gzip -t", error.Message);
        }
    }

    [Fact]
    public async Task Flipped_bits_never_pass_unnoticed()
    {
        var random = new Random(3);
        var whole = Records.Gzip(Text);
        for (var round = 0; round < 60; round++)
        {
            var damaged = (byte[])whole.Clone();
            // The header's time, flags of origin and the like carry nothing that could be checked.
            damaged[random.Next(10, whole.Length)] ^= (byte)(1 << random.Next(8));
            var (_, error) = await ReadUntilFailureAsync(damaged);
            Assert.NotNull(error);
        }
    }

    [Theory]
    [InlineData("empty.jsonl.gz", "")]
    [InlineData("plain.jsonl.gz", "{\"id\":\"a\",\"title\":\"t\"}\n")]
    public async Task A_file_called_gz_must_be_gzip(string name, string content)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder[name], content, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<PaperSourceException>(() => new JsonLinesSource(folder[name]).ReadAllAsync());
        Assert.Contains(name, error.Message);
        Assert.Contains("line 1", error.Message);
    }

    private static async Task<(List<string> Ids, PaperSourceException? Error)> ReadUntilFailureAsync(byte[] bytes)
    {
        var ids = new List<string>();
        try
        {
            await foreach (var record in new JsonLinesSource(new MemoryStream(bytes)).ReadAsync(TestContext.Current.CancellationToken))
                ids.Add(record.Paper?.Id.Value ?? record.Refusal!.Code);
            return (ids, null);
        }
        catch (PaperSourceException error)
        {
            return (ids, error);
        }
    }
}
