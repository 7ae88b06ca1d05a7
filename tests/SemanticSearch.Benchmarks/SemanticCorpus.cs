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
            CodeWriter.Write(file, CodeWriter.Centre(Dimensions, Count, Read), Count, Read, cancellationToken);
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

    /// <summary>That many vectors from a fixed seed, see <see cref="VectorMixture"/>.</summary>
    public static float[] Mixed(float[] real, int count, CancellationToken cancellationToken)
    {
        var (mixture, random) = (new VectorMixture(real), new Random(7));
        var vectors = new float[(long)count * Dimensions];
        for (var row = 0; row < count; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            mixture.Draw(random, vectors.AsSpan(row * Dimensions, Dimensions));
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
