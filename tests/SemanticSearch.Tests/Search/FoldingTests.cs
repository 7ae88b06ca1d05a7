using Microsoft.Extensions.AI;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Terms;
using SemanticSearch.Tests.Versions;

namespace SemanticSearch.Tests.Search;

/// <summary>Rankings that are longer than one retrieval, with several records of each paper: what is left is as if all had been ranked first.</summary>
public sealed class FoldingTests : IAsyncLifetime, IDisposable
{
    private const int Papers = 400;
    private const int Records = 3;
    private const string Question = "coral reef lattice";

    private readonly TemporaryFolder _folder = new();
    private VersionedFolder _program = null!;
    private SearchEngine _engine = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _program = await VersionedFolder.OpenAsync(_folder.FullPath);
        _engine = new SearchEngine(_program.Store, RealModel.Model, RealModel.Embedder, TimeProvider.System, versions: _program.Versions);
        var records = Enumerable.Range(0, Papers * Records).Select(i => VersionedFolder.Paper($"p:{i % Papers}v{i / Papers}", i % 7 == 0 ? "Coral reef" : $"Paper {i}", i));
        await _program.RunAsync([.. records.Chunk(300)]);
    }

    public async ValueTask DisposeAsync() => await _program.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.5f, 0, 10)]
    [InlineData(0.5f, 250, 100)]
    [InlineData(1, 190, 20)]
    [InlineData(1, 350, 50)]
    public async Task A_page_is_the_one_of_the_folded_ranking_of_every_record(float weight, int offset, int limit)
    {
        var result = await _engine.SearchAsync(Request with { SemanticWeight = weight, Offset = offset, Limit = limit }, Token);
        var embedding = await RealModel.Embedder.GenerateAsync(RealModel.Model.QueryText(Question), cancellationToken: Token);
        var everything = new RetrievalQuery { Vector = embedding.Vector, Terms = weight == 1 ? SparseVector.Empty : TermEncoder.EncodeQuery(Question), Depth = 10 * Papers * Records };
        var ranked = new ScoreFusion(await _program.Store.RetrieveAsync(everything, Token), weight).Rank();
        var folded = ranked.Select(entry => entry.Candidate.Id).DistinctBy(PaperOf).ToList();
        Assert.Equal(folded.Skip(offset).Take(limit), result.Hits.Select(hit => hit.Paper.Id));
        Assert.Equal((Papers * Records, offset + limit >= Papers), (result.Total, result.IsEnd));
        Assert.All(result.Hits, hit => Assert.Equal(Records - 1, hit.Versions.Count(other => PaperOf(other) == PaperOf(hit.Paper.Id))));
    }

    [Theory]
    [InlineData(CandidateOrder.Relevance, 0)]
    [InlineData(CandidateOrder.Relevance, 0.5f)]
    [InlineData(CandidateOrder.Date, 0)]
    public async Task Pages_have_every_paper_once_and_the_last_one_says_so(CandidateOrder order, float diversity)
    {
        var seen = new List<string>();
        for (var offset = 0; ; offset += 100)
        {
            var page = await _engine.SearchAsync(Request with { Order = order, Diversity = diversity, Offset = offset, Limit = 100 }, Token);
            seen.AddRange(page.Hits.Select(hit => PaperOf(hit.Paper.Id)));
            Assert.Equal(offset == 300, page.IsEnd);
            if (page.IsEnd)
                break;
        }
        Assert.Equal(Papers, seen.Count);
        Assert.Equal(Papers, seen.Distinct().Count());
    }

    private static SearchRequest Request => new() { Text = Question, MinSimilarity = -1, Collapse = true };

    private static string PaperOf(PaperId id) => id.Value[..id.Value.LastIndexOf('v')];
}
