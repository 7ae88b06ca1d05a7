using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Benchmarks;

/// <summary>The first papers of the shared corpus with their embeddings, ready for a store; nobody searches words here, so they have no terms.</summary>
internal static class TopicsPapers
{
    public static async Task<List<StoredPaper>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var vectors = await RealEmbeddings.LoadAsync(count, cancellationToken);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(BenchmarkPaths.Shared("data", "arxiv-100k.jsonl.gz")), CompressionMode.Decompress));
        var papers = new List<StoredPaper>(count);
        while (papers.Count < count && await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var record = JsonDocument.Parse(line);
            var paper = new Paper
            {
                Id = PaperId.Parse(record.RootElement.GetProperty("id").GetString()!),
                Title = PaperText.Clean(record.RootElement.GetProperty("title").GetString()!),
                Abstract = PaperText.Clean(record.RootElement.GetProperty("abstract").GetString()!),
                Date = DateOnly.TryParse(record.RootElement.GetProperty("date").GetString(), CultureInfo.InvariantCulture, out var date) ? date : null,
            };
            var vector = vectors.AsSpan(papers.Count * RealEmbeddings.Dimensions, RealEmbeddings.Dimensions).ToArray();
            papers.Add(new StoredPaper(paper, vector, SparseVector.Empty, (ulong)papers.Count));
        }
        return papers;
    }
}
