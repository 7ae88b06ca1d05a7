using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Storage;

/// <summary>
/// The sums of the stored vectors, from which their mean follows. Each number is a multiple of 2^-24 and summed as an integer, so the mean
/// depends on what is stored, never on the order in which it came and went. Float16 values are such multiples, and their sums are exact;
/// float32 values are rounded to the nearest.
/// </summary>
internal sealed class VectorSums
{
    private const float Scale = 1 << 24;

    /// <summary>Longer vectors than those of any usual sentence model are read through the heap.</summary>
    private const int Usual = 1024;

    private readonly long[] _sums;
    private long _count;

    public VectorSums(int dimensions) => _sums = new long[dimensions];

    /// <summary>The sums that <see cref="Sums"/> and <see cref="Count"/> once told.</summary>
    public VectorSums(long[] sums, long count) => (_sums, _count) = (sums, count);

    public int Dimensions => _sums.Length;

    /// <summary>The sum of each dimension in multiples of 2^-24.</summary>
    public ReadOnlySpan<long> Sums => _sums;

    public long Count => _count;

    public VectorSums Copy() => new((long[])_sums.Clone(), _count);

    /// <param name="vector">Numbers in [-127, 127].</param>
    public void Add(ReadOnlySpan<Half> vector) => Change(vector, Scale, 1);

    /// <summary>Takes back what was added.</summary>
    public void Remove(ReadOnlySpan<Half> vector) => Change(vector, -Scale, -1);

    public void Add(ReadOnlySpan<float> vector) => Change(vector, 1);

    /// <summary>Takes back what was added.</summary>
    public void Remove(ReadOnlySpan<float> vector) => Change(vector, -1);

    /// <summary>The mean cosine of a query to all the vectors, in [-1, 1]; 0 where there are none.</summary>
    public float MeanSimilarity(ReadOnlySpan<float> query)
    {
        var sum = 0.0;
        for (var d = 0; d < query.Length; d++)
            sum += query[d] * (double)_sums[d];
        return _count == 0 ? 0 : (float)(sum / (_count * (double)Scale));
    }

    private void Change(ReadOnlySpan<float> vector, int sign)
    {
        for (var d = 0; d < vector.Length; d++)
            _sums[d] += sign * (long)Math.Round(vector[d] * (double)Scale);
        _count += sign;
    }

    private void Change(ReadOnlySpan<Half> vector, float scale, int count)
    {
        Span<float> values = vector.Length <= Usual ? stackalloc float[vector.Length] : new float[vector.Length];
        TensorPrimitives.ConvertToSingle(vector, values);
        var multiples = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var sums = MemoryMarshal.Cast<long, Vector256<long>>(_sums.AsSpan());
        for (var i = 0; i < multiples.Length; i++)
        {
            var (lower, upper) = Vector256.Widen(Vector256.ConvertToInt32(multiples[i] * scale));
            sums[2 * i] += lower;
            sums[2 * i + 1] += upper;
        }
        for (var d = multiples.Length * Vector256<float>.Count; d < values.Length; d++)
            _sums[d] += (int)(values[d] * scale);
        _count += count;
    }
}
