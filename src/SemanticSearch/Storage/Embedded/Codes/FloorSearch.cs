using System.Numerics;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// The search for all rows at or above a similarity. Estimates decide where they are farther from the floor than eight standard
/// deviations of their error; what is nearer is decided by the second bits, and what is near by these too, exactly.
/// </summary>
internal sealed class FloorSearch(Estimates estimates, CodeLayout layout, RowSimilarity exact)
{
    private const float Deviations = 8;

    // Of the error from one bit, in units of slope and distance: the root of 1 - 2 / pi is .603, and it varies a little with the row.
    private const float CoarseDeviation = 0.65f;

    // bfloat16 keeps 8 bits of the slope.
    private const float SlopeRounding = 1f / 512;

    public int Refined { get; private set; }

    public int Rescored { get; private set; }

    public void Run(CodeSpans codes, ReadOnlySpan<ulong> allowed, float floor, RowBitmap into)
    {
        Span<ushort> sums = stackalloc ushort[CodeLayout.BlockRows];
        // u . (signs) of any row is at most the root of the dimensions times the distance, and so is its error.
        var most = MathF.Sqrt(layout.PaddedDimensions);
        var reach = (MathF.Min(most, Deviations * CoarseDeviation) + most * SlopeRounding) * estimates.Distance + Deviations * estimates.SumError;
        for (var b = 0; b < allowed.Length; b++)
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
                if (IsAtLeast(codes, b * CodeLayout.BlockRows + i, estimates.SignSum(sums[i]), floor))
                    into.Add(b * CodeLayout.BlockRows + i);
            }
        }
    }

    private bool IsAtLeast(CodeSpans codes, int row, float signSum, float floor)
    {
        var (similarity, error) = estimates.Fine(codes.Fine(row), signSum);
        var band = Deviations * error + estimates.Slack;
        Refined++;
        if (MathF.Abs(similarity - floor) > band)
            return similarity > floor;
        Rescored++;
        return exact(row) >= floor;
    }
}
