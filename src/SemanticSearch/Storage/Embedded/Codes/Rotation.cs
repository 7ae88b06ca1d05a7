using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// A random rotation that costs little: seeded flips of sign and Walsh-Hadamard transforms, in turn over the first and the last dimensions,
/// as many as the largest power of two that fits. It spreads every direction over all dimensions, so that their signs tell alike much.
/// </summary>
internal sealed class Rotation
{
    private const int TurnCount = 4;
    private const ulong Seed = 0x5EED_0F_C0DE5;

    private readonly int _span;
    private readonly float[][] _signs;

    /// <param name="dimensions">A multiple of 8.</param>
    public Rotation(int dimensions)
    {
        _span = 1 << BitOperations.Log2((uint)dimensions);
        var state = Seed;
        // The transform makes a vector longer by the root of its span; the signs take that back.
        var one = 1 / MathF.Sqrt(_span);
        _signs = new float[TurnCount][];
        for (var turn = 0; turn < TurnCount; turn++)
        {
            _signs[turn] = new float[_span];
            for (var d = 0; d < _span; d++)
                _signs[turn][d] = (Next(ref state) & 1) == 0 ? one : -one;
        }
    }

    /// <summary>Rotates in place. The result is the same on every processor.</summary>
    public void Apply(Span<float> vector)
    {
        for (var turn = 0; turn < TurnCount; turn++)
        {
            var part = (turn & 1) == 0 ? vector[.._span] : vector[^_span..];
            Transform(MemoryMarshal.Cast<float, Vector256<float>>(part), MemoryMarshal.Cast<float, Vector256<float>>(_signs[turn]));
        }
    }

    private static void Transform(Span<Vector256<float>> values, ReadOnlySpan<Vector256<float>> signs)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = WithinLanes(values[i] * signs[i]);
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                var low = values.Slice(start, half);
                var high = values.Slice(start + half, half);
                for (var i = 0; i < low.Length; i++)
                    (low[i], high[i]) = (low[i] + high[i], low[i] - high[i]);
            }
        }
    }

    private static Vector256<float> WithinLanes(Vector256<float> v)
    {
        v = Vector256.Shuffle(v, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) + v * Vector256.Create(1f, -1, 1, -1, 1, -1, 1, -1);
        v = Vector256.Shuffle(v, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)) + v * Vector256.Create(1f, 1, -1, -1, 1, 1, -1, -1);
        return Vector256.Shuffle(v, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3)) + v * Vector256.Create(1f, 1, 1, 1, -1, -1, -1, -1);
    }

    // SplitMix64 (Steele, Lea and Flood 2014): the bytes must not depend on the random generator of a .NET version.
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) >> 32;
    }
}
