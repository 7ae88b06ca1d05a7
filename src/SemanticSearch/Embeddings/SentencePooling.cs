using System.Numerics.Tensors;

namespace SemanticSearch.Embeddings;

/// <summary>The arithmetic from a model's output to one vector of unit length.</summary>
internal static class SentencePooling
{
    /// <summary>The output's shape for one text of so many tokens.</summary>
    public static long[] ExpectedShape(Pooling pooling, int tokenCount, int dimensions) =>
        pooling == Pooling.None ? [1, dimensions] : [1, tokenCount, dimensions];

    /// <summary>One row of the output, or the mean of its rows. There is no padding, so every row counts.</summary>
    public static float[] Pool(Pooling pooling, ReadOnlySpan<float> output, int dimensions)
    {
        var vector = output[..dimensions].ToArray();
        if (pooling != Pooling.Mean)
            return vector;
        for (var start = dimensions; start < output.Length; start += dimensions)
            TensorPrimitives.Add(vector, output.Slice(start, dimensions), vector);
        TensorPrimitives.Divide(vector, output.Length / dimensions, vector);
        return vector;
    }
}
