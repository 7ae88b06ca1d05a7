using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// The sum of the stored vectors, from which their mean follows. Each number is rounded to a multiple of 2^-24 and summed as an integer,
/// so that the order in which papers came does not matter. The server gives a vector back up to 1.2e-7 a dimension from what was sent:
/// after r removals and replacements among n papers the mean is off by no more than r / n times 2^-23 a dimension.
/// </summary>
internal sealed class VectorSums
{
    private const double Scale = 1 << 24;

    private readonly long[] _sums;

    private VectorSums(long[] sums, long count) => (_sums, Count) = (sums, count);

    public VectorSums(int dimensions)
        : this(new long[dimensions], 0)
    {
    }

    /// <summary>How many vectors are summed.</summary>
    public long Count { get; private set; }

    public VectorSums Copy() => new((long[])_sums.Clone(), Count);

    public void Add(ReadOnlySpan<float> vector) => Change(vector, 1);

    public void Remove(ReadOnlySpan<float> vector) => Change(vector, -1);

    /// <summary>The mean cosine of a query to all the vectors, in [-1, 1]; 0 where there are none.</summary>
    public float MeanSimilarity(ReadOnlySpan<float> query)
    {
        var sum = 0.0;
        for (var d = 0; d < query.Length; d++)
            sum += query[d] * (double)_sums[d];
        return Count == 0 ? 0 : (float)(sum / (Count * Scale));
    }

    /// <summary>The sums as base64 of little-endian 64-bit integers.</summary>
    public string ToText() => Convert.ToBase64String(MemoryMarshal.AsBytes(_sums.AsSpan()));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static VectorSums Parse(string text, int dimensions, long count)
    {
        var bytes = Convert.FromBase64String(text);
        return bytes.Length == dimensions * sizeof(long)
            ? new VectorSums(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), count)
            : throw new FormatException($"{bytes.Length} bytes do not hold the sums of {dimensions} dimensions.");
    }

    private void Change(ReadOnlySpan<float> vector, int sign)
    {
        for (var d = 0; d < vector.Length; d++)
            _sums[d] += sign * (long)Math.Round(vector[d] * Scale);
        Count += sign;
    }
}
