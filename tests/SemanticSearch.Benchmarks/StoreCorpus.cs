using System.Numerics.Tensors;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Benchmarks;

/// <summary>Ready papers: real abstracts with their terms, and vectors of real neighbourhoods (see <see cref="SemanticCorpus.Mixed"/>).</summary>
internal sealed class StoreCorpus : IDisposable
{
    private const int RealCount = 10_000;
    private const int Dimensions = RealEmbeddings.Dimensions;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
    private readonly LexicalCorpus _texts;
    private readonly float[] _vectors;
    private readonly List<string[]> _questions;

    private StoreCorpus(LexicalCorpus texts, float[] vectors)
    {
        (_texts, _vectors) = (texts, vectors);
        _questions = texts.Questions(500, 5, seed: 11);
    }

    public static async Task<StoreCorpus> LoadAsync(int count, CancellationToken cancellationToken)
    {
        var real = await RealEmbeddings.LoadAsync(RealCount, cancellationToken);
        var vectors = count <= RealCount ? real : SemanticCorpus.Mixed(real, count, cancellationToken);
        // The store keeps float16, and so does the truth that it is held against.
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = (float)(Half)vectors[i];
        return new StoreCorpus(LexicalCorpus.Read(BenchmarkPaths.Shared("data", "arxiv-100k.jsonl.gz"), cancellationToken), vectors);
    }

    public static PaperId IdOf(int row) => PaperId.Parse($"bench:{row}");

    public async Task<EmbeddedStore> OpenAsync(CancellationToken cancellationToken, SegmentSizes? sizes = null)
    {
        var store = new EmbeddedStore(_folder.FullName, sizes);
        await store.OpenAsync(new StoreManifest("bench", new string('0', 64), Dimensions, TermEncoder.Identity), cancellationToken);
        return store;
    }

    public StoredPaper Paper(int row)
    {
        var (title, text) = _texts.Papers[row % _texts.Papers.Count];
        var paper = new Paper
        {
            Id = IdOf(row),
            Title = title,
            Abstract = text,
            Authors = [$"Author {row % 977}", $"Writer {row % 3331}"],
            Categories = [$"cs.{(char)('A' + row % 20)}"],
            Date = new DateOnly(1995 + row % 25, 1 + row % 12, 1),
            Source = "bench",
        };
        return new StoredPaper(paper, _vectors.AsSpan(row * Dimensions, Dimensions).ToArray(), _texts.Terms[row % _texts.Terms.Length], (ulong)row);
    }

    /// <summary>A question of five words near a stored vector.</summary>
    public RetrievalQuery Query(int number)
    {
        var random = new Random(number);
        var (first, second) = (random.Next(_vectors.Length / Dimensions), random.Next(_vectors.Length / Dimensions));
        var vector = new float[Dimensions];
        TensorPrimitives.Add(_vectors.AsSpan(first * Dimensions, Dimensions), _vectors.AsSpan(second * Dimensions, Dimensions), vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return new RetrievalQuery { Vector = vector, Terms = TermEncoder.EncodeQuery(string.Join(' ', _questions[number % _questions.Count])), Depth = 200 };
    }

    public IEnumerable<int> Nearest(ReadOnlySpan<float> query, int count)
    {
        var similarities = new float[_vectors.Length / Dimensions];
        for (var row = 0; row < similarities.Length; row++)
            similarities[row] = TensorPrimitives.Dot(query, _vectors.AsSpan(row * Dimensions, Dimensions));
        return Enumerable.Range(0, similarities.Length).OrderByDescending(row => similarities[row]).Take(count);
    }

    public void DeleteDerivedFiles() => Directory.Delete(Path.Combine(_folder.FullName, SegmentFolder.Name), recursive: true);

    public void Dispose() => _folder.Delete(recursive: true);
}
