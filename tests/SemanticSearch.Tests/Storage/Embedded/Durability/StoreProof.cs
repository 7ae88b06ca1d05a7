using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>Asks a store everything that it can answer, and holds the answers against the papers that it must have.</summary>
internal static class StoreProof
{
    /// <summary>Segments so small that a hundred papers are in many.</summary>
    public static readonly SegmentSizes Tiny = new() { Newest = 16, WorthAFile = 4, MergeWidth = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IReadOnlyList<RetrievalQuery> Queries { get; } =
    [
        new() { Vector = TestCorpus.RandomVector(new Random(1)), Terms = TermEncoder.EncodeQuery("sparse coral wage"), Depth = 10, Facets = Enum.GetValues<FacetField>() },
        new() { Vector = TestCorpus.RandomVector(new Random(2)), Depth = 500, MinSimilarity = 0.1f },
        new() { Terms = TermEncoder.EncodeQuery("neuron lattice plume"), Depth = 500, Filter = new PaperFilter { From = new DateOnly(2010, 1, 1) } },
        new() { Vector = TestCorpus.RandomVector(new Random(3)), Terms = TermEncoder.EncodeQuery("tax"), Depth = 20, Filter = new PaperFilter { Categories = ["cs"] } },
    ];

    public static async Task<EmbeddedStore> OpenAsync(string folder)
    {
        var store = new EmbeddedStore(folder, Tiny);
        try
        {
            await store.OpenAsync(TestCorpus.Manifest, Token);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>A store of that many papers of the test corpus, written ten at a time.</summary>
    public static async Task<EmbeddedStore> FilledAsync(string folder, int count)
    {
        var store = await OpenAsync(folder);
        foreach (var batch in TestCorpus.Papers(count).Chunk(10))
            await store.UpsertAsync(batch, Token);
        return store;
    }

    public static async Task<List<StoredPaper>> ScanAsync(EmbeddedStore store)
    {
        var papers = new List<StoredPaper>();
        await foreach (var paper in store.ScanAsync(Token))
            papers.Add(paper);
        return papers;
    }

    /// <summary>The store has these papers, in this order, each whole, and every search answers as it would by brute force.</summary>
    public static async Task AssertHoldsAsync(EmbeddedStore store, IReadOnlyList<StoredPaper> papers)
    {
        await AssertRowsAsync(store, papers);
        await AssertFindsAsync(store, papers);
        await AssertSearchesAsync(store, papers);
    }

    public static async Task AssertRowsAsync(EmbeddedStore store, IReadOnlyList<StoredPaper> papers)
    {
        var scanned = await ScanAsync(store);
        Assert.Equal(papers.Select(paper => paper.Paper.Id), scanned.Select(paper => paper.Paper.Id));
        foreach (var (expected, actual) in papers.Zip(scanned))
            Agreement.AssertSame(expected, actual);
    }

    public static async Task AssertFindsAsync(EmbeddedStore store, IReadOnlyList<StoredPaper> papers)
    {
        var expected = papers.ToDictionary(paper => paper.Paper.Id);
        foreach (var (id, found) in Workload.Ids.Zip(await store.FindAsync(Workload.Ids, Token)))
        {
            if (expected.TryGetValue(id, out var paper))
                Agreement.AssertSame(paper, found);
            else
                Assert.Null(found);
        }
        var fingerprints = await store.FingerprintsAsync(Workload.Ids, Token);
        Assert.Equal(expected.Values.ToDictionary(paper => paper.Paper.Id, paper => paper.Fingerprint), fingerprints);
    }

    public static async Task AssertSearchesAsync(EmbeddedStore store, IReadOnlyList<StoredPaper> papers)
    {
        Assert.Equal(papers.Count, (await store.StatisticsAsync(Token)).Papers);
        var oracle = new RetrievalOracle(papers);
        foreach (var query in Queries)
            Agreement.AssertAnswer(oracle, query, await store.RetrieveAsync(query, Token));
    }
}
