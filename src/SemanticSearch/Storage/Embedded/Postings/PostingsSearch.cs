using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>
/// One search over a segment's postings, window of rows by window: the terms that alone could bring a row into the answer are added up for
/// all rows of the window; the others are looked up only for the rows that can still come in (MaxScore: Turtle and Flood, 1995, here with
/// each window's own greatest codes).
/// </summary>
/// <remarks>
/// Scores are bounded in units of 1 / 65536 of what the query can give at most. One number holds both bounds: the upper one in its high
/// half, in its low half how far the lower one is below it. So a sum of such numbers bounds the sum of what they bound.
/// </remarks>
internal sealed class PostingsSearch
{
    public const int WindowSize = 1 << 14;

    /// <summary>The most terms that a query may have.</summary>
    public const int MaxTerms = 1 << 14;

    // The first windows have no other rows to be compared with, so they are short.
    private const int FirstWindowSize = 1 << 12;
    // Looking up a row costs about as much as adding up that many postings.
    private const int LookUpCost = 8;
    private const double MaxBound = ushort.MaxValue;

    [ThreadStatic]
    private static PostingsSearch? _idle;

    private readonly uint[] _sums = new uint[WindowSize];
    private readonly int[] _rows = new int[WindowSize];
    private readonly uint[] _bounds = new uint[WindowSize];
    private PostingsCursor[] _cursors = new PostingsCursor[16];
    private uint[] _impacts = new uint[16 * WeightLevels.Count];
    private ulong[] _order = new ulong[16];
    private int _terms;
    private int _rowCount;

    /// <summary>See <see cref="PostingsIndex.Search"/>.</summary>
    public static void Run(
        PostingsView view, ReadOnlySpan<QueryTerm> query, RowBitmap allowed, int depth, float threshold, RowScore exact, List<(int Row, float Score)> results)
    {
        // A search that begins within another one's exact scoring finds nothing idle, and makes its own.
        var search = _idle ?? new PostingsSearch();
        _idle = null;
        var unit = search.Open(view, query);
        if (unit > 0 && depth > 0 && threshold / unit < MaxBound)
        {
            using var candidates = new BoundedRows(depth, least: (uint)Math.Max(1, threshold / unit * (1 - 1e-9)));
            search.Scan(view.Lists, allowed, candidates);
            candidates.Rescore(unit, threshold, exact, results);
        }
        _idle = search;
    }

    /// <summary>Opens the lists of the terms that the segment has; the unit of the bounds, or 0 where it has none.</summary>
    private double Open(PostingsView view, ReadOnlySpan<QueryTerm> query)
    {
        if (query.Length > MaxTerms)
            throw new ArgumentException($"A query has at most {MaxTerms} terms, not {query.Length}.", nameof(query));
        if (query.Length > _cursors.Length)
        {
            _cursors = new PostingsCursor[query.Length];
            _impacts = new uint[query.Length * WeightLevels.Count];
            _order = new ulong[query.Length];
        }
        Span<float> factors = query.Length <= 256 ? stackalloc float[query.Length] : new float[query.Length];
        _terms = 0;
        var most = 0.0;
        foreach (var (term, factor) in query)
        {
            if (!(factor > 0) || !float.IsFinite(factor))
                throw new ArgumentException($"A factor is positive and finite; found {factor}.", nameof(query));
            if (!view.TryOpen(term, out var cursor))
                continue;
            most += (double)factor * view.Levels[cursor.GreatestCode(view.Lists) + 1];
            factors[_terms] = factor;
            _cursors[_terms++] = cursor;
        }
        // What float32 can lose: a rounding for each product and each sum, taken twice, and what is too small for it.
        var loss = (_terms + 4) * Math.Pow(2, -23);
        var unit = (most * (1 + loss) + _terms * (double)float.Epsilon) / (MaxBound - _terms);
        for (var t = 0; t < _terms; t++)
            Weigh(view.Levels, factors[t], unit, loss, _impacts.AsSpan(t * WeightLevels.Count, WeightLevels.Count));
        return _terms == 0 ? 0 : unit;
    }

    private static void Weigh(ReadOnlySpan<float> levels, double factor, double unit, double loss, Span<uint> impacts)
    {
        for (var code = 0; code < impacts.Length; code++)
        {
            var upper = Math.Min(MaxBound, Math.Ceiling((factor * levels[code + 1] * (1 + loss) + float.Epsilon) / unit));
            var lower = Math.Clamp(Math.Floor((factor * levels[code] * (1 - loss) - float.Epsilon) / unit), 0, upper);
            impacts[code] = (uint)upper << 16 | (uint)(upper - lower);
        }
    }

    private void Scan(ReadOnlySpan<byte> lists, RowBitmap allowed, BoundedRows candidates)
    {
        _rowCount = allowed.Length;
        for (int start = 0, end; start < allowed.Length; start = end)
        {
            end = Math.Min(start + (start < WindowSize ? FirstWindowSize : WindowSize), allowed.Length);
            var words = allowed.Words[(start / 64)..((end + 63) / 64)];
            if (words.ContainsAnyExcept(0UL))
                ScanWindow(lists, start, end, words, candidates);
        }
    }

