using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Encodes the rows of a segment, a block at a time, several blocks at the same time.</summary>
internal sealed class BlockEncoder
{
    private readonly CodeLayout _layout;
    private readonly Rotation _rotation;
    private readonly float[] _centre;
    private readonly float[] _rotatedCentre;
    private readonly VectorReader _read;
    private readonly float[] _offsetErrors;

    public BlockEncoder(CodeLayout layout, Rotation rotation, float[] centre, VectorReader read)
    {
        (_layout, _rotation, _centre, _read) = (layout, rotation, centre, read);
        _rotatedCentre = new float[layout.PaddedDimensions];
        centre.CopyTo(_rotatedCentre, 0);
        rotation.Apply(_rotatedCentre);
        _offsetErrors = new float[layout.BlockCount];
    }

    /// <summary>The most that rounding took from the offset of a row so far.</summary>
    public float OffsetError => _offsetErrors.Max();

    /// <summary>Fills the bytes of a block, and the second bits of its rows.</summary>
    public void Encode(int block, byte[] blocks, byte[] fine)
    {
        var bytes = blocks.AsSpan(block * _layout.BlockBytes, _layout.BlockBytes);
        var factors = MemoryMarshal.Cast<byte, uint>(bytes[(CodeLayout.BlockRows * _layout.CodeBytes)..]);
        var distance = new float[_layout.PaddedDimensions];
        var signs = new byte[_layout.CodeBytes];
        var rows = Math.Min(CodeLayout.BlockRows, _layout.Count - block * CodeLayout.BlockRows);
        for (var i = 0; i < rows; i++)
        {
            var row = block * CodeLayout.BlockRows + i;
            ReadDistance(row, distance);
            var fineBytes = fine.AsSpan(row * _layout.FineBytes, _layout.FineBytes);
            var found = RowEncoder.Encode(distance, _rotatedCentre, signs, fineBytes[.._layout.CodeBytes]);
            WriteFine(found, MemoryMarshal.Cast<byte, float>(fineBytes[_layout.CodeBytes..]));
            Scatter(signs, i, bytes);
            factors[i] = Coarse(found);
            _offsetErrors[block] = MathF.Max(_offsetErrors[block], MathF.Abs(found.Offset - BitConverter.UInt32BitsToSingle(factors[i] & 0xFFFF0000)));
        }
    }

    private void ReadDistance(int row, float[] distance)
    {
        distance.AsSpan(_layout.Dimensions).Clear();
        var vector = distance.AsSpan(0, _layout.Dimensions);
        _read(row, vector);
        TensorPrimitives.Subtract(vector, _centre, vector);
        _rotation.Apply(distance);
    }

    private static void WriteFine(RowFactors factors, Span<float> values) =>
        (values[0], values[1], values[2], values[3]) = (factors.Offset, factors.FineSlope, factors.FineStep, factors.FineError);

    private static void Scatter(ReadOnlySpan<byte> signs, int i, Span<byte> block)
    {
        var column = i < 32 ? 2 * i : 2 * (i - 32) + 1;
        for (var p = 0; p < signs.Length; p++)
            block[p * CodeLayout.BlockRows + column] = signs[p];
    }

    private static uint Coarse(RowFactors factors) => Upper16(factors.Offset) << 16 | Upper16(factors.Slope);

    // bfloat16 is the upper half of a float32; to the nearest, and to even between two.
    private static uint Upper16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
    }
}
