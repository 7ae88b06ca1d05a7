using System.Buffers.Binary;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage.Embedded.Postings;

/// <summary>The bytes of postings: the same for the same rows, and refused when they are not what was written.</summary>
public class PostingsFormatTests
{
    private static readonly int DictionaryTail = 4 * (WeightLevels.Count + 1) + PostingsFormat.TrailerLength;

    [Fact]
    public void Equal_rows_give_equal_bytes_however_many_are_sorted_at_once()
    {
        var corpus = PostingsCorpus.Random(3000, 20, 2000, seed: 1);
        var bytes = corpus.Bytes();
        Assert.Equal(bytes, corpus.Bytes());
        Assert.Equal(bytes, corpus.Bytes(sortedAtOnce: 1));
        Assert.Equal(bytes, corpus.Bytes(sortedAtOnce: 5000));
    }

    [Fact]
    public void Terms_that_share_half_of_their_id_are_told_apart()
    {
        var random = new Random(2);
        var rows = Enumerable.Range(0, 2000).Select(_ =>
        {
            uint[] indices = [.. Enumerable.Range(0, 10).Select(_ => 0xABCD_0000u + (uint)random.Next(500) * 131).Distinct().Order()];
            return new SparseVector(indices, Array.ConvertAll(indices, _ => 1 + random.NextSingle()));
        }).ToArray();
        var corpus = new PostingsCorpus(rows);
        var index = corpus.Index();
        for (var term = 0xABCD_0000u; term < 0xABCD_0000u + 500 * 131; term += 13 * 131)
            Assert.Equal(corpus.RowsWith(term).Count(), index.Frequency(term));
        corpus.AssertExact(index, [new(0xABCD_0000u, 1), new(0xABCD_0000u + 131, 2)], RowBitmap.Full(2000), 10);
    }

    [Fact]
    public void Writing_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => PostingsWriter.Write(Stream.Null, 10, _ => SparseVector.Empty, new CancellationToken(canceled: true)));

    [Fact]
    public void Postings_may_lie_anywhere_in_the_bytes()
    {
        var corpus = PostingsCorpus.Random(300, 5, 50, seed: 3);
        var bytes = corpus.Bytes();
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["file"], [.. new byte[13], .. bytes, .. new byte[7]]);
        var mapped = MappedBytes.OfFile(folder["file"]);
        corpus.AssertExact(new PostingsIndex(mapped, 13, bytes.Length), [new(PostingsCorpus.Term(2), 1)], RowBitmap.Full(300), 10);
        Assert.Throws<InvalidDataException>(() => new PostingsIndex(mapped, 12, bytes.Length));
        Assert.Throws<InvalidDataException>(() => new PostingsIndex(mapped, 13, bytes.Length + 8));
        Assert.Throws<InvalidDataException>(() => new PostingsIndex(mapped, -1, bytes.Length));
        Assert.Throws<InvalidDataException>(() => new PostingsIndex(mapped, long.MaxValue, bytes.Length));
        Assert.Throws<InvalidDataException>(() => new PostingsIndex(mapped, 13, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    public void A_field_of_the_trailer_that_is_off_by_one_is_refused(int field)
    {
        var bytes = PostingsCorpus.Random(400, 10, 30, seed: 4).Bytes();
        foreach (var change in new[] { -1, 1 })
            Refused(bytes, bytes.Length - PostingsFormat.TrailerLength + field, change);
    }

    [Fact]
    public void Ends_and_terms_that_do_not_fit_are_refused()
    {
        var bytes = PostingsCorpus.Random(400, 10, 30, seed: 5).Bytes();
        var terms = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - PostingsFormat.TrailerLength + 12));
        var ends = bytes.Length - DictionaryTail - 4 * terms;
        for (var at = 0; at < terms; at++)
            foreach (var change in new[] { -1, 1, int.MinValue })
                Refused(bytes, ends + 4 * at, change);
        Refused(bytes, ends - 4 * terms, int.MinValue);
        Refused(bytes, bytes.Length - DictionaryTail, int.MinValue);
        Refused(bytes, bytes.Length - DictionaryTail, 0x7F000000);
    }

    [Fact]
    public void Headers_of_a_list_that_do_not_fit_are_refused()
    {
        // One list of two blocks: a frequency of two bytes, then the headers of 6 bytes.
        var bytes = new PostingsCorpus([.. Enumerable.Repeat(new SparseVector([7], [1f]), 200)]).Bytes();
        foreach (var change in new[] { -1, 1 })
        {
            Refused(bytes, 0, change);
            Refused(bytes, 2, change);
            Refused(bytes, 8, change);
        }
        Refused(bytes, 1, 1);
        Refused(bytes, 3, PostingsFormat.CodeBits << 16);
        Refused(bytes, 4, -1);
        Refused(bytes, 4, 200);
        Refused(bytes, 10, 1);
        Refused(bytes, 10, -200);
    }

    [Fact]
    public void Any_cut_is_refused()
    {
        var bytes = new PostingsCorpus([.. Enumerable.Repeat(new SparseVector([7, 9], [1f, 2f]), 300)]).Bytes();
        for (var length = 0; length < bytes.Length; length += length < 64 ? 1 : 7)
            if (length > 0)
                Assert.Throws<InvalidDataException>(() => PostingsCorpus.Open(bytes[..length]));
        for (var start = 1; start < bytes.Length; start += 5)
            Assert.Throws<InvalidDataException>(() => PostingsCorpus.Open(bytes[start..]));
    }

    [Fact]
    public void Damage_that_passes_the_check_gives_answers_and_no_crash()
    {
        var corpus = PostingsCorpus.Random(20_000, 4, 60, seed: 6);
        var bytes = corpus.Bytes();
        var random = new Random(7);
        var passed = 0;
        for (var round = 0; round < 150; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var flips = 0; flips < 1 + round % 40; flips++)
                damaged[random.Next(damaged.Length - DictionaryTail)] ^= (byte)(1 << random.Next(8));
            if (Opened(damaged) is not { } index)
                continue;
            passed++;
            for (var rank = 1; rank < 60; rank += 7)
            {
                var query = PostingsCorpus.Query(random, 6, 60);
                var all = RowBitmap.Full(corpus.Count);
                Assert.All(corpus.Search(index, query, all, 50, 0), hit => Assert.Equal(corpus.Score(query, hit.Row), hit.Score));
                index.Collect(query, new RowBitmap(corpus.Count));
                Assert.InRange(index.Frequency(PostingsCorpus.Term(rank), all), 0, corpus.Count);
            }
        }
        Assert.InRange(passed, 20, 149);
    }

    private static PostingsIndex? Opened(byte[] bytes)
    {
        try
        {
            return PostingsCorpus.Open(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Adds to the four bytes from there on.
    private static void Refused(byte[] bytes, int at, int change)
    {
        var damaged = (byte[])bytes.Clone();
        var field = damaged.AsSpan(at, 4);
        BinaryPrimitives.WriteInt32LittleEndian(field, unchecked(BinaryPrimitives.ReadInt32LittleEndian(field) + change));
        Assert.Throws<InvalidDataException>(() => PostingsCorpus.Open(damaged));
    }
}
