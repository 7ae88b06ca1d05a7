namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The mean of the stored vectors. Float16 values are whole multiples of 2^-24, so their sums in integers are exact: the mean depends
/// on what is stored, never on the order in which it came and went.
/// </summary>
internal sealed class Centroid
{
    private const float Scale = 1 << 24;

    private readonly long[] _sums;
    private long _count;

    public Centroid(int dimensions) => _sums = new long[dimensions];

    /// <summary>The mean that <see cref="Sums"/> and <see cref="Count"/> once told.</summary>
    public Centroid(long[] sums, long count) => (_sums, _count) = (sums, count);

    public int Dimensions => _sums.Length;

    /// <summary>The sum of each dimension in multiples of 2^-24.</summary>
    public ReadOnlySpan<long> Sums => _sums;

    public long Count => _count;

    public Centroid Copy() => new((long[])_sums.Clone(), _count);

    public void Add(ReadOnlySpan<float> vector) => Change(vector, 1);

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
            _sums[d] += sign * (long)(vector[d] * Scale);
        _count += sign;
    }
}
