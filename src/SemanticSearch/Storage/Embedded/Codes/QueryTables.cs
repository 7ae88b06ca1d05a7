using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// A query's rotated distance u from the centre as tables, from which u . (signs) is summed entry by entry: with 7 bits for each four
/// dimensions, small enough for byte shuffles, and with 16 bits for each eight, for the few rows that are looked at again.
/// </summary>
internal sealed class QueryTables
{
    private readonly float _coarseStep;
    private readonly float _coarseStart;
    private readonly float _fineStep;
    private readonly float _fineStart;
    private readonly ushort[] _fine = [];

    /// <param name="query">Of unit length.</param>
    /// <param name="centre">What the codes tell the distance from.</param>
    /// <param name="rotation">How they are turned.</param>
    /// <param name="layout">Where things stand in them.</param>
    /// <param name="withFine">Whether <see cref="Fine"/> will be asked: its tables take longer than all else.</param>
    public QueryTables(ReadOnlySpan<float> query, ReadOnlySpan<float> centre, Rotation rotation, CodeLayout layout, bool withFine)
    {
        var distance = new float[layout.PaddedDimensions];
        TensorPrimitives.Subtract(query, centre, distance);
        rotation.Apply(distance);
        CentreSimilarity = TensorPrimitives.Dot(query, centre);
        Norm = TensorPrimitives.Norm<float>(distance);
        Coarse = new byte[distance.Length * 4];
        (_coarseStep, _coarseStart) = FillCoarse(distance, Coarse);
        if (!withFine)
            return;
        _fine = new ushort[layout.CodeBytes * 256];
        (_fineStep, _fineStart) = FillFine(distance, _fine);
    }

    /// <summary>The query's similarity to the centre.</summary>
    public float CentreSimilarity { get; }

    /// <summary>|u|</summary>
    public float Norm { get; }

    /// <summary>The table that a <see cref="BlockSums"/> reads.</summary>
    public byte[] Coarse { get; }

    /// <summary>What one unit of a block's sum is worth.</summary>
    public float CoarseStep => _coarseStep;

    /// <summary>u . (signs) where a block's sum is 0.</summary>
    public float CoarseStart => _coarseStart;

    /// <summary>u . (signs) of a row by its bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tables were made without what this needs.</exception>
    public float Fine(ReadOnlySpan<byte> code)
    {
        ref var entries = ref MemoryMarshal.GetReference(_fine.AsSpan(0, code.Length * 256));
        var sum = 0;
        for (var i = 0; i < code.Length; i++)
            sum += Unsafe.Add(ref entries, i * 256 + code[i]);
        return _fineStep * sum + _fineStart;
    }

    private static (float Step, float Start) FillCoarse(ReadOnlySpan<float> distance, Span<byte> table)
    {
        var groups = distance.Length / 4;
        var (largest, total) = Magnitudes(distance, 4);
        // 127 lets two entries be added in a byte; beyond 2,064 dimensions, less lets a row's sum stay in 16 bits.
        var levels = Math.Min(127, ushort.MaxValue / groups);
        var scale = largest > 0 ? levels / (2 * largest) : 0;
        Span<float> values = stackalloc float[16];
        for (var group = 0; group < groups; group++)
        {
            FillSums(distance.Slice(group * 4, 4), values);
            for (var e = 0; e < 16; e++)
                table[group * 16 + e] = (byte)(values[e] * scale + 0.5f);
        }
        return (2 * largest / levels, -total);
    }

    private static (float Step, float Start) FillFine(ReadOnlySpan<float> distance, Span<ushort> table)
    {
        var (largest, total) = Magnitudes(distance, 8);
        var scale = largest > 0 ? ushort.MaxValue / (2 * largest) : 0;
        Span<float> values = stackalloc float[256];
        for (var group = 0; group < distance.Length / 8; group++)
        {
            FillSums(distance.Slice(group * 8, 8), values);
            for (var e = 0; e < 256; e++)
                table[group * 256 + e] = (ushort)Math.Min(ushort.MaxValue, values[e] * scale + 0.5f);
        }
        return (2 * largest / ushort.MaxValue, -total);
    }

    // values[e] = the sum of +-d for the bits of e, moved up so that the least is 0.
    private static void FillSums(ReadOnlySpan<float> distance, Span<float> values)
    {
        values[0] = 0;
        for (var bit = 0; bit < distance.Length; bit++)
            values[0] += MathF.Max(0, -2 * distance[bit]);
        for (var bit = 0; bit < distance.Length; bit++)
            TensorPrimitives.Add(values[..(1 << bit)], 2 * distance[bit], values.Slice(1 << bit, 1 << bit));
        TensorPrimitives.Max(values, 0f, values);
    }

    private static (float Largest, float Total) Magnitudes(ReadOnlySpan<float> distance, int size)
    {
        var (largest, total) = (0f, 0f);
        for (var start = 0; start < distance.Length; start += size)
        {
            var sum = TensorPrimitives.SumOfMagnitudes(distance.Slice(start, size));
            largest = MathF.Max(largest, sum);
            total += sum;
        }
        return (largest, total);
    }
}
