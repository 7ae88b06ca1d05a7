using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>The exact float32 cosine of a row to the query.</summary>
internal delegate float RowSimilarity(int row);

/// <summary>Estimates the similarities of rows, which ascend, to the query, and tells the standard deviation of the error of each.</summary>
internal delegate void RowEstimates(ReadOnlySpan<int> rows, Span<float> similarities, Span<float> errors);

/// <summary>The codes of a segment; they can be read while the delegate is referenced.</summary>
internal delegate CodeSpans CodesReader();

/// <summary>
/// The semantic search of one segment: a scan of short codes that says which few rows are worth their exact similarity. Only exact
/// similarities come out. Any number of threads may search at the same time.
/// </summary>
internal sealed class CodeIndex
{
    /// <summary>Up to this many allowed rows are computed exactly, for the codes would save nothing.</summary>
    internal const int FewRows = 1024;

    /// <summary>The same as a share of the segment, one in so many.</summary>
    private const int FewShare = 256;

    private readonly CodeLayout _layout;
    private readonly float[] _centre;
    private readonly float _offsetError;
    private readonly Rotation _rotation;
    private readonly CodesReader _codes;

    /// <param name="layout">Where things stand in the codes.</param>
    /// <param name="centre">What was taken from each vector.</param>
    /// <param name="offsetError">The most that rounding took from an offset of a block.</param>
    /// <param name="calibration">The margins that a search needs.</param>
    /// <param name="codes">The codes themselves.</param>
    public CodeIndex(CodeLayout layout, float[] centre, float offsetError, CodeCalibration calibration, CodesReader codes)
    {
        (_layout, _centre, _offsetError, Calibration, _codes) = (layout, centre, offsetError, calibration, codes);
        _rotation = new Rotation(layout.PaddedDimensions);
    }

    /// <summary>The codes in a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="offset">Where they begin; a multiple of 64 reads fastest.</param>
    /// <param name="length">Their bytes.</param>
    /// <param name="kernel">The kernel that scans, where it is to be another than the fastest.</param>
    /// <exception cref="InvalidDataException">They do not have the form that <see cref="CodeWriter"/> writes.</exception>
    public static CodeIndex Open(MappedBytes bytes, long offset, long length, ScanKernel? kernel = null)
    {
        if (offset < 0 || length < CodeLayout.CentreOffset || offset > bytes.Length - length)
            throw new InvalidDataException($"No codes are {length} bytes from {offset} on in a file of {bytes.Length}.");
        var header = MemoryMarshal.Read<CodeHeader>(bytes.Slice(offset, CodeLayout.CentreOffset));
        var layout = header.Layout(length);
        var centre = bytes.Slice<float>(offset + CodeLayout.CentreOffset, layout.Dimensions).ToArray();
        if (!TensorPrimitives.IsFiniteAll<float>(centre))
            throw new InvalidDataException("The centre of the codes has a number that is none.");
        return new CodeIndex(layout, centre, header.OffsetError, header.Calibration, () =>
            new CodeSpans(layout, bytes.Slice(offset + layout.BlocksOffset, layout.BlocksLength), bytes.Slice(offset + layout.FineOffset, layout.FineLength)))
        {
            Kernel = kernel ?? ScanKernel.Current,
        };
    }

    public int Count => _layout.Count;

    public int Dimensions => _layout.Dimensions;

    /// <summary>What was measured when the codes were written.</summary>
    public CodeCalibration Calibration { get; }

    /// <summary>The kernel that scans; another one gives the same results.</summary>
    public ScanKernel Kernel { get; init; } = ScanKernel.Current;

