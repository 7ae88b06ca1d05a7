using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// Where things stand in the bytes of a segment's codes, all little-endian: the header, the centre as float32, the blocks of first
/// bits, the second bits.
/// </summary>
/// <remarks>
/// A block holds 64 rows. For each 8 dimensions there are 64 bytes, one a row, bit j being set where rotated dimension j is positive;
/// the bytes of rows 0 .. 31 are the even ones, those of rows 32 .. 63 the odd ones, so that sums of 16 bits come out in the order of
/// the rows. Then come 64 pairs of correction factors (<see cref="RowFactors"/>) as bfloat16, the offset in the upper half.
/// The second bits are by row: the bytes of the code, then four float32 factors; a whole cache line at 384 dimensions.
/// </remarks>
internal readonly record struct CodeLayout
{
    public const int BlockRows = 64;
    public const int MinDimensions = 8;
    public const int MaxDimensions = 4096;
    public const int MaxCount = 1_000_000;

    private const int Alignment = 64;

    /// <summary>The layout of that many vectors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one that a segment may have.</exception>
    public CodeLayout(int dimensions, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, MinDimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MaxDimensions);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        (Dimensions, Count) = (dimensions, count);
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Rows, the last block's padding not included.</summary>
    public int Count { get; }

    /// <summary>Bytes of a row's code of one bit a dimension; absent dimensions are zeros.</summary>
    public int CodeBytes => (Dimensions + 7) / 8;

    public int PaddedDimensions => CodeBytes * 8;

    public int BlockCount => (Count + BlockRows - 1) / BlockRows;

    public int BlockBytes => BlockRows * (CodeBytes + sizeof(uint));

    public int FineBytes => CodeBytes + 4 * sizeof(float);

    public int BlocksLength => BlockCount * BlockBytes;

    public int FineLength => Count * FineBytes;

    public static int CentreOffset => Aligned(Marshal.SizeOf<CodeHeader>());

    public int BlocksOffset => Aligned(CentreOffset + Dimensions * sizeof(float));

    public long FineOffset => BlocksOffset + (long)BlocksLength;

    public long Length => FineOffset + FineLength;

    private static int Aligned(int offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
