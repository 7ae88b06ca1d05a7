using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// The embeddings of the first papers of the shared corpus. The first 10,000 stand beside it; the others are embedded once, a few
/// minutes for 10,000, into a file below <c>artifacts/</c> that a later run takes up where this one stops.
/// </summary>
internal static class RealEmbeddings
{
    public const int Dimensions = 384;

    private const int Given = 10_000;
    private const int NpyHeader = 128;
    private const int RowBytes = Dimensions * 2;
    private const int ChunkSize = 100;

    /// <summary>The vectors one after another, as float32 values that float16 holds exactly.</summary>
    /// <exception cref="FileNotFoundException">The shared corpus is not here.</exception>
    public static async Task<float[]> LoadAsync(int count, CancellationToken cancellationToken)
    {
        var halves = new Half[count * Dimensions];
        var bytes = await File.ReadAllBytesAsync(BenchmarkPaths.Shared("models", "bge-small-en-v1.5-int8", "arxiv-10k-float16.npy"), cancellationToken);
        var given = Math.Min(count, Given);
        MemoryMarshal.Cast<byte, Half>(bytes.AsSpan(NpyHeader, given * RowBytes)).CopyTo(halves);
        if (count > Given)
            await AddEmbeddedAsync(halves.AsMemory(Given * Dimensions), cancellationToken);
        var vectors = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, vectors);
        return vectors;
    }

    private static async Task AddEmbeddedAsync(Memory<Half> vectors, CancellationToken cancellationToken)
    {
        var path = BenchmarkPaths.Artifact("arxiv-from-10001-float16.bin");
        var wanted = vectors.Length / Dimensions;
        var present = File.Exists(path) ? (int)(new FileInfo(path).Length / RowBytes) : 0;
        if (present < wanted)
            await EmbedAsync(path, present, wanted, cancellationToken);
        using var file = File.OpenRead(path);
        file.ReadExactly(MemoryMarshal.AsBytes(vectors.Span));
    }

    private static async Task EmbedAsync(string path, int present, int wanted, CancellationToken cancellationToken)
    {
        var model = EmbeddingModel.Load(BenchmarkPaths.ModelFolder);
        using var embedder = new OnnxEmbedder(model);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        // A run that was cut off may have left part of a row.
        file.SetLength((long)present * RowBytes);
        file.Seek(0, SeekOrigin.End);
        foreach (var texts in Passages(model).Skip(Given + present).Take(wanted - present).Chunk(ChunkSize))
        {
            foreach (var embedding in await embedder.GenerateAsync(texts, cancellationToken: cancellationToken))
            {
                var halves = new Half[Dimensions];
                TensorPrimitives.ConvertToHalf(embedding.Vector.Span, halves);
                file.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
            }
            file.Flush();
            await Console.Error.WriteLineAsync($"embedded {file.Length / RowBytes} of {wanted} papers");
        }
    }

    private static IEnumerable<string> Passages(EmbeddingModel model)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(BenchmarkPaths.Shared("data", "arxiv-100k.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var paper = JsonDocument.Parse(line);
            yield return model.PassageText(paper.RootElement.GetProperty("title").GetString()!, paper.RootElement.GetProperty("abstract").GetString()!);
        }
    }
}
