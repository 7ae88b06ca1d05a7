using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>The vectors of the sentences of one abstract at a byte a number: a fourth of float32, and close to .001 in a similarity.</summary>
internal sealed class SentenceVectors
{
    private readonly float[] _steps;
    private readonly sbyte[] _rows;

    private SentenceVectors(float[] steps, sbyte[] rows) => (_steps, _rows) = (steps, rows);

    /// <summary>How many sentences there are, at least one.</summary>
    public int Count => _steps.Length;

    public static SentenceVectors Of(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var dimensions = vectors[0].Length;
        var (steps, rows) = (new float[vectors.Count], new sbyte[vectors.Count * dimensions]);
        for (var i = 0; i < steps.Length; i++)
            steps[i] = ScalarQuantization.Quantize(vectors[i].Span, rows.AsSpan(i * dimensions, dimensions));
        return new SentenceVectors(steps, rows);
    }

    /// <summary>Reads what <see cref="ToBytes"/> gives; null where these are not that many vectors.</summary>
    public static SentenceVectors? Read(ReadOnlySpan<byte> bytes, int count, int dimensions) => bytes.Length != count * (sizeof(float) + dimensions)
        ? null
        : new SentenceVectors(MemoryMarshal.Cast<byte, float>(bytes[..(count * sizeof(float))]).ToArray(), MemoryMarshal.Cast<byte, sbyte>(bytes[(count * sizeof(float))..]).ToArray());

    /// <summary>The lengths of the steps as float32, then sentence after sentence its steps; little-endian.</summary>
    public byte[] ToBytes() => [.. MemoryMarshal.AsBytes<float>(_steps), .. MemoryMarshal.AsBytes<sbyte>(_rows)];

    /// <summary>The cosine of each sentence to a query of unit length.</summary>
    public float[] Similarities(ReadOnlySpan<float> query)
    {
        var similarities = new float[Count];
        var row = new float[query.Length];
        for (var i = 0; i < similarities.Length; i++)
        {
            TensorPrimitives.ConvertTruncating<sbyte, float>(_rows.AsSpan(i * row.Length, row.Length), row);
            similarities[i] = _steps[i] * TensorPrimitives.Dot(row, query);
        }
        return similarities;
    }
}
