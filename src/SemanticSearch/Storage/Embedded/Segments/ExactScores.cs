using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SemanticSearch.Storage.Embedded.Postings;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>The scores that are shown, computed in one way wherever a row is kept, so that a row's score never depends on that.</summary>
internal static class ExactScores
{
    /// <summary>The cosine of a stored vector to a query: their dot product, since both have unit length up to rounding.</summary>
    // To clear the buffer would take as long as to fill it.
    [SkipLocalsInit]
    public static float Similarity(ReadOnlySpan<Half> vector, ReadOnlySpan<float> query)
    {
        Span<float> values = stackalloc float[Chunk];
        if (vector.Length > Chunk)
            values = new float[vector.Length];
        values = values[..vector.Length];
        TensorPrimitives.ConvertToSingle(vector, values);
        return Similarity(values, query);
    }

    /// <summary>The same for a vector that was read as float32.</summary>
    public static float Similarity(ReadOnlySpan<float> vector, ReadOnlySpan<float> query) => TensorPrimitives.Dot(vector, query);

    /// <summary>The BM25 score of a row: the sum of factor x weight over the query's terms that it has.</summary>
    /// <param name="indices">The row's term ids, ascending.</param>
    /// <param name="values">Their weights.</param>
    /// <param name="query">The query's terms, ascending.</param>
    public static float Lexical(ReadOnlySpan<uint> indices, ReadOnlySpan<float> values, ReadOnlySpan<QueryTerm> query)
    {
        var score = 0f;
        foreach (var (term, factor) in query)
            if (indices.BinarySearch(term) is >= 0 and var at)
                score += factor * values[at];
        return score;
    }

    /// <summary>Longer vectors than those of any usual sentence model are read through the heap.</summary>
    private const int Chunk = 1024;
}
