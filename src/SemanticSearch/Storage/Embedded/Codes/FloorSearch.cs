using System.Numerics;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// The search for all rows at or above a similarity. Estimates decide where they are farther from the floor than several standard
/// deviations of their error; what is nearer is decided by closer estimates, and what is near by these too, exactly.
/// </summary>
/// <param name="estimates">What the codes tell.</param>
/// <param name="layout">Where things stand in them.</param>
/// <param name="closer">What is closer than the first bits; null for the second bits.</param>
/// <param name="exact">What decides in the end.</param>
internal sealed class FloorSearch(Estimates estimates, CodeLayout layout, RowEstimates? closer, RowSimilarity exact)
{
    /// <summary>
    /// Beyond so many standard deviations of its error an estimate decides: one row is on the wrong side in some million searches of a million
    /// rows.
    /// </summary>
    public const float Deviations = 6.5f;

    // Of the error from one bit, in units of slope and distance: the root of 1 - 2 / pi is .603, and it varies a little with the row.
    private const float CoarseDeviation = 0.65f;

    // bfloat16 keeps 8 bits of the slope.
    private const float SlopeRounding = 1f / 512;

    private const int PartBlocks = 64;
    private const int Ahead = 12;

    private readonly CandidateRows _near = new();
    private readonly float[] _similarities = new float[PartBlocks * CodeLayout.BlockRows];
    private readonly float[] _errors = new float[PartBlocks * CodeLayout.BlockRows];

    public int Refined { get; private set; }

    public int Rescored { get; private set; }

    /// <summary>In how many parts a segment is searched.</summary>
    public static int PartsOf(CodeLayout layout) => (layout.Count + PartBlocks * CodeLayout.BlockRows - 1) / (PartBlocks * CodeLayout.BlockRows);

    /// <summary>Searches one part of a segment.</summary>
    public void Run(CodeSpans codes, ReadOnlySpan<ulong> allowed, int part, float floor, RowBitmap into)
    {
        var start = part * PartBlocks;
        Scan(codes, allowed, start, Math.Min(start + PartBlocks, allowed.Length), floor, into);
        Decide(codes, floor, into);
    }

    private void Scan(CodeSpans codes, ReadOnlySpan<ulong> allowed, int start, int end, float floor, RowBitmap into)
    {
        Span<ushort> sums = stackalloc ushort[CodeLayout.BlockRows];
        // u . (signs) of any row is at most the root of the dimensions times the distance, and so is its error.
        var most = MathF.Sqrt(layout.PaddedDimensions);
        var reach = (MathF.Min(most, Deviations * CoarseDeviation) + most * SlopeRounding) * estimates.Distance + Deviations * estimates.SumError;
        _near.Clear();
        for (var b = start; b < end; b++)
        {
            if (allowed[b] == 0)
                continue;
            var block = codes.Block(b);
            estimates.Sums(block, sums);
            var possible = allowed[b] & estimates.AtOrAbove(block, sums, reach, floor - estimates.Slack);
            var certain = possible & estimates.AtOrAbove(block, sums, -reach, floor + estimates.Slack);
            for (var rows = certain; rows != 0; rows &= rows - 1)
                into.Add(b * CodeLayout.BlockRows + BitOperations.TrailingZeroCount(rows));
            for (var rows = possible & ~certain; rows != 0; rows &= rows - 1)
            {
                var i = BitOperations.TrailingZeroCount(rows);
                _near.Add(b * CodeLayout.BlockRows + i, estimates.SignSum(sums[i]));
            }
        }
    }

    private void Decide(CodeSpans codes, float floor, RowBitmap into)
    {
        var rows = _near.Rows;
        if (closer is null)
            EstimateBySecondBits(codes);
        else
            closer(rows, _similarities, _errors);
        for (var i = 0; i < rows.Length; i++)
            if (IsAtLeast(rows[i], _similarities[i], _errors[i], floor))
                into.Add(rows[i]);
        Refined += rows.Length;
    }

    private void EstimateBySecondBits(CodeSpans codes)
    {
        var rows = _near.Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + Ahead < rows.Length)
                codes.Prefetch(rows[i + Ahead]);
            (_similarities[i], _errors[i]) = estimates.Fine(codes.Fine(rows[i]), _near.Values[i]);
        }
    }

    private bool IsAtLeast(int row, float similarity, float error, float floor)
    {
        if (MathF.Abs(similarity - floor) > Deviations * error + estimates.Slack)
            return similarity > floor;
        Rescored++;
        return exact(row) >= floor;
    }
}
