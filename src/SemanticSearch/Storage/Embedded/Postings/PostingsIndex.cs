using System.Buffers.Binary;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>The exact BM25 score of a row to the query at hand.</summary>
internal delegate float RowScore(int row);

/// <summary>A term that is looked for.</summary>
/// <param name="Term">The term's id.</param>
/// <param name="Factor">What a row's weight of the term is multiplied by, positive and finite: the query's weight times the IDF.</param>
internal readonly record struct QueryTerm(uint Term, float Factor);

/// <summary>
/// The lexical leg of one segment, over bytes that <see cref="PostingsWriter"/> wrote. Safe for concurrent use.
/// </summary>
internal sealed class PostingsIndex
{
    private readonly MappedBytes _bytes;
    private readonly long _lists;
    private readonly int _listsLength;
    private readonly long _terms;
    private readonly int _termCount;

    /// <summary>Takes the postings at a part of the bytes, and checks that every list lies where it should.</summary>
    /// <exception cref="InvalidDataException">They are cut or malformed.</exception>
    public PostingsIndex(MappedBytes bytes, long offset, long length)
    {
        if (offset < 0 || length < PostingsFormat.TrailerLength || offset > bytes.Length - length)
            throw new InvalidDataException($"{length} bytes from {offset} on are not postings: there are {bytes.Length} bytes.");
        var trailer = bytes.Slice(offset + length - PostingsFormat.TrailerLength, PostingsFormat.TrailerLength);
        var listed = BinaryPrimitives.ReadInt64LittleEndian(trailer[24..]);
        Count = BinaryPrimitives.ReadInt32LittleEndian(trailer[8..]);
        PostingCount = BinaryPrimitives.ReadInt64LittleEndian(trailer[16..]);
        _termCount = BinaryPrimitives.ReadInt32LittleEndian(trailer[12..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(trailer) != PostingsFormat.Magic)
            throw new InvalidDataException("The bytes are not postings of this version.");
        if (Count is < 0 or > PostingsFormat.MaxRows || _termCount < 0 || listed is < 0 or > int.MaxValue - 2 * PostingsFormat.Slack)
            throw new InvalidDataException("The sizes of the postings are out of range.");
        _bytes = bytes;
        _lists = offset;
        _listsLength = (int)(listed + PostingsFormat.Slack + (-listed & 3));
        _terms = offset + _listsLength;
        if (length != _listsLength + 8L * _termCount + 4 * (WeightLevels.Count + 1) + PostingsFormat.TrailerLength)
            throw new InvalidDataException($"Postings of {_termCount} terms in {listed} bytes do not take {length} bytes.");
        PostingsCheck.Require(View(), Count, PostingCount, (int)listed);
        GC.KeepAlive(_bytes);
    }

    /// <summary>The rows of the segment.</summary>
    public int Count { get; }

    /// <summary>How many pairs of a row and a term there are.</summary>
    public long PostingCount { get; }

    /// <summary>How many rows have a term.</summary>
    public int Frequency(uint term)
    {
        var frequency = View().TryOpen(term, out var cursor) ? cursor.Frequency : 0;
        GC.KeepAlive(_bytes);
        return frequency;
    }

    /// <summary>How many of the given rows have a term.</summary>
    public int Frequency(uint term, RowBitmap live)
    {
        RequireFit(live);
        var view = View();
        var frequency = 0;
        if (view.TryOpen(term, out var cursor))
        {
            Span<int> rows = stackalloc int[PostingsFormat.BlockSize];
            for (var count = cursor.TakeBlock(view.Lists, rows); count > 0; count = cursor.TakeBlock(view.Lists, rows))
                foreach (var row in rows[..count])
                    if ((uint)row < (uint)Count && live[row])
                        frequency++;
        }
        GC.KeepAlive(_bytes);
        return frequency;
    }

    /// <summary>Adds the rows that have any of the terms.</summary>
    public void Collect(ReadOnlySpan<QueryTerm> query, RowBitmap into)
    {
        RequireFit(into);
        var view = View();
        Span<int> rows = stackalloc int[PostingsFormat.BlockSize];
        foreach (var (term, _) in query)
            if (view.TryOpen(term, out var cursor))
                for (var count = cursor.TakeBlock(view.Lists, rows); count > 0; count = cursor.TakeBlock(view.Lists, rows))
                    foreach (var row in rows[..count])
                        if ((uint)row < (uint)Count)
                            into.Add(row);
        GC.KeepAlive(_bytes);
    }

    /// <summary>
    /// Appends the best of the allowed rows by exact score, best first and the lower row first where scores are equal: at most
    /// <paramref name="depth"/> rows, each with a score above <paramref name="threshold"/>, which is at least 0.
    /// </summary>
    /// <remarks>
    /// Rows are found by bounds on their score, and scored exactly in the order of these bounds until no other row can come in. So the
    /// answer is exact where a row's score is the sum, in float32 and in any order, of factor times weight over the query's terms, and
    /// finite. <paramref name="exact"/> is asked for few more rows than there are in the answer.
    /// </remarks>
    /// <exception cref="ArgumentException">There are more than <see cref="PostingsSearch.MaxTerms"/> terms, or a factor is not positive and finite.</exception>
    public void Search(
        ReadOnlySpan<QueryTerm> query, RowBitmap allowed, int depth, float threshold, RowScore exact, List<(int Row, float Score)> results)
    {
        RequireFit(allowed);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        if (!(threshold >= 0))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold is at least 0.");
        PostingsSearch.Run(View(), query, allowed, depth, threshold, exact, results);
        GC.KeepAlive(_bytes);
    }

    private PostingsView View() => new(
        _bytes.Slice(_lists, _listsLength),
        _bytes.Slice<uint>(_terms, _termCount),
        _bytes.Slice<uint>(_terms + 4L * _termCount, _termCount),
        _bytes.Slice<float>(_terms + 8L * _termCount, WeightLevels.Count + 1));

    private void RequireFit(RowBitmap rows)
    {
        if (rows.Length != Count)
            throw new ArgumentException($"A set over {rows.Length} rows does not fit a segment of {Count}.", nameof(rows));
    }
}
