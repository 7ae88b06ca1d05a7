using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Estimates of the similarity between a query and the rows of a segment.</summary>
internal readonly struct Estimates
{
    // Float32 sums of products of unit vectors are exact to about 1e-6; the store's may be summed in another order.
    private const float Rounding = 1e-5f;

    private readonly QueryTables _query;
    private readonly BlockSums _blockSums;
    private readonly int _codeBytes;

    public Estimates(QueryTables query, CodeLayout layout, float offsetError, ScanKernel kernel)
    {
        (_query, _blockSums, _codeBytes) = (query, kernel.Sums, layout.CodeBytes);
        Slack = Rounding + offsetError;
        SumError = query.CoarseStep * MathF.Sqrt(layout.CodeBytes / 6f);
    }

    /// <summary>An error that any estimate may have, beside what depends on the row.</summary>
    public float Slack { get; }

    /// <summary>|u|: the query's distance from the centre.</summary>
    public float Distance => _query.Norm;

    /// <summary>The standard deviation of a u . (signs) from a block's sum, for two table entries a byte are rounded, each evenly by half a step at most.</summary>
    public float SumError { get; }

    /// <summary>Fills the 64 sums of a block's rows.</summary>
    public void Sums(ReadOnlySpan<byte> block, Span<ushort> sums) => _blockSums(block[..(CodeLayout.BlockRows * _codeBytes)], _query.Coarse, sums);

    /// <summary>u . (signs) from a block's sum.</summary>
    public float SignSum(ushort sum) => sum * _query.CoarseStep + _query.CoarseStart;

    /// <summary>The rows of a block whose estimate, when u . (signs) were larger by <paramref name="reach"/>, is at or above the bar.</summary>
    public ulong AtOrAbove(ReadOnlySpan<byte> block, ReadOnlySpan<ushort> sums, float reach, float bar)
    {
        var factors = MemoryMarshal.Cast<byte, uint>(block[(CodeLayout.BlockRows * _codeBytes)..]);
        ref var firstFactor = ref MemoryMarshal.GetReference(factors[..CodeLayout.BlockRows]);
        ref var firstSum = ref MemoryMarshal.GetReference(sums[..CodeLayout.BlockRows]);
        var (step, start, least) = (Vector256.Create(_query.CoarseStep), Vector256.Create(_query.CoarseStart + reach), Vector256.Create(bar - _query.CentreSimilarity));
        var rows = 0UL;
        for (var i = 0; i < CodeLayout.BlockRows; i += Vector256<float>.Count)
        {
            var factor = Vector256.LoadUnsafe(ref firstFactor, (nuint)i);
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref firstSum, (nuint)i));
            var signSum = Vector256.ConvertToSingle(Vector256.Create(lower, upper).AsInt32()) * step + start;
            var estimate = (factor & Vector256.Create(0xFFFF0000)).AsSingle() + (factor << 16).AsSingle() * signSum;
            rows |= (ulong)Vector256.GreaterThanOrEqual(estimate, least).ExtractMostSignificantBits() << i;
        }
        return rows;
    }

    /// <summary>The estimate from the first bits of a block's row, and the unit of its error.</summary>
    public (float Similarity, float Error) Coarse(ReadOnlySpan<byte> block, int row, float signSum)
    {
        var factor = MemoryMarshal.Cast<byte, uint>(block[(CodeLayout.BlockRows * _codeBytes)..])[row];
        var slope = BitConverter.UInt32BitsToSingle(factor << 16);
        return (_query.CentreSimilarity + BitConverter.UInt32BitsToSingle(factor & 0xFFFF0000) + slope * signSum, slope * Distance);
    }

    /// <summary>The estimate from a row's second bits, and the unit of its error.</summary>
    public (float Similarity, float Error) Fine(ReadOnlySpan<byte> fine, float signSum)
    {
        var factors = MemoryMarshal.Cast<byte, float>(fine[_codeBytes..]);
        var similarity = _query.CentreSimilarity + factors[0] + factors[1] * signSum + factors[2] * _query.Fine(fine[.._codeBytes]);
        return (similarity, factors[3] * Distance + factors[1] * SumError);
    }
}