    private void ScanWindow(ReadOnlySpan<byte> lists, int start, int end, ReadOnlySpan<ulong> allowed, BoundedRows candidates)
    {
        var order = Order(lists, start, end);
        var (looked, rest) = (0, 0u);
        while (looked < order.Length && rest + Bound(order[looked]) < candidates.Least)
            rest += Bound(order[looked++]);
        if (looked == order.Length)
            return;
        foreach (var entry in order[looked..])
            _cursors[(uint)entry].Add(lists, start, end, Impacts(entry), _sums);
        for (; looked > 0 && !IsLookingUpCheaper(order[looked - 1], start, end, allowed, candidates.Least - rest); rest -= Bound(order[looked]))
            _cursors[(uint)order[--looked]].Add(lists, start, end, Impacts(order[looked]), _sums);
        var count = Sweep(start, allowed, candidates.Least - rest);
        while (looked > 0 && count > 0)
        {
            var entry = order[--looked];
            _cursors[(uint)entry].Probe(lists, _rows.AsSpan(0, count), Impacts(entry), _bounds);
            rest -= Bound(entry);
            count = Keep(count, candidates.Least - rest);
        }
        for (var i = 0; i < count; i++)
            candidates.Offer(_rows[i], _bounds[i]);
    }

    // The upper bound of a term in the window is the high half of an entry, the term's place the low half.
    private static uint Bound(ulong entry) => (uint)(entry >> 32);

    private ReadOnlySpan<uint> Impacts(ulong entry) => _impacts.AsSpan((int)entry * WeightLevels.Count, WeightLevels.Count);

    /// <summary>The terms that rows of the window have, the one that can give the least first.</summary>
    private ReadOnlySpan<ulong> Order(ReadOnlySpan<byte> lists, int start, int end)
    {
        var count = 0;
        for (var t = 0; t < _terms; t++)
        {
            var code = _cursors[t].GreatestCode(lists, start, end);
            if (code >= 0)
                _order[count++] = (ulong)(_impacts[t * WeightLevels.Count + code] >> 16) << 32 | (uint)t;
        }
        var order = _order.AsSpan(0, count);
        order.Sort();
        return order;
    }

    /// <summary>Whether few enough rows reach <paramref name="least"/> that a term is better looked up for them than added up for all.</summary>
    private bool IsLookingUpCheaper(ulong entry, int start, int end, ReadOnlySpan<ulong> allowed, uint least)
    {
        const int sampledEvery = 8;
        var sums = MemoryMarshal.Cast<uint, Vector256<uint>>(_sums.AsSpan(start & (WindowSize - 1)));
        var bound = Vector256.Create(least << 16);
        var reaching = 0;
        for (var word = 0; word < allowed.Length; word += sampledEvery)
            reaching += BitOperations.PopCount(Reaching(sums.Slice(word * 8, 8), bound) & allowed[word]);
        var postings = (long)_cursors[(uint)entry].Frequency * (end - start) / Math.Max(end - start, _rowCount);
        return (long)reaching * sampledEvery * LookUpCost < postings;
    }

    // A bit for each of 64 rows.
    private static ulong Reaching(ReadOnlySpan<Vector256<uint>> sums, Vector256<uint> bound)
    {
        var greatest = Vector256.Max(
            Vector256.Max(Vector256.Max(sums[0], sums[1]), Vector256.Max(sums[2], sums[3])),
            Vector256.Max(Vector256.Max(sums[4], sums[5]), Vector256.Max(sums[6], sums[7])));
        if (!Vector256.GreaterThanOrEqualAny(greatest, bound))
            return 0;
        var reaching = 0UL;
        for (var i = 0; i < sums.Length; i++)
            reaching |= (ulong)Vector256.GreaterThanOrEqual(sums[i], bound).ExtractMostSignificantBits() << (8 * i);
        return reaching;
    }

    /// <summary>Moves the allowed rows with an upper bound of at least <paramref name="least"/> from the sums to the rows; clears the sums.</summary>
    private int Sweep(int start, ReadOnlySpan<ulong> allowed, uint least)
    {
        var count = 0;
        var bound = Vector256.Create(least << 16);
        var sums = MemoryMarshal.Cast<uint, Vector256<uint>>(_sums.AsSpan(start & (WindowSize - 1)));
        for (var word = 0; word < allowed.Length; word++)
        {
            var part = sums.Slice(word * 8, 8);
            if (allowed[word] != 0)
                for (var reaching = Reaching(part, bound) & allowed[word]; reaching != 0; reaching &= reaching - 1)
                {
                    var row = start + word * 64 + BitOperations.TrailingZeroCount(reaching);
                    _rows[count] = row;
                    _bounds[count++] = _sums[row & (WindowSize - 1)];
                }
            part.Clear();
        }
        return count;
    }

    private int Keep(int count, uint least)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            (_rows[kept], _bounds[kept]) = (_rows[i], _bounds[i]);
            kept += _bounds[i] >> 16 >= least ? 1 : 0;
        }
        return kept;
    }
}
