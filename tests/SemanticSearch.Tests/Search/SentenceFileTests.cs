using System.Numerics.Tensors;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Search;

public sealed class SentenceFileTests : IDisposable
{
    private const string Text = "Reefs bleach in warm water. Some corals survive.";

    private readonly TemporaryFolder _folder = new();
    private readonly SentenceVectors _vectors = SentenceVectors.Of([Vector(1), Vector(2)]);

    [Fact]
    public void Similarities_are_those_of_the_vectors_to_three_digits()
    {
        var query = Vector(3);
        var exact = new[] { Vector(1), Vector(2) }.Select(vector => TensorPrimitives.Dot(vector.Span, query.Span)).ToArray();
        Assert.Equal(2, _vectors.Count);
        Assert.All(_vectors.Similarities(query.Span).Zip(exact), pair => Assert.Equal(pair.Second, pair.First, 0.002f));
    }

    [Fact]
    public void Vectors_are_found_again_by_another_process_and_not_for_another_text_or_another_number_of_sentences()
    {
        Open().Add(Text, _vectors);
        var file = Open();
        Assert.Equal(_vectors.ToBytes(), file.Find(Text, 2)!.ToBytes());
        Assert.True(file.Has(Text));
        Assert.Null(file.Find(Text, 3));
        Assert.Null(file.Find(Text + " ", 2));
        Assert.False(file.Has(""));
    }

    [Fact]
    public void A_damaged_file_is_begun_anew()
    {
        File.WriteAllBytes(_folder["sentences.db"], [.. Enumerable.Range(0, 9000).Select(i => (byte)(i * 7))]);
        var file = Open();
        Assert.False(file.Has(Text));
        file.Add(Text, _vectors);
        Assert.NotNull(file.Find(Text, 2));
    }

    [Fact]
    public void Where_nothing_can_be_written_nothing_is_kept_and_nothing_fails()
    {
        File.WriteAllText(_folder["taken"], "a file");
        var file = new SentenceFile(Path.Combine(_folder["taken"], "folder"), RealModel.Model);
        file.Add(Text, _vectors);
        Assert.Null(file.Find(Text, 2));
    }

    [Fact]
    public async Task A_store_may_be_opened_beside_sentences_alone()
    {
        Open().Add(Text, _vectors);
        await using var store = new EmbeddedStore(_folder.FullPath);
        await store.OpenAsync(Engine.ManifestOf(RealModel.Model), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Papers_are_prepared_once()
    {
        var options = new EngineOptions { DataFolder = _folder.FullPath, ModelFolder = Repository.ModelFolder };
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var engine = await Engine.OpenAsync(options, TimeProvider.System, cancellationToken);
        var papers = _folder["papers.jsonl"];
        await File.WriteAllTextAsync(papers, $$"""
            {"id": "a:1", "title": "Corals", "abstract": "{{Text}}"}
            {"id": "a:2", "title": "Without an abstract"}
            """, cancellationToken);
        await engine.Indexing.RunAsync(PaperSources.Open([papers]), new IndexingOptions(), null, cancellationToken);
        // While more is asked than can be answered, the work rests.
        var looks = 0;
        Assert.Equal(1, await engine.Evidence.RunAsync(() => ++looks < 3, cancellationToken));
        Assert.Equal(5, looks);
        Assert.Equal(0, await engine.Evidence.RunAsync(() => false, cancellationToken));
        Assert.Equal(2, new SentenceFile(_folder.FullPath, RealModel.Model).Find(Text, 2)!.Count);
        var hit = Assert.Single((await engine.Search.SearchAsync(new SearchRequest { Text = "which corals live on", Evidence = true, Limit = 1 }, cancellationToken)).Hits);
        Assert.Equal("Some corals survive.", hit.Evidence!.Sentence!.Value.Of(hit.Paper.Abstract));
    }

    public void Dispose() => _folder.Dispose();

    private SentenceFile Open() => new(_folder.FullPath, RealModel.Model);

    private static ReadOnlyMemory<float> Vector(int seed)
    {
        var random = new Random(seed);
        var vector = Enumerable.Range(0, RealModel.Model.Dimensions).Select(_ => (float)random.NextDouble() - 0.4f).ToArray();
        var length = TensorPrimitives.Norm<float>(vector);
        return vector.Select(number => number / length).ToArray();
    }
}
