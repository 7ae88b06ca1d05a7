using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage;

/// <summary>What every store must do. Each implementation has a class that derives from this one; <see cref="PaperStoreContractCoverage"/> sees to it.</summary>
public abstract partial class PaperStoreContract : IAsyncLifetime
{
    private IPaperStore? _store;

    protected IPaperStore Store => _store!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store that is not open yet; every call of one test gives the same place, so that a second one reopens the first.</summary>
    protected abstract IPaperStore Create();

    /// <summary>How far a score may be from the exact one: float32 sums, and what the implementation states.</summary>
    protected virtual double Tolerance => 2e-5;

    /// <summary>Whether papers that were removed go on to count in the frequencies of terms until the store rewrites what it has.</summary>
    protected virtual bool CountsDeleted => false;

    /// <summary>Whether a search sees all papers of a batch that is being written, or none.</summary>
    protected virtual bool SeesWholeBatches => true;

    /// <summary>Waits until the store has put what was written into its lasting form.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _store = Create();
        await _store.OpenAsync(TestCorpus.Manifest, Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_store_answers_nothing()
    {
        var set = await Store.RetrieveAsync(Query(vectorSeed: 5), Token);
        Assert.Empty(set.Candidates);
        Assert.Equal(0, set.Total);
        Assert.Equal(0, (await Store.StatisticsAsync(Token)).Papers);
        Assert.Empty(await ScanAsync());
    }

    [Fact]
    public async Task What_was_stored_is_found_whole()
    {
        var papers = TestCorpus.Papers(20);
        await Store.UpsertAsync(papers, Token);
        var found = await Store.FindAsync([papers[7].Paper.Id, PaperId.Parse("test:none"), PaperId.Parse("TEST:3")], Token);
        Agreement.AssertSame(papers[7], found[0]);
        Assert.Null(found[1]);
        Agreement.AssertSame(papers[3], found[2]);
    }

    [Fact]
    public async Task Fingerprints_are_those_of_the_papers_that_are_stored()
    {
        var papers = TestCorpus.Papers(5);
        await Store.UpsertAsync(papers, Token);
        var fingerprints = await Store.FingerprintsAsync([papers[0].Paper.Id, PaperId.Parse("test:none"), papers[4].Paper.Id], Token);
        Assert.Equal(2, fingerprints.Count);
        Assert.Equal(papers[0].Fingerprint, fingerprints[papers[0].Paper.Id]);
        Assert.Equal(papers[4].Fingerprint, fingerprints[papers[4].Paper.Id]);
    }

    [Fact]
    public async Task A_second_upsert_replaces_the_first()
    {
        var papers = TestCorpus.Papers(10);
        await Store.UpsertAsync(papers, Token);
        var changed = papers[2] with { Paper = papers[2].Paper with { Title = "A corrected title" }, Vector = papers[3].Vector, Fingerprint = 99 };
        await Store.UpsertAsync([changed], Token);
        Agreement.AssertSame(changed, (await Store.FindAsync([changed.Paper.Id], Token))[0]);
        Assert.Equal(10, (await Store.StatisticsAsync(Token)).Papers);
        await AssertAnswersAsync([.. papers.Where(paper => paper != papers[2]), changed], Query(vectorSeed: 3, words: "sparse coral"));
    }

    [Fact]
    public async Task A_deleted_paper_is_nowhere()
    {
        var papers = TestCorpus.Papers(30);
        await Store.UpsertAsync(papers, Token);
        Assert.Equal(2, await Store.DeleteAsync([papers[4].Paper.Id, PaperId.Parse("test:none"), papers[9].Paper.Id], Token));
        Assert.Null((await Store.FindAsync([papers[4].Paper.Id], Token))[0]);
        Assert.Empty(await Store.FingerprintsAsync([papers[9].Paper.Id], Token));
        Assert.Equal(28, (await ScanAsync()).Count);
        await AssertAnswersAsync([.. papers.Where((_, i) => i is not (4 or 9))], Query(vectorSeed: 3, words: "vaccine trial"), deleted: [papers[4], papers[9]]);
    }

    [Fact]
    public async Task A_paper_can_come_back_after_its_deletion()
    {
        var papers = TestCorpus.Papers(5);
        await Store.UpsertAsync(papers, Token);
        await Store.DeleteAsync([papers[1].Paper.Id], Token);
        await Store.UpsertAsync([papers[1]], Token);
        Agreement.AssertSame(papers[1], (await Store.FindAsync([papers[1].Paper.Id], Token))[0]);
        await AssertAnswersAsync(papers, Query(vectorSeed: 8, words: "graph"), deleted: [papers[1]]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(150)]
    [InlineData(1000)]
    public async Task Both_legs_are_exact_at_any_depth(int depth)
    {
        var papers = TestCorpus.Papers(400);
        await Store.UpsertAsync(papers, Token);
        for (var seed = 0; seed < 5; seed++)
        {
            await AssertAnswersAsync(papers, Query(vectorSeed: seed, words: "sparse attention basalt sparse", depth: depth));
            await AssertAnswersAsync(papers, Query(vectorSeed: seed, depth: depth));
            await AssertAnswersAsync(papers, Query(words: "neuron tax unheard", depth: depth));
        }
    }

    public static TheoryData<string> FilterNames => ["from", "to", "range", "category", "archive", "categories", "author", "authors", "source", "nothing"];

    [Theory]
    [MemberData(nameof(FilterNames))]
    public async Task A_filter_keeps_what_passes_it_and_changes_no_score(string name)
    {
        var papers = TestCorpus.Papers(300, seed: 2);
        await Store.UpsertAsync(papers, Token);
        var filter = name switch
        {
            "from" => new PaperFilter { From = new DateOnly(2015, 6, 1) },
            "to" => new PaperFilter { To = new DateOnly(2004, 6, 1) },
            "range" => new PaperFilter { From = new DateOnly(2010, 1, 1), To = new DateOnly(2010, 12, 31) },
            "category" => new PaperFilter { Categories = ["CS.LG"] },
            "archive" => new PaperFilter { Categories = ["cs"] },
            "categories" => new PaperFilter { Categories = ["astro-ph", "q-bio"] },
            "author" => new PaperFilter { Authors = ["nunez"] },
            "authors" => new PaperFilter { Authors = ["Chen Wei", "D. Strom"] },
            "source" => new PaperFilter { Sources = ["ARXIV", "sample"] },
            "nothing" => new PaperFilter { Categories = ["hep-th"] },
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        var query = Query(vectorSeed: 4, words: "coral reef wage") with { Filter = filter, Facets = Enum.GetValues<FacetField>() };
        Assert.Equal(name == "nothing", new RetrievalOracle(papers).Answer(query).Count == 0);
        await AssertAnswersAsync(papers, query);
        await AssertAnswersAsync(papers, query with { Vector = default });
    }

    [Fact]
    public async Task A_floor_and_exclusions_bound_the_answer_and_its_total()
    {
        var papers = TestCorpus.Papers(300);
        await Store.UpsertAsync(papers, Token);
        var query = Query(vectorSeed: 6, words: "lattice") with { MinSimilarity = 0.2f, Exclude = [papers[3].Paper.Id, papers[11].Paper.Id] };
        Assert.InRange(new RetrievalOracle(papers).Answer(query).Count, 5, 295);
        await AssertAnswersAsync(papers, query);
    }

    [Fact]
    public async Task A_sample_is_of_those_who_drew_the_least_whatever_the_history()
    {
        var papers = TestCorpus.Papers(300);
        await Store.UpsertAsync(papers, Token);
        await AssertSampleAsync(papers, 50);
        await AssertSampleAsync(papers, 1000);
        var drawn = papers.OrderBy(stored => stored.Paper.Id.Draw).ToList();
        await Store.DeleteAsync([.. drawn.Take(120).Select(stored => stored.Paper.Id)], Token);
        await AssertSampleAsync([.. drawn.Skip(120)], 50);
        await Store.UpsertAsync([.. drawn.Take(3)], Token);
        await AssertSampleAsync([.. drawn.Take(3), .. drawn.Skip(120)], 50);
    }

    private async Task AssertSampleAsync(IEnumerable<StoredPaper> papers, int count)
    {
        var expected = papers.OrderBy(stored => stored.Paper.Id.Draw).Take(count).ToList();
        var sample = await Store.SampleAsync(count, Token);
        Assert.Equal(expected.Select(stored => stored.Paper.Id), sample.Select(sampled => sampled.Id));
        Assert.All(expected.Zip(sample), pair => Assert.All(pair.First.Vector.Zip(pair.Second.Vector), values => Assert.Equal(values.First, values.Second, 5e-4)));
    }

    [Fact]
    public async Task Papers_are_counted_by_groups_and_kept_to_some_of_them()
    {
        var papers = TestCorpus.Papers(300);
        await Store.UpsertAsync(papers, Token);
        // A third is in no group, and the last group has nothing but a paper that no store has.
        var groupOf = papers.Select((stored, i) => (stored.Paper.Id, Group: i % 6)).Where(entry => entry.Group < 4).ToDictionary(entry => entry.Id, entry => entry.Group);
        groupOf[PaperId.Parse("test:nowhere")] = 9;
        var query = Query(vectorSeed: 5, words: "coral lattice") with { Groups = new PaperGroups(groupOf) };
        foreach (var groups in (int[][])[[], [2], [0, 3], [9], [17]])
        {
            var kept = query with { OnlyGroups = groups };
            await AssertAnswersAsync(papers, kept);
            await AssertAnswersAsync(papers, kept with { MinSimilarity = 0.1f });
            await AssertAnswersAsync(papers, kept with { Vector = default });
            await AssertAnswersAsync(papers, kept with { Filter = new PaperFilter { Categories = ["cs"] }, Exclude = [papers[2].Paper.Id] });
        }
        await Store.DeleteAsync([.. papers.Take(60).Select(stored => stored.Paper.Id)], Token);
        await AssertAnswersAsync([.. papers.Skip(60)], query, deleted: [.. papers.Take(60)]);
    }

    [Fact]
    public async Task Equal_papers_have_equal_scores()
    {
        var papers = TestCorpus.Papers(6);
        var twins = papers.Select((paper, i) => paper with { Vector = papers[0].Vector, Terms = papers[0].Terms }).ToList();
        await Store.UpsertAsync(twins, Token);
        var set = await Store.RetrieveAsync(Query(vectorSeed: 1, words: "sparse attention coral reef lattice boson"), Token);
        Assert.Equal(6, set.Candidates.Count);
        Assert.Single(set.Candidates.Select(candidate => candidate.Similarity).Distinct());
        Assert.Single(set.Candidates.Select(candidate => candidate.Lexical).Distinct());
    }

    [Fact]
    public async Task A_reopened_store_is_the_same()
    {
        var papers = TestCorpus.Papers(120);
        await Store.UpsertAsync(papers, Token);
        await Store.DeleteAsync([papers[5].Paper.Id], Token);
        var query = Query(vectorSeed: 2, words: "kernel plume");
        var before = await Store.RetrieveAsync(query, Token);
        await ReopenAsync();
        var after = await Store.RetrieveAsync(query, Token);
        Assert.Equal(before.IndexVersion, after.IndexVersion);
        Assert.Equal(before.MeanSimilarity, after.MeanSimilarity);
        Assert.Equal(before.Candidates.OrderBy(candidate => candidate.Id), after.Candidates.OrderBy(candidate => candidate.Id));
        Assert.Equal(119, (await ScanAsync()).Count);
    }

    [Fact]
    public async Task The_index_version_moves_when_the_content_does_and_only_then()
    {
        var papers = TestCorpus.Papers(10);
        var versions = new List<string> { await VersionAsync() };
        await Store.UpsertAsync(papers, Token);
        versions.Add(await VersionAsync());
        await Store.DeleteAsync([papers[0].Paper.Id], Token);
        versions.Add(await VersionAsync());
        Assert.Equal(3, versions.Distinct().Count());

        await Store.DeleteAsync([papers[0].Paper.Id], Token);
        var set = await Store.RetrieveAsync(Query(vectorSeed: 1), Token);
        Assert.Equal(versions[2], set.IndexVersion);
        Assert.Equal(versions[2], await VersionAsync());
    }

    [Fact]
    public async Task A_scan_gives_every_paper_in_the_order_of_arrival()
    {
        var papers = TestCorpus.Papers(700);
        foreach (var batch in papers.Chunk(90))
            await Store.UpsertAsync(batch, Token);
        var scanned = await ScanAsync();
        Assert.Equal(papers.Select(paper => paper.Paper.Id), scanned.Select(paper => paper.Paper.Id));
        Agreement.AssertSame(papers[^1], scanned[^1]);
    }

    [Fact]
    public async Task A_batch_that_names_a_paper_twice_or_has_another_length_of_vector_is_refused_whole()
    {
        var papers = TestCorpus.Papers(3);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.UpsertAsync([papers[0], papers[1], papers[0]], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.UpsertAsync([papers[0], papers[2] with { Vector = [1, 0, 0] }], Token));
        Assert.Equal(0, (await Store.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task A_query_that_cannot_be_answered_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RetrieveAsync(new RetrievalQuery { Depth = 10 }, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RetrieveAsync(Query(vectorSeed: 1, depth: 0), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RetrieveAsync(Query(words: "coral") with { MinSimilarity = 0.5f }, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RetrieveAsync(new RetrievalQuery { Vector = new float[3], Depth = 1 }, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RetrieveAsync(Query(vectorSeed: 1) with { OnlyGroups = [1] }, Token));
    }

    [Fact]
    public async Task Cancellation_is_not_swallowed()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.RetrieveAsync(Query(vectorSeed: 1), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.UpsertAsync(TestCorpus.Papers(1), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.FindAsync([PaperId.Parse("test:1")], cancelled.Token));
        Assert.Equal(0, (await Store.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task Another_models_vectors_are_refused_and_stay_as_they_are()
    {
        await Store.UpsertAsync(TestCorpus.Papers(4), Token);
        var others = new[]
        {
            TestCorpus.Manifest with { ModelHash = new string('b', 64) },
            TestCorpus.Manifest with { Dimensions = 64 },
            TestCorpus.Manifest with { Terms = "other-terms" },
        };
        foreach (var other in others)
        {
            await using var second = Create();
            var refusal = await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync(other, Token));
            Assert.Equal(StoreProblem.OtherModel, refusal.Problem);
        }
        await ReopenAsync();
        Assert.Equal(4, (await Store.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task A_search_during_writes_sees_whole_batches()
    {
        var papers = TestCorpus.Papers(600);
        var writing = Task.Run(async () =>
        {
            foreach (var batch in papers.Chunk(50))
                await Store.UpsertAsync(batch, Token);
        }, Token);
        var totals = new List<long>();
        while (!writing.IsCompleted)
            totals.Add((await Store.RetrieveAsync(Query(vectorSeed: 1, depth: 5), Token)).Total);
        await writing;
        if (SeesWholeBatches)
            Assert.All(totals, total => Assert.Equal(0, total % 50));
        Assert.Equal(totals.Order(), totals);
        Assert.Equal(600, (await Store.RetrieveAsync(Query(vectorSeed: 1), Token)).Total);
    }

    protected static RetrievalQuery Query(int? vectorSeed = null, string words = "", int depth = 50) => new()
    {
        Vector = vectorSeed is { } seed ? TestCorpus.RandomVector(new Random(1000 + seed)) : default,
        Terms = TermEncoder.EncodeQuery(words),
        Depth = depth,
    };

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>Holds an answer of the store against the oracle: who is in it, both scores of each, total, mean and bounds.</summary>
    /// <param name="papers">What is stored.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="deleted">What was stored before and is not now.</param>
    protected async Task AssertAnswersAsync(IReadOnlyList<StoredPaper> papers, RetrievalQuery query, params IReadOnlyList<StoredPaper> deleted)
    {
        await SettleAsync();
        Agreement.AssertAnswer(new RetrievalOracle(papers, CountsDeleted ? deleted : []), query, await Store.RetrieveAsync(query, Token), Tolerance);
    }

    private async Task<string> VersionAsync() => (await Store.StatisticsAsync(Token)).IndexVersion;

    private async Task<List<StoredPaper>> ScanAsync()
    {
        var papers = new List<StoredPaper>();
        await foreach (var paper in Store.ScanAsync(Token))
            papers.Add(paper);
        return papers;
    }
}
