using System.Numerics.Tensors;

namespace SemanticSearch.Topics.Graphs;

/// <summary>Vectors of one length, one after another.</summary>
/// <param name="values">The values of all rows, row by row.</param>
/// <param name="dimensions">The length of each row.</param>
internal sealed class VectorTable(float[] values, int dimensions)
{
    public int Dimensions => dimensions;

    public int Count => values.Length / dimensions;

    public float[] Values => values;

    public ReadOnlySpan<float> this[int row] => values.AsSpan(row * dimensions, dimensions);

    public Span<float> Writable(int row) => values.AsSpan(row * dimensions, dimensions);

    /// <summary>The mean of all rows; zeros where there is none.</summary>
    public float[] Mean()
    {
        var sums = new double[dimensions];
        for (var row = 0; row < Count; row++)
        {
            var vector = this[row];
            for (var d = 0; d < sums.Length; d++)
                sums[d] += vector[d];
        }
        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, Count)));
    }

    /// <summary>
    /// The rows less a centre, made unit length again. Sentence vectors of one model share a direction; without it, similarities spread out.
    /// </summary>
    public VectorTable CentredOn(float[] centre)
    {
        var centred = new VectorTable(new float[values.Length], dimensions);
        for (var row = 0; row < Count; row++)
            Centre(this[row], centre, centred.Writable(row));
        return centred;
    }

    /// <summary>The same as <see cref="CentredOn"/>, in place: a large table is not kept twice.</summary>
    public void CentreOn(float[] centre)
    {
        for (var row = 0; row < Count; row++)
            Centre(this[row], centre, Writable(row));
    }

    /// <summary>Some of the rows, in the order that is given.</summary>
    public VectorTable Among(int[] rows)
    {
        var some = new VectorTable(new float[rows.Length * dimensions], dimensions);
        for (var i = 0; i < rows.Length; i++)
            this[rows[i]].CopyTo(some.Writable(i));
        return some;
    }

    /// <summary>One vector less a centre, made unit length; zeros where it is the centre.</summary>
    public static void Centre(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<float> centred)
    {
        TensorPrimitives.Subtract(vector, centre, centred);
        var norm = TensorPrimitives.Norm<float>(centred);
        if (norm > 0)
            TensorPrimitives.Divide(centred, norm, centred);
    }
}
