using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

public class SampleSourceTests
{
    [Fact]
    public async Task Every_sample_record_is_a_paper_of_the_sample()
    {
        foreach (var record in await new SampleSource().ReadAllAsync())
        {
            Assert.Null(record.Refusal);
            Assert.StartsWith("sample:", record.Paper!.Id.Value);
            Assert.Equal("sample", record.Paper.Source);
            Assert.Matches("^sample/[^/]+\\.jsonl$", record.Origin.File);
        }
    }

    [Fact]
    public async Task The_sample_is_large_enough_to_try_everything()
    {
        var source = new SampleSource();
        var count = (await source.ReadAllAsync()).Count;
        Assert.True(count >= 240, $"{count} sample papers");
        Assert.Equal(1, source.Progress);
    }
}
