using System.Numerics.Tensors;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Codes;

namespace SemanticSearch.Tests.Storage.Embedded.Codes;

/// <summary>Vectors, the codes of them in a file, and what a search of every row finds.</summary>
internal sealed class CodedVectors : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MappedBytes _mapped;

    public CodedVectors(int dimensions, float[] vectors)
    {
        (Dimensions, Vectors, Count) = (dimensions, vectors, vectors.Length / dimensions);
        Payload = Write(dimensions, vectors);
        var path = _folder["codes"];
        File.WriteAllBytes(path, [.. new byte[Offset], .. Payload]);
        _mapped = MappedBytes.OfFile(path);
        Index = Open(null);
    }

    public static int Offset => 64;

    public int Dimensions { get; }

    public int Count { get; }

    public float[] Vectors { get; }

    public byte[] Payload { get; }

    public CodeIndex Index { get; }

    public static byte[] Write(int dimensions, float[] vectors)
    {
        using var output = new MemoryStream();
        CodeWriter.Write(output, CodeWriter.Centre(dimensions, vectors.Length / dimensions, Read), vectors.Length / dimensions, Read, CancellationToken.None);
        return output.ToArray();

        void Read(int row, Span<float> vector) => vectors.AsSpan(row * dimensions, dimensions).CopyTo(vector);
    }

    /// <summary>Unit vectors around a few topics that have a direction in common, like those of real texts.</summary>
    public static CodedVectors Made(int dimensions, int count, int seed = 1) => new(dimensions, Random(dimensions, count, seed));

    public static float[] Random(int dimensions, int count, int seed)
    {
        var random = new Random(seed);
        var shared = Gaussian(random, dimensions);
        var topics = Enumerable.Range(0, 1 + count / 100).Select(_ => Gaussian(random, dimensions)).ToArray();
        var vectors = new float[count * dimensions];
        for (var row = 0; row < count; row++)
        {
            var (topic, own) = (topics[random.Next(topics.Length)], Gaussian(random, dimensions));
            var vector = vectors.AsSpan(row * dimensions, dimensions);
            for (var d = 0; d < dimensions; d++)
                vector[d] = 1.2f * shared[d] + 0.7f * topic[d] + 0.6f * own[d];
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
            for (var d = 0; d < dimensions; d++)
                vector[d] = (float)(Half)vector[d];
        }
        return vectors;
    }

    public CodeIndex Open(ScanKernel? kernel) => CodeIndex.Open(_mapped, Offset, Payload.Length, kernel);

    public ReadOnlySpan<float> Vector(int row) => Vectors.AsSpan(row * Dimensions, Dimensions);

    public void Read(int row, Span<float> vector) => Vector(row).CopyTo(vector);

    public RowSimilarity Exact(float[] query) => row => TensorPrimitives.Dot(query, Vector(row));

    public List<(int Row, float Score)> Search(float[] query, RowBitmap allowed, int depth, float threshold = float.NegativeInfinity, ScanKernel? kernel = null)
    {
        var results = new List<(int Row, float Score)>();
        Open(kernel).Search(query, allowed, depth, threshold, Exact(query), results);
        return results;
    }

    public List<(int Row, float Score)> BruteForce(float[] query, RowBitmap allowed, int depth, float threshold = float.NegativeInfinity) =>
    [
        .. Enumerable.Range(0, Count).Where(row => allowed[row]).Select(row => (Row: row, Score: Exact(query)(row))).Where(found => found.Score > threshold)
            .OrderByDescending(found => found.Score).ThenBy(found => found.Row).Take(depth),
    ];

    public RowBitmap AtLeast(float[] query, RowBitmap allowed, float floor, ScanKernel? kernel = null)
    {
        var found = new RowBitmap(Count);
        Open(kernel).AtLeast(query, allowed, floor, Exact(query), found);
        return found;
    }

    /// <summary>About that share of the rows, by chance.</summary>
    public RowBitmap Share(double share, int seed = 5)
    {
        var random = new Random(seed);
        var rows = new RowBitmap(Count);
        for (var row = 0; row < Count; row++)
            if (random.NextDouble() < share)
                rows.Add(row);
        return rows;
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Gaussian(Random random, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
