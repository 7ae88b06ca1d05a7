using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded.Codes;

public class CodeIndexTests
{
    [Theory]
    [InlineData(32, 3000)]
    [InlineData(384, 3000)]
    [InlineData(100, 1500)]
    public void The_ten_nearest_are_those_of_a_search_of_every_row(int dimensions, int count)
    {
        using var coded = CodedVectors.Made(dimensions, count);
        Assert.True(Recall(coded, Queries(coded, 50), RowBitmap.Full(count), depth: 10) >= 0.999);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.3)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void Only_allowed_rows_are_found_and_as_many_as_there_are(double share)
    {
        using var coded = CodedVectors.Made(64, 8000);
        var allowed = coded.Share(share);
        Assert.True(Recall(coded, Queries(coded, 20), allowed, depth: 10) >= 0.999);
        Assert.All(Queries(coded, 20), query => Assert.All(coded.Search(query, allowed, 10), found => Assert.True(allowed[found.Row])));
    }

    [Fact]
    public void A_deep_search_is_as_good_as_a_shallow_one()
    {
        using var coded = CodedVectors.Made(64, 5000);
        Assert.True(Recall(coded, Queries(coded, 10), RowBitmap.Full(5000), depth: 1000) >= 0.999);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1023)]
    [InlineData(1025)]
    public void Any_number_of_rows_can_be_searched_deeper_than_there_are(int count)
    {
        using var coded = CodedVectors.Made(32, count);
        var query = Queries(coded, 1)[0];
        Assert.Equal(count, coded.Index.Count);
        Assert.Equal(coded.BruteForce(query, RowBitmap.Full(count), count + 5), coded.Search(query, RowBitmap.Full(count), count + 5));
        Assert.Empty(coded.Search(query, new RowBitmap(count), 5));
        Assert.Empty(coded.Search(query, RowBitmap.Full(count), 0));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(33)]
    [InlineData(2072)]
    [InlineData(4096)]
    public void Any_number_of_dimensions_can_be_searched(int dimensions)
    {
        using var coded = CodedVectors.Made(dimensions, 1200);
        Assert.Equal(dimensions, coded.Index.Dimensions);
        Assert.True(Recall(coded, Queries(coded, 20), RowBitmap.Full(1200), depth: 10) >= 0.99);
    }

    [Fact]
    public void A_threshold_keeps_what_is_above_it()
    {
        using var coded = CodedVectors.Made(64, 4000);
        foreach (var query in Queries(coded, 10))
        {
            var threshold = coded.BruteForce(query, RowBitmap.Full(4000), 8)[^1].Score;
            Assert.Equal(7, coded.Search(query, RowBitmap.Full(4000), 200, threshold).Count);
            Assert.All(coded.Search(query, RowBitmap.Full(4000), 200, threshold), found => Assert.True(found.Score > threshold));
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(384)]
    public void The_rows_at_or_above_a_floor_are_exactly_those(int dimensions)
    {
        using var coded = CodedVectors.Made(dimensions, 4000);
        var allowed = coded.Share(0.7);
        foreach (var query in Queries(coded, 10))
        {
            foreach (var rank in (int[])[1, 30, 700, 2000])
            {
                var floor = coded.BruteForce(query, RowBitmap.Full(4000), rank)[^1].Score;
                var expected = coded.BruteForce(query, allowed, 4000, MathF.BitDecrement(floor)).Select(found => found.Row).Order();
                Assert.Equal(expected, Rows(coded.AtLeast(query, allowed, floor)));
            }
        }
    }

    [Fact]
    public void A_floor_adds_to_what_a_set_holds()
    {
        using var coded = CodedVectors.Made(32, 2000);
        var rows = new RowBitmap(2000);
        rows.Add(7);
        var query = Queries(coded, 1)[0];
        coded.Index.AtLeast(query, RowBitmap.Full(2000), 2, coded.Exact(query), rows);
        Assert.Equal([7], Rows(rows));
    }

    [Fact]
    public void Copies_come_in_the_order_of_their_rows()
    {
        var vectors = CodedVectors.Random(48, 1, seed: 3);
        using var coded = new CodedVectors(48, [.. Enumerable.Repeat(vectors, 1500).SelectMany(vector => vector)]);
        Assert.Equal(Enumerable.Range(0, 20), coded.Search(vectors, RowBitmap.Full(1500), 20).Select(found => found.Row));
        Assert.Equal(1500, coded.AtLeast(vectors, RowBitmap.Full(1500), TensorPrimitives.Dot<float>(vectors, vectors)).Count());
    }

    [Fact]
    public void Zero_vectors_are_neither_in_the_way_nor_lost()
    {
        var vectors = CodedVectors.Random(48, 3000, seed: 3);
        for (var row = 0; row < 3000; row += 3)
            vectors.AsSpan(row * 48, 48).Clear();
        using var coded = new CodedVectors(48, vectors);
        Assert.True(Recall(coded, Queries(coded, 20), RowBitmap.Full(3000), depth: 10) >= 0.999);
        var nothing = new float[48];
        Assert.Equal(Enumerable.Range(0, 5), coded.Search(nothing, RowBitmap.Full(3000), 5).Select(found => found.Row));
        var query = Queries(coded, 1)[0];
        Assert.Equal(coded.BruteForce(query, RowBitmap.Full(3000), 3000, MathF.BitDecrement(0)).Count, coded.AtLeast(query, RowBitmap.Full(3000), 0).Count());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var coded = CodedVectors.Made(32, 100);
        Assert.Throws<ArgumentException>(() => coded.Search(new float[31], RowBitmap.Full(100), 5));
        Assert.Throws<ArgumentException>(() => coded.Search(new float[32], RowBitmap.Full(99), 5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void Real_papers_are_found_like_by_a_search_of_every_row(double share)
    {
        using var coded = new CodedVectors(384, RealVectors());
        var allowed = share < 1 ? coded.Share(share) : RowBitmap.Full(coded.Count);
        Assert.True(Recall(coded, Queries(coded, 200), allowed, depth: 10) >= 0.999);
        Assert.True(coded.Index.Calibration is { Recall: >= 0.999f, Rescored: > 10 and < 1000 });
    }

    internal static List<float[]> Queries(CodedVectors coded, int count)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var query = coded.Vector((int)((long)coded.Count * i / count)).ToArray();
                // Like a stored vector, yet none of them.
                for (var d = 0; d < query.Length; d++)
                    query[d] += (float)(random.NextDouble() - 0.5) / MathF.Sqrt(query.Length);
                TensorPrimitives.Divide(query, TensorPrimitives.Norm<float>(query), query);
                return query;
            }),
        ];
    }

    internal static IEnumerable<int> Rows(RowBitmap rows) => Enumerable.Range(0, rows.Length).Where(row => rows[row]);

    private static double Recall(CodedVectors coded, List<float[]> queries, RowBitmap allowed, int depth) =>
        queries.Average(query =>
        {
            var expected = coded.BruteForce(query, allowed, depth);
            var found = coded.Search(query, allowed, depth);
            Assert.Equal(expected.Count, found.Count);
            return (double)expected.Intersect(found).Count() / expected.Count;
        });

    private static float[] RealVectors()
    {
        var bytes = File.ReadAllBytes(Repository.SharedOrSkip("models", "bge-small-en-v1.5-int8", "arxiv-10k-float16.npy"));
        var halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan(128));
        var vectors = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, vectors);
        return vectors;
    }
}
