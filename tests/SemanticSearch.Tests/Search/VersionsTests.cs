using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Tests.Search;

/// <summary>Records of one paper over the real model and store.</summary>
public sealed class VersionsTests : IDisposable
{
    private const string Preprint = "Reef corals expel their algae when the sea stays warm for weeks. We follow which colonies survive the hot water.";
    private const string Article = "Reef corals expel their algae when the sea stays warm for some weeks. We follow which colonies survive the hot water best.";

    private static readonly string[] Topics = [Preprint, "Larvae of corals choose rough reefs.", "Starlight is reddened by dust.", "Minimum wages and jobs."];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_one_paper_are_folded_into_the_best_and_counted_all_the_same()
    {
        await using var engine = await FilledAsync(
            ("arXiv:2001.00001", "Coral bleaching in heat waves", Preprint),
            ("doi:10.1000/reef.7", "Coral Bleaching in Heat Waves.", Article),
            ("y:1", "Sparse attention for long documents", "A transformer that attends to few positions reads a whole book within the memory of one machine."),
            ("y:2", "Sparse attention for very long documents", "A transformer that attends to few positions reads a whole book in the memory of one machine."),
            ("bio:4711v1", "Larvae of corals", "Larvae choose rough reefs."),
            ("bio:4711v2", "Where larvae of corals settle", "Larvae of corals choose rough artificial reefs over smooth ones."),
            ("x:1", "Introduction", "This issue of the journal looks at corals and warm water."),
            ("x:2", "Introduction", "Minimum wages and what they do to the jobs of the young."));
        var plain = await AskAsync(engine, new SearchRequest { Text = "coral bleaching in warm water", MinSimilarity = -1 });
        var folded = await AskAsync(engine, new SearchRequest { Text = "coral bleaching in warm water", MinSimilarity = -1, Collapse = true });
        Assert.Equal(8, plain.Hits.Count);
        Assert.Equal(8, folded.Total);
        Assert.Equal(5, folded.Hits.Count);
        foreach (var ids in (string[][])[["arXiv:2001.00001", "doi:10.1000/reef.7"], ["bio:4711v1", "bio:4711v2"], ["y:1", "y:2"]])
        {
            var records = plain.Hits.Select(hit => hit.Paper.Id).Where(ids.Select(PaperId.Parse).Contains).ToList();
            Assert.Equal(records[1..], folded.Hits.Single(hit => hit.Paper.Id == records[0]).Versions);
        }
        Assert.Equal(plain.Hits.Select(hit => hit.Paper.Id).Except(folded.Hits.SelectMany(hit => hit.Versions)), folded.Hits.Select(hit => hit.Paper.Id));
    }

    [Fact]
    public async Task Pages_of_a_folded_answer_fit_together()
    {
        await using var engine = await FilledAsync([.. Enumerable.Range(0, 12).Select(i => ($"bio:{i / 3}v{i % 3}", $"Corals, part {i / 3} of 4", Topics[i / 3]))]);
        var whole = await AskAsync(engine, new SearchRequest { Text = "corals", MinSimilarity = -1, Collapse = true });
        Assert.Equal(4, whole.Hits.Count);
        Assert.All(whole.Hits, hit => Assert.Equal(2, hit.Versions.Count));
        var pages = new List<PaperId>();
        for (var offset = 0; offset < 4; offset += 2)
            pages.AddRange((await AskAsync(engine, new SearchRequest { Text = "corals", MinSimilarity = -1, Collapse = true, Offset = offset, Limit = 2 })).Hits.Select(hit => hit.Paper.Id));
        Assert.Equal(whole.Hits.Select(hit => hit.Paper.Id), pages);
    }

    [Fact]
    public async Task Records_that_the_ranking_did_not_reach_are_named_after_the_others_and_those_that_are_gone_are_not()
    {
        await using var engine = await FilledAsync(
            ("b:1", "Coral bleaching in heat waves", Preprint), ("c:1", "Coral bleaching in heat waves", Article), ("a:1", "Coral bleaching in heat waves", Preprint));
        var request = new SearchRequest { Text = "best", Mode = SearchMode.Lexical, Collapse = true };
        var hit = Assert.Single((await AskAsync(engine, request)).Hits);
        Assert.Equal(("c:1", "a:1 b:1"), (hit.Paper.Id.Value, string.Join(' ', hit.Versions)));
        Assert.Empty(Assert.Single((await AskAsync(engine, request with { Collapse = false })).Hits).Versions);
        await engine.Indexing.DeleteAsync([PaperId.Parse("a:1")], Token);
        Assert.Equal("b:1", string.Join(' ', Assert.Single((await AskAsync(engine, request)).Hits).Versions));
        await engine.Store.DeleteAsync([PaperId.Parse("b:1")], Token);
        Assert.Empty(Assert.Single((await AskAsync(engine, request)).Hits).Versions);
    }

    [Fact]
    public async Task Whoever_asks_for_papers_like_one_does_not_get_its_other_records()
    {
        await using var engine = await FilledAsync(
            ("arXiv:2001.00001", "Coral bleaching in heat waves", Preprint), ("doi:10.1000/reef.7", "Coral Bleaching in Heat Waves.", Article),
            ("t:1", "Larvae of corals", Topics[1]), ("t:2", "Dust", Topics[2]));
        var request = new SimilarRequest { LikeIds = [PaperId.Parse("arXiv:2001.00001")], MinSimilarity = -1 };
        var plain = await engine.Search.SimilarAsync(request, Token);
        var folded = await engine.Search.SimilarAsync(request with { Collapse = true }, Token);
        Assert.Equal((3, "DOI:10.1000/reef.7"), (plain.Total, plain.Hits[0].Paper.Id.Value));
        Assert.Equal((2, true), (folded.Total, folded.IsEnd));
        Assert.Equal(plain.Hits.Skip(1).Select(hit => hit.Paper.Id), folded.Hits.Select(hit => hit.Paper.Id));
        var unlike = request with { LikeIds = [PaperId.Parse("t:1")], UnlikeIds = request.LikeIds, Collapse = true };
        Assert.Equal("t:2", Assert.Single((await engine.Search.SimilarAsync(unlike, Token)).Hits).Paper.Id.Value);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<SearchResult> AskAsync(Engine engine, SearchRequest request) => engine.Search.SearchAsync(request, Token);

    private async Task<Engine> FilledAsync(params (string Id, string Title, string Abstract)[] papers)
    {
        var options = new EngineOptions { DataFolder = _folder["data"], ModelFolder = Repository.ModelFolder };
        var engine = await Engine.OpenAsync(options, TimeProvider.System, Token);
        var records = papers.Select(paper => new Paper { Id = PaperId.Parse(paper.Id), Title = paper.Title, Abstract = paper.Abstract });
        using var lines = new MemoryStream([.. records.SelectMany(paper => PaperWriter.ToJson(paper).Append((byte)'\n'))]);
        await engine.Indexing.RunAsync(new JsonLinesSource(lines), new IndexingOptions(), progress: null, Token);
        return engine;
    }
}
