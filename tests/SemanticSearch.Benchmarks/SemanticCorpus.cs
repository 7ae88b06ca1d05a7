using System.Numerics.Tensors;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Codes;

namespace SemanticSearch.Benchmarks;

/// <summary>Vectors as float32 for the exact scan and as float16 for the rescoring, and the codes of them in a mapped file.</summary>
internal sealed class SemanticCorpus
{
    private const int Dimensions = RealEmbeddings.Dimensions;

    private readonly float[] _vectors;
    private readonly Half[] _halves;
    private readonly float[] _row = new float[Dimensions];

    public SemanticCorpus(string name, float[] vectors, CancellationToken cancellationToken)
    {
        (Name, _vectors, Count) = (name, vectors, vectors.Length / Dimensions);
        _halves = new Half[vectors.Length];
        TensorPrimitives.ConvertToHalf(vectors, _halves);
        TensorPrimitives.ConvertToSingle(_halves, vectors);
        var path = BenchmarkPaths.Artifact("semantic.codes");
        var before = Environment.CpuUsage.TotalTime;
        using (var file = File.Create(path))
            CodeWriter.Write(file, Dimensions, Count, Read, cancellationToken);
        WriteSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        var mapped = MappedBytes.OfFile(path);
        File.Delete(path);
        Bytes = mapped.Length;
        Index = CodeIndex.Open(mapped, 0, mapped.Length);
    }

    public string Name { get; }

    public int Count { get; }

    public double WriteSeconds { get; }

    public long Bytes { get; }

    public CodeIndex Index { get; }

    /// <summary>
    /// Vectors with neighbourhoods like those of more papers than were embedded: each is a real one, the first, moved by the distance
    /// of another from their centre, the second: x = c + a (first - c) + b (second - c) with a^2 + b^2 = 1, so that all of them vary as the
    /// real ones do, made unit length. Rows of the same first have a centred cosine of about the product of their a; the a are drawn evenly,
    /// from the centred cosines of real nearest neighbours up to those that a larger corpus would have.
    /// </summary>
    public static float[] Mixed(ReadOnlySpan<float> real, int count, CancellationToken cancellationToken)
    {
        const double leastShare = 0.45, mostShare = 0.9;
        var random = new Random(7);
        var bases = real.Length / Dimensions;
        var centre = new float[Dimensions];
        for (var row = 0; row < bases; row++)
            TensorPrimitives.Add(centre, real.Slice(row * Dimensions, Dimensions), centre);
        TensorPrimitives.Divide(centre, bases, centre);
        var vectors = new float[(long)count * Dimensions];
        for (var row = 0; row < count; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var a = (float)(leastShare + (mostShare - leastShare) * random.NextDouble());
            var b = MathF.Sqrt(1 - a * a);
            var first = real.Slice(random.Next(bases) * Dimensions, Dimensions);
            var second = real.Slice(random.Next(bases) * Dimensions, Dimensions);
            var vector = vectors.AsSpan(row * Dimensions, Dimensions);
            TensorPrimitives.Multiply(centre, 1 - a - b, vector);
            TensorPrimitives.MultiplyAdd(first, a, vector, vector);
            TensorPrimitives.MultiplyAdd(second, b, vector, vector);
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        }
        return vectors;
    }

    /// <summary>The similarity of every row, by the scan that the codes are compared with.</summary>
    public void Scan(ReadOnlySpan<float> query, Span<float> similarities)
    {
        for (var row = 0; row < similarities.Length; row++)
            similarities[row] = TensorPrimitives.Dot(query, _vectors.AsSpan(row * Dimensions, Dimensions));
    }

    /// <summary>The similarity of a row from its float16 values, as a store has them.</summary>
    public RowSimilarity Exact(float[] query) => row =>
    {
        TensorPrimitives.ConvertToSingle(_halves.AsSpan(row * Dimensions, Dimensions), _row);
        return TensorPrimitives.Dot<float>(query, _row);
    };

    private void Read(int row, Span<float> vector) => TensorPrimitives.ConvertToSingle(_halves.AsSpan(row * Dimensions, Dimensions), vector);
}
