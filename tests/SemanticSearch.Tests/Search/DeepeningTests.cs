using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Search;

/// <summary>
/// Stores larger than one retrieval: what is answered early must be what a ranking of every paper answers. The vectors are made from a
/// seed, which costs no embedding.
/// </summary>
public sealed class DeepeningTests : IAsyncLifetime, IDisposable
{
    private const int PaperCount = 1500;
    private const string Question = "coral reef lattice";

    private static readonly string[] Words = ["coral", "reef", "lattice", "boson", "vaccine", "trial", "graph", "kernel"];

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStore _store;

    public DeepeningTests() => _store = new EmbeddedStore(_folder["store"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);
        var random = new Random(5);
        await _store.UpsertAsync([.. Enumerable.Range(0, PaperCount).Select(number => Make(number, random))], Token);
    }

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.1f, 0, 10)]
    [InlineData(0.5f, 0, 100)]
    [InlineData(0.5f, 900, 100)]
    [InlineData(0.7f, 190, 20)]
    [InlineData(0, 300, 50)]
    [InlineData(1, 450, 50)]
    public async Task A_page_is_the_one_of_the_ranking_of_every_paper(float weight, int offset, int limit)
    {
        var engine = new SearchEngine(_store, RealModel.Model, RealModel.Embedder, TimeProvider.System);
        var result = await engine.SearchAsync(new SearchRequest { Text = Question, SemanticWeight = weight, MinSimilarity = weight == 0 ? null : -1, Offset = offset, Limit = limit }, Token);
        var every = (await RankEveryPaperAsync(weight)).Skip(offset).Take(limit).ToList();
        Assert.Equal(limit, every.Count);
        Assert.Equal(every.Select(entry => (entry.Candidate.Id, entry.Score)), result.Hits.Select(hit => (hit.Paper.Id, hit.Score)));
    }

    private async Task<List<RankedCandidate>> RankEveryPaperAsync(float weight)
    {
        var embedding = await RealModel.Embedder.GenerateAsync(RealModel.Model.QueryText(Question), cancellationToken: Token);
        var set = await _store.RetrieveAsync(new RetrievalQuery
        {
            Vector = weight == 0 ? default : embedding.Vector,
            Terms = weight == 1 ? SparseVector.Empty : TermEncoder.EncodeQuery(Question),
            Depth = 10 * PaperCount,
        }, Token);
        return new ScoreFusion(set, weight).Rank();
    }

    private static StoredPaper Make(int number, Random random)
    {
        var text = string.Join(' ', Enumerable.Range(0, 1 + random.Next(20)).Select(_ => Words[random.Next(Words.Length)]));
        var paper = new Paper { Id = PaperId.Parse($"test:{number}"), Title = Words[number % Words.Length], Abstract = text };
        var vector = new float[RealModel.Model.Dimensions];
        for (var d = 0; d < vector.Length; d++)
            vector[d] = (float)random.NextDouble() - 0.5f;
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return new StoredPaper(paper, vector, TermEncoder.EncodePassage(paper.Title, paper.Abstract), (ulong)number);
    }
}
