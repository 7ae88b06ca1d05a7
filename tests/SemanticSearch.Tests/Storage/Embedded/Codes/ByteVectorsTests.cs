using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Codes;

namespace SemanticSearch.Tests.Storage.Embedded.Codes;

public sealed class ByteVectorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(9, 5001)]
    [InlineData(384, 4097)]
    public void Estimates_are_as_close_as_they_say(int dimensions, int count)
    {
        using var coded = CodedVectors.Made(dimensions, count);
        var bytes = Written(coded);
        var rows = Enumerable.Range(0, count).Where(row => row % 3 > 0).ToArray();
        var (similarities, errors) = (new float[rows.Length], new float[rows.Length]);
        var squares = 0.0;
        foreach (var query in CodeIndexTests.Queries(coded, 20))
        {
            bytes.EstimatesOf(query, ScanKernel.Current)(rows, similarities, errors);
            var off = rows.Select((row, i) => (coded.Exact(query)(row) - similarities[i]) / errors[i]).ToList();
            Assert.All(off, deviations => Assert.InRange(deviations, -6.5f, 6.5f));
            squares += off.Average(deviations => deviations * deviations) / 20;
        }
        Assert.InRange(Math.Sqrt(squares), 0.3, 1.1);
    }

    [Fact]
    public void They_decide_a_floor_as_the_exact_vectors_do_and_leave_few_rows_to_these()
    {
        using var coded = CodedVectors.Made(384, 4000);
        var bytes = Written(coded);
        foreach (var query in CodeIndexTests.Queries(coded, 10))
        {
            var floor = coded.BruteForce(query, RowBitmap.Full(4000), 2000)[^1].Score;
            var found = new RowBitmap(4000);
            var (_, rescored) = coded.Index.AtLeast(query, RowBitmap.Full(4000), floor, coded.Exact(query), found, () => bytes.EstimatesOf(query, ScanKernel.Current));
            Assert.Equal(CodeIndexTests.Rows(coded.AtLeast(query, RowBitmap.Full(4000), floor)), CodeIndexTests.Rows(found));
            Assert.InRange(rescored, 1, 400);
        }
    }

    [Fact]
    public void They_leave_few_of_the_rows_that_may_be_near_to_the_exact_vectors()
    {
        using var coded = CodedVectors.Made(384, 4000);
        var bytes = Written(coded);
        var allowed = coded.Share(0.7);
        var (without, with) = (0, 0);
        foreach (var query in CodeIndexTests.Queries(coded, 10))
        {
            var (expected, found) = (new List<(int, float)>(), new List<(int, float)>());
            without += coded.Index.Search(query, allowed, 20, -1, coded.Exact(query), expected).Rescored;
            with += coded.Index.Search(query, allowed, 20, -1, coded.Exact(query), found, () => bytes.EstimatesOf(query, ScanKernel.Current)).Rescored;
            Assert.Equal(expected, found);
        }
        Assert.InRange(with, 10 * 20, without / 2);
    }

    [Fact]
    public void A_length_that_the_rows_do_not_take_is_refused()
    {
        using var coded = CodedVectors.Made(384, 100);
        var path = _folder["short"];
        File.WriteAllBytes(path, new byte[1000]);
        Assert.Throws<InvalidDataException>(() => new ByteVectors(MappedBytes.OfFile(path), 0, 1000, 100, 384));
    }

    public void Dispose() => _folder.Dispose();

    private ByteVectors Written(CodedVectors coded)
    {
        var path = _folder["bytes"];
        using (var file = File.Create(path))
            ByteVectors.Write(file, CodeWriter.Centre(coded.Dimensions, coded.Count, coded.Read), coded.Count, coded.Read, TestContext.Current.CancellationToken);
        return new ByteVectors(MappedBytes.OfFile(path), 0, new FileInfo(path).Length, coded.Count, coded.Dimensions);
    }
}
