using System.Runtime.InteropServices;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>
/// The newest rows, in memory, until they are enough for a file. Every score is computed from the rows themselves. Appending makes a
/// longer segment that shares its rows with this one, which stays as it is.
/// </summary>
internal sealed class ResidentSegment : Segment
{
    private readonly SegmentRow[] _rows;
    private readonly TermRuns _termRows;

    private ResidentSegment(SegmentRow[] rows, int count, TermRuns termRows) => (_rows, Count, _termRows) = (rows, count, termRows);

    public static ResidentSegment Empty { get; } = new([], 0, TermRuns.Empty);

    public override int Count { get; }

    public IEnumerable<SegmentRow> Rows => _rows.Take(Count);

    /// <summary>The segment with more rows. Only one writer at a time may call it, and only on the longest segment.</summary>
    public ResidentSegment With(IReadOnlyList<SegmentRow> added)
    {
        var rows = _rows;
        if (Count + added.Count > rows.Length)
            Array.Resize(ref rows, Math.Max(Count + added.Count, 2 * rows.Length));
        for (var i = 0; i < added.Count; i++)
            rows[Count + i] = added[i];
        return added.Count == 0 ? this : new ResidentSegment(rows, Count + added.Count, _termRows.With(Count, added));
    }

    /// <summary>Whether this segment is another one, or that one with more rows.</summary>
    public bool Continues(ResidentSegment earlier) =>
        Count >= earlier.Count && (earlier.Count == 0 || (_rows[0] == earlier._rows[0] && _rows[earlier.Count - 1] == earlier._rows[earlier.Count - 1]));

    public override long Number(int row) => _rows[row].Number;

    /// <summary>The vector of a row.</summary>
    public ReadOnlySpan<float> Vector(int row) => _rows[row].Vector;

    public override PaperId Id(int row) => _rows[row].Id;

    public override int Day(int row) => _rows[row].Date?.DayNumber ?? NoDate;

    public override KeyColumn Keys(KeyKind kind) => new ResidentKeyColumn(Rows, kind);

    public override float Similarity(int row, ReadOnlySpan<float> query) => ExactScores.Similarity(_rows[row].Vector, query);

    public override float LexicalScore(int row, ReadOnlySpan<QueryTerm> query) => ExactScores.Lexical(_rows[row].Terms.Indices, _rows[row].Terms.Values, query);

    public override void Nearest(ReadOnlyMemory<float> query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results)
    {
        var best = new BestRows(depth);
        foreach (var row in allowed)
            if (Similarity(row, query.Span) is var similarity && similarity > threshold)
                best.Offer(row, similarity);
        results.AddRange(best.Scored);
    }

    public override RowBitmap AtLeast(ReadOnlyMemory<float> query, RowBitmap allowed, float floor)
    {
        var rows = new RowBitmap(Count);
        foreach (var row in allowed)
            if (Similarity(row, query.Span) >= floor)
                rows.Add(row);
        return rows;
    }

    public override void BestByTerms(QueryTerm[] query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results)
    {
        var matching = WithAnyOf(query);
        matching.IntersectWith(allowed);
        var best = new BestRows(depth);
        foreach (var row in matching)
            if (LexicalScore(row, query) is var score && score > threshold)
                best.Offer(row, score);
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

    public override void CopyVector(int row, Span<Half> vector) => MemoryMarshal.Cast<byte, Half>(_rows[row].VectorBytes).CopyTo(vector);

    public override void CopyVector(int row, Span<float> vector) => Vector(row).CopyTo(vector);

    public override SparseVector Terms(int row) => _rows[row].Terms;
}