    /// <summary>
    /// Appends the <paramref name="depth"/> best of the allowed rows above <paramref name="threshold"/> with their exact similarities, best
    /// first, the lower row first where they are equal. <paramref name="closer"/>, where there is one, tells of most rows that their exact
    /// similarity need not be computed.
    /// </summary>
    /// <returns>How many rows had their second bits read, and how many their exact similarity computed.</returns>
    /// <exception cref="ArgumentException">The query or the set does not fit the segment.</exception>
    public (int Refined, int Rescored) Search(
        ReadOnlySpan<float> query, RowBitmap allowed, int depth, float threshold, RowSimilarity exact, List<(int Row, float Score)> results, Func<RowEstimates>? closer = null)
    {
        RequireFit(query, allowed);
        var count = allowed.Count();
        if (count == 0 || depth <= 0)
            return (0, 0);
        var nearest = new NearestRows(depth, threshold);
        var read = (Refined: 0, Rescored: count);
        if (IsFew(count, depth))
            ForEach(allowed, row => nearest.Offer(row, exact(row)));
        else
            read = Scan(query, allowed, depth, exact, closer?.Invoke(), nearest);
        nearest.AppendTo(results);
        return read;
    }

    /// <summary>
    /// Adds the allowed rows whose exact similarity is at or above <paramref name="floor"/> to a set. A row whose codes leave that open is
    /// decided by <paramref name="closer"/>, where there is one and it can, before its exact similarity is computed.
    /// </summary>
    /// <returns>As <see cref="Search"/>.</returns>
    /// <exception cref="ArgumentException">The query or a set does not fit the segment.</exception>
    public (int Refined, int Rescored) AtLeast(
        ReadOnlySpan<float> query, RowBitmap allowed, float floor, RowSimilarity exact, RowBitmap into, Func<RowEstimates>? closer = null)
    {
        RequireFit(query, allowed);
        RequireFit(query, into);
        var count = allowed.Count();
        if (IsFew(count, depth: 0))
        {
            ForEach(allowed, row =>
            {
                if (exact(row) >= floor)
                    into.Add(row);
            });
            return (0, count);
        }
        var closest = closer?.Invoke();
        var estimates = EstimatesOf(query, withFine: closest is null);
        return AtLeast(() => new FloorSearch(estimates, _layout, closest, exact), allowed, floor, into);
    }

    // Every part has words of the sets of its own, so that no two threads write to one.
    private (int Refined, int Rescored) AtLeast(Func<FloorSearch> begin, RowBitmap allowed, float floor, RowBitmap into)
    {
        var (refined, rescored) = (0, 0);
        Parallels.For(FloorSearch.PartsOf(_layout), begin, (part, search) => search.Run(_codes(), allowed.Words, part, floor, into), search =>
        {
            Interlocked.Add(ref refined, search.Refined);
            Interlocked.Add(ref rescored, search.Rescored);
        });
        GC.KeepAlive(_codes);
        return (refined, rescored);
    }

    private (int Refined, int Rescored) Scan(
        ReadOnlySpan<float> query, RowBitmap allowed, int depth, RowSimilarity exact, RowEstimates? closer, NearestRows nearest)
    {
        var search = new CodeSearch(EstimatesOf(query, withFine: true), Calibration.CoarseMargin, Calibration.FineMargin, closer, exact);
        search.Run(_codes(), allowed.Words, depth, nearest);
        GC.KeepAlive(_codes);
        return (search.Refined, search.Rescored);
    }

    private Estimates EstimatesOf(ReadOnlySpan<float> query, bool withFine) =>
        new(new QueryTables(query, _centre, _rotation, _layout, withFine), _layout, _offsetError, Kernel);

    private bool IsFew(int count, int depth) => count <= Math.Max(Math.Max(FewRows, Count / FewShare), depth);

    private void RequireFit(ReadOnlySpan<float> query, RowBitmap rows)
    {
        if (query.Length != Dimensions)
            throw new ArgumentException($"A query of {query.Length} dimensions does not fit vectors of {Dimensions}.", nameof(query));
        if (rows.Length != Count)
            throw new ArgumentException($"A set over {rows.Length} rows does not fit a segment of {Count}.", nameof(rows));
    }

    private static void ForEach(RowBitmap rows, Action<int> action)
    {
        for (var w = 0; w < rows.Words.Length; w++)
            for (var word = rows.Words[w]; word != 0; word &= word - 1)
                action(w * CodeLayout.BlockRows + BitOperations.TrailingZeroCount(word));
    }
}
