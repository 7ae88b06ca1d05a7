using System.Buffers;
using System.Numerics.Tensors;
using System.Text;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Codes;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>
/// The newest rows, in memory, until they are enough for a file. Appending makes a longer segment that shares its rows with this one,
/// which stays as it is.
/// </summary>
internal sealed class ResidentSegment : Segment
{
    private readonly SegmentRow[] _rows;
    private readonly TermRuns _termRows;
    private readonly GrowingCodes? _codes;

    private ResidentSegment(SegmentRow[] rows, int count, TermRuns termRows, GrowingCodes? codes) =>
        (_rows, Count, _termRows, _codes) = (rows, count, termRows, codes);

    public static ResidentSegment Empty { get; } = new([], 0, TermRuns.Empty, null);

    public override int Count { get; }

    public IEnumerable<SegmentRow> Rows => _rows.Take(Count);

    /// <summary>Rows that are to be written to a file. No search by words finds any of them.</summary>
    public static ResidentSegment OfRows(SegmentRow[] rows) => new(rows, rows.Length, TermRuns.Empty, null);

    /// <summary>The segment with more rows. Only one writer at a time may call it, and only on the longest segment.</summary>
    public ResidentSegment With(IReadOnlyList<SegmentRow> added)
    {
        if (added.Count == 0)
            return this;
        var (rows, count) = (_rows, Count + added.Count);
        if (count > rows.Length)
            Array.Resize(ref rows, Math.Max(count, 2 * rows.Length));
        for (var i = 0; i < added.Count; i++)
            rows[Count + i] = added[i];
        return new ResidentSegment(rows, count, _termRows.With(Count, added), CodesOf(rows, count));
    }

    public override long Number(int row) => _rows[row].Number;

    /// <summary>The vector of a row.</summary>
    public ReadOnlySpan<Half> Vector(int row) => _rows[row].Vector;

    public override PaperId Id(int row) => _rows[row].Id;

    public override int Day(int row) => _rows[row].Date?.DayNumber ?? NoDate;

    public override int Upvotes(int row) => _rows[row].Upvotes ?? NoVotes;

    public override KeyColumn Keys(KeyKind kind) => new ResidentKeyColumn(Rows, kind);

    // To put the rows in the order of their keys takes longer than to look at each.
    public override RowBitmap WithAnyKey(KeyKind kind, IReadOnlyList<string> keys)
    {
        var wanted = keys.Select(key => new RowKey(kind, key)).ToArray();
        var any = new RowBitmap(Count);
        for (var row = 0; row < Count; row++)
            foreach (var key in _rows[row].Keys)
                if (wanted.AsSpan().Contains(key))
                    any.Add(row);
        return any;
    }

    public override void CountKeys(KeyKind kind, RowBitmap rows, KeyCounts counts)
    {
        foreach (var row in rows)
            foreach (var key in _rows[row].Keys)
                if (key.Kind == kind)
                    counts.Add(Encoding.UTF8.GetBytes(key.Key), 1);
    }

    public override float Similarity(int row, ReadOnlySpan<float> query) => ExactScores.Similarity(_rows[row].Vector, query);

    public override float LexicalScore(int row, ReadOnlySpan<QueryTerm> query) => ExactScores.Lexical(_rows[row].Terms.Indices, _rows[row].Terms.Values, query);

    public override void Nearest(ReadOnlyMemory<float> query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results)
    {
        if (_codes is not null)
        {
            _codes.Index.Search(query.Span, allowed, depth, threshold, row => Similarity(row, query.Span), results);
            return;
        }
        var best = new BestRows(depth);
        foreach (var row in allowed)
            if (Similarity(row, query.Span) is var similarity && similarity > threshold)
                best.Offer(row, similarity);
        results.AddRange(best.Scored);
    }

    public override RowBitmap AtLeast(ReadOnlyMemory<float> query, RowBitmap allowed, float floor)
    {
        var rows = new RowBitmap(Count);
        if (_codes is not null)
            _codes.Index.AtLeast(query.Span, allowed, floor, row => Similarity(row, query.Span), rows);
        else
            foreach (var row in allowed)
                if (Similarity(row, query.Span) >= floor)
                    rows.Add(row);
        return rows;
    }

    // The terms' parts are added in the order of the query, as ExactScores does for one row, so the sums are the same to the last bit.
    public override void BestByTerms(QueryTerm[] query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results)
    {
        var rented = ArrayPool<float>.Shared.Rent(Count);
        var scores = rented.AsSpan(0, Count);
        scores.Clear();
        foreach (var term in query)
            _termRows.AddTo(scores, term);
        var best = new BestRows(depth);
        foreach (var row in allowed)
            if (scores[row] > threshold)
                best.Offer(row, scores[row]);
        ArrayPool<float>.Shared.Return(rented);
        results.AddRange(best.Scored);
    }

    public override RowBitmap WithAnyOf(QueryTerm[] query)
    {
        var rows = new RowBitmap(Count);
        foreach (var (term, _) in query)
            _termRows.AddTo(rows, term);
        return rows;
    }

    public override int Frequency(uint term, LiveRows live) => _termRows.Count(term, live.Rows);

    public override void CopyVector(int row, Span<Half> vector) => Vector(row).CopyTo(vector);

    public override void CopyVector(int row, Span<float> vector) => TensorPrimitives.ConvertToSingle(Vector(row), vector);

    public override TermSpan Terms(int row) => _rows[row].Terms;

    // Up to that many rows, a search computes every similarity.
    private GrowingCodes? CodesOf(SegmentRow[] rows, int count)
    {
        if (count <= CodeIndex.FewRows)
            return null;
        VectorReader read = (row, vector) => TensorPrimitives.ConvertToSingle(rows[row].Vector, vector);
        return _codes?.With(count, read) ?? GrowingCodes.Of(rows[0].Vector.Length, count, read);
    }
}
