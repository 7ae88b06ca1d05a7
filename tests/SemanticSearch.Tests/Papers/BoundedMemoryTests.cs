using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

/// <summary>Input that would fill the memory if it were held.</summary>
[Collection(MeasuredAlone.Name)]
public class BoundedMemoryTests
{
    [Fact]
    public async Task A_line_of_more_than_a_gigabyte_is_refused_in_bounded_memory()
    {
        const long Length = (1L << 30) + 12_345;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var records = await new JsonLinesSource(new LongLineStream(Length, "\n" + Records.Line("next"))).ReadAllAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal("1:!line_too_long 2:next", records.Summary());
        Assert.Contains($"has {Length} bytes; the limit is {PaperLimits.MaxLineBytes}", records[0].Refusal!.Reason);
        // The count is the whole process's, whose other threads allocate a little meanwhile.
        Assert.InRange(allocated, PaperLimits.MaxLineBytes, 8 * PaperLimits.MaxLineBytes);
    }

    [Fact]
    public async Task A_bomb_of_one_line_is_refused_as_one_record_in_bounded_memory()
    {
        var sixteenMegabytes = new byte[16 << 20];
        sixteenMegabytes.AsSpan().Fill((byte)'y');
        var member = Records.Gzip(sixteenMegabytes);
        byte[] bomb = [.. Enumerable.Repeat(member, 64).SelectMany(bytes => bytes), .. Records.Gzip("\n" + Records.Line("next"))];
        Assert.True(bomb.Length < 2 << 20, $"The bomb has {bomb.Length} bytes.");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var records = await Records.ReadAllAsync(bomb);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal("1:!line_too_long 2:next", records.Summary());
        Assert.Contains($"has {1 << 30} bytes", records[0].Refusal!.Reason);
        Assert.InRange(allocated, PaperLimits.MaxLineBytes, 8 * PaperLimits.MaxLineBytes);
    }
}
