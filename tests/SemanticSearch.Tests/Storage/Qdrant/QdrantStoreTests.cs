using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Qdrant;
using SemanticSearch.Tests.Storage.Qdrant.InProcess;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Tests.Storage.Qdrant;

/// <summary>What the Qdrant store does beyond the contract.</summary>
public sealed class QdrantStoreTests : IAsyncLifetime
{
    private QdrantDouble _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DoubleCollection Collection => _server.Databank.Find("papers");

    public async ValueTask InitializeAsync() => _server = await QdrantDouble.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_collection_is_made_as_it_is_described()
    {
        await using var store = await OpenAsync(options: new QdrantOptions { Endpoint = _server.Endpoint, Shards = 3, Replicas = 2, WriteConsistency = 2 });
        var made = Collection.Made;
        Assert.Equal("papers_v1", _server.Databank.Aliases["papers"]);
        var dense = Collection.Dense["semantic"];
        Assert.Equal((32ul, Wire.Distance.Cosine, true), (dense.Size, dense.Distance, dense.OnDisk));
        Assert.Equal(Wire.QuantizationType.Int8, dense.QuantizationConfig.Scalar.Type);
        Assert.Equal(Wire.Modifier.Idf, Collection.Sparse["terms"].Modifier);
        Assert.Equal((3u, 2u, 2u), (made.ShardNumber, made.ReplicationFactor, made.WriteConsistencyFactor));
        Assert.True(made.StrictModeConfig.Enabled);
        Assert.Equal(TestCorpus.Manifest.ModelHash, made.Metadata["model_hash"].StringValue);
        Assert.Superset(new HashSet<string> { "day", "year", "categories", "authors", "source", "topic", "arrival", "words", "draw", "upvotes" }, Collection.Indexes.Keys.ToHashSet());
    }

    [Fact]
    public void A_points_name_is_made_of_the_papers_whatever_its_letter_case()
    {
        Assert.Equal(PointName.Of(PaperId.Parse("DOI:10.1000/ABC")), PointName.Of(PaperId.Parse("doi:10.1000/abc")));
        Assert.NotEqual(PointName.Of(PaperId.Parse("test:1")), PointName.Of(PaperId.Parse("test:2")));
        var name = Guid.Parse(PointName.Of(PaperId.Parse("test:1")));
        Assert.Equal((5, 2), (name.Version, name.Variant >> 2));
    }

    [Fact]
    public async Task A_collection_of_somebody_else_is_refused_and_left_as_it_is()
    {
        _server.Databank.Collections["papers"] = new DoubleCollection(new Wire.CreateCollection { CollectionName = "papers" });
        var refusal = await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        Assert.Equal(StoreProblem.NotAStore, refusal.Problem);
        Assert.Empty(Collection.Points);
    }

    [Theory]
    [InlineData(1, StoreProblem.NewerFormat)]
    [InlineData(-1, StoreProblem.OlderFormat)]
    public async Task A_collection_of_another_version_is_refused_and_left_as_it_is(int distance, StoreProblem problem)
    {
        await using (await OpenAsync())
            Collection.Points.Values.Single().Payload["state_format"].IntegerValue = StoreState.CurrentFormat + distance;
        var refusal = await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        Assert.Equal(problem, refusal.Problem);
        Assert.Equal(StoreState.CurrentFormat + distance, Collection.Points.Values.Single().Payload["state_format"].IntegerValue);
    }

    [Fact]
    public async Task A_vector_that_the_server_would_take_and_never_find_is_refused()
    {
        await using var store = await OpenAsync();
        var paper = TestCorpus.Papers(1)[0];
        paper.Vector[3] = float.NaN;
        await Assert.ThrowsAsync<ArgumentException>(() => store.UpsertAsync([paper], Token));
    }

    [Fact]
    public async Task A_batch_above_the_limit_of_a_request_goes_in_several_and_the_state_comes_last()
    {
        await using var store = await OpenAsync(new QdrantTuning { Exact = true, MostRequestBytes = 8000 });
        _server.ForgetCalls();
        await store.UpsertAsync(TestCorpus.Papers(60), Token);
        Assert.InRange(_server.Calls["/qdrant.Points/Upsert"], 3, 60);
        Assert.Equal(60, (await store.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task A_batch_that_was_cut_in_two_is_made_whole_by_writing_it_again()
    {
        var papers = TestCorpus.Papers(60);
        var tuning = new QdrantTuning { Exact = true, MostRequestBytes = 8000 };
        await using var store = await OpenAsync(tuning);
        var left = 2;
        _server.Fault = method => method.EndsWith("/Upsert", StringComparison.Ordinal) && left-- <= 0
            ? new DoubleFault(DoubleFaultKind.Status) { Status = Grpc.Core.StatusCode.InvalidArgument } : null;
        await Assert.ThrowsAsync<StoreException>(() => store.UpsertAsync(papers, Token));
        Assert.InRange(Collection.Points.Count, 2, 60);
        _server.Fault = static _ => null;
        await store.UpsertAsync(papers, Token);
        await AssertSoundAsync(store, papers);
    }

    [Fact]
    public async Task A_state_that_is_not_that_of_the_points_is_made_right_when_the_store_is_opened()
    {
        var papers = TestCorpus.Papers(40);
        await using (var store = await OpenAsync())
            await store.UpsertAsync(papers, Token);
        Collection.Points.Remove(DoubleKey.Of(PointName.ToPointId(PointName.Of(papers[7].Paper.Id))));
        papers.RemoveAt(7);
        await using var reopened = await OpenAsync();
        await AssertSoundAsync(reopened, papers);
    }

    [Fact]
    public async Task An_answer_beyond_what_is_listed_is_told_as_a_lower_bound()
    {
        await using var store = await OpenAsync(new QdrantTuning { Exact = true, MostRows = 20 });
        await store.UpsertAsync(TestCorpus.Papers(200), Token);
        var byFloor = new RetrievalQuery { Vector = TestCorpus.RandomVector(new Random(1)), MinSimilarity = -1, Depth = 5 };
        Assert.Equal((20, TotalRelation.AtLeast), await TotalAsync(byFloor));
        Assert.Equal((200, TotalRelation.Exact), await TotalAsync(byFloor with { MinSimilarity = null }));

        async Task<(long, TotalRelation)> TotalAsync(RetrievalQuery query)
        {
            var set = await store.RetrieveAsync(query, Token);
            return (set.Total, set.TotalRelation);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_phrase_whose_words_more_papers_have_than_are_read_the_answer_is_sure_and_its_total_a_lower_bound(bool isExcluded)
    {
        var papers = TestCorpus.Papers(200);
        await using var store = await OpenAsync(new QdrantTuning { Exact = true, MostRows = 20, MostRequestPapers = 8 });
        await store.UpsertAsync(papers, Token);
        var query = new RetrievalQuery { Clauses = [new PaperClause([new PaperTrait(TraitKind.Phrase, "coral reef")], isExcluded)], Order = CandidateOrder.Date, Depth = 10 };
        var answer = new RetrievalOracle(papers).Answer(query);
        var set = await store.RetrieveAsync(query, Token);
        Assert.Equal(TotalRelation.AtLeast, set.TotalRelation);
        Assert.InRange(set.Total, 1, answer.Count - 1);
        Assert.NotEmpty(set.Candidates);
        Assert.Subset(answer.Select(paper => paper.Paper.Id).ToHashSet(), set.Candidates.Select(candidate => candidate.Id).ToHashSet());
        Assert.Equal(TotalRelation.Exact, (await store.RetrieveAsync(query with { Filter = new PaperFilter { Categories = ["econ"], Sources = ["mine"] } }, Token)).TotalRelation);
    }

    [Fact]
    public async Task Records_are_read_once_for_a_phrase_while_the_store_stays_as_it_is_and_anew_for_another_state_or_question()
    {
        var (clock, papers) = (new FakeTimeProvider(), TestCorpus.Papers(200));
        await using var store = await OpenAsync(clock: clock);
        await store.UpsertAsync([.. papers.Take(150)], Token);
        var query = new RetrievalQuery
        {
            Vector = TestCorpus.RandomVector(new Random(1)),
            Clauses = [new PaperClause([new PaperTrait(TraitKind.Phrase, "coral reef"), new PaperTrait(TraitKind.Author, "Strom")])],
            Depth = 10,
        };
        // A state that was just seen may not be everywhere yet.
        foreach (var reads in (int[])[1, 1])
            Assert.Equal(reads, await ReadsAsync(query, 150));
        clock.Advance(ClauseReadings.Settled);
        Assert.Equal(1, await ReadsAsync(query, 150));
        Assert.Equal(0, await ReadsAsync(query with { Depth = 40, Facets = [FacetField.Year] }, 150));
        Assert.Equal(1, await ReadsAsync(query with { Filter = new PaperFilter { Categories = ["cs"] } }, 150));
        Assert.Equal(0, await ReadsAsync(query, 150));

        await store.UpsertAsync([.. papers.Skip(150)], Token);
        Assert.Equal(1, await ReadsAsync(query, 200));
        clock.Advance(ClauseReadings.Settled);
        foreach (var reads in (int[])[1, 0])
            Assert.Equal(reads, await ReadsAsync(query, 200));

        async Task<int> ReadsAsync(RetrievalQuery asked, int stored)
        {
            _server.ForgetCalls();
            Agreement.AssertAnswer(new RetrievalOracle([.. papers.Take(stored)]), asked, await store.RetrieveAsync(asked, Token), tolerance: 3e-4);
            return _server.Calls.GetValueOrDefault("/qdrant.Points/Scroll");
        }
    }

    [Fact]
    public async Task Papers_that_are_equal_in_an_order_come_by_their_ids_however_deep_it_is_asked()
    {
        var papers = TestCorpus.Papers(200).Select((stored, i) => stored with { Paper = stored.Paper with { Upvotes = i % 4 == 0 ? null : i % 4 } }).ToList();
        await using var store = await OpenAsync();
        await store.UpsertAsync(papers, Token);
        var query = new RetrievalQuery { Order = CandidateOrder.Upvotes, Exclude = [papers[3].Paper.Id], Depth = 1 };
        foreach (var depth in (int[])[1, 49, 50, 99, 149, 150, 198, 199, 200])
            Agreement.AssertAnswer(new RetrievalOracle(papers), query with { Depth = depth }, await store.RetrieveAsync(query with { Depth = depth }, Token));
    }

    [Fact]
    public async Task What_the_graph_may_have_missed_is_not_told_as_exact()
    {
        await using var store = await OpenAsync(new QdrantTuning());
        await store.UpsertAsync(TestCorpus.Papers(50), Token);
        var set = await store.RetrieveAsync(new RetrievalQuery { Vector = TestCorpus.RandomVector(new Random(1)), MinSimilarity = 0, Depth = 5 }, Token);
        Assert.Equal(TotalRelation.AtLeast, set.TotalRelation);
    }

    [Fact]
    public async Task A_rebuilt_collection_takes_the_place_of_the_old_one()
    {
        var papers = TestCorpus.Papers(600);
        await using var store = await OpenAsync(new QdrantTuning { Exact = true, PagePapers = 50 });
        await store.UpsertAsync(papers, Token);
        var steps = new List<StoreProgress>();
        Assert.Equal(600, await store.RebuildAsync(store.ScanAsync(Token), new Steps(steps), Token));
        Assert.Equal("papers_v2", _server.Databank.Aliases["papers"]);
        Assert.Equal(["papers_v2"], _server.Databank.Collections.Keys);
        Assert.Equal(PaperCollection.IndexingThreshold, Collection.Made.OptimizersConfig.IndexingThreshold);
        Assert.Contains(steps, step => step is { Activity: "Sending papers", Rows: 600 });
        Assert.Contains(steps, step => step.Activity == "Indexing vectors");
        await AssertSoundAsync(store, papers);
    }

    [Fact]
    public async Task A_rebuild_that_fails_leaves_everything_as_it_was()
    {
        var papers = TestCorpus.Papers(100);
        await using var store = await OpenAsync();
        await store.UpsertAsync(papers, Token);
        var twice = papers.Append(papers[0]).ToAsyncEnumerable();
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.RebuildAsync(twice, progress: null, Token));
        Assert.Equal(StoreProblem.Damaged, refusal.Problem);
        _server.Fault = method => method.EndsWith("/Upsert", StringComparison.Ordinal)
            ? new DoubleFault(DoubleFaultKind.Status) { Status = Grpc.Core.StatusCode.InvalidArgument } : null;
        await Assert.ThrowsAsync<StoreException>(() => store.RebuildAsync(papers.ToAsyncEnumerable(), progress: null, Token));
        _server.Fault = static _ => null;
        Assert.Equal(["papers_v1"], _server.Databank.Collections.Keys);
        await AssertSoundAsync(store, papers);
    }

    private async Task<QdrantStore> OpenAsync(QdrantTuning? tuning = null, QdrantOptions? options = null, TimeProvider? clock = null)
    {
        var store = new QdrantStore(
            options ?? new QdrantOptions { Endpoint = _server.Endpoint }, Resilience.ForQdrant(TimeProvider.System, NullLoggerFactory.Instance), clock ?? TimeProvider.System,
            tuning ?? new QdrantTuning { Exact = true });
        await store.OpenAsync(TestCorpus.Manifest, Token);
        return store;
    }

    /// <summary>Everything is there once, in its order, and the mean and the count are those of what is there.</summary>
    private static async Task AssertSoundAsync(QdrantStore store, IReadOnlyList<StoredPaper> papers)
    {
        var scanned = await store.ScanAsync(Token).Select(paper => paper.Paper.Id).ToListAsync(Token);
        Assert.Equal(papers.Select(paper => paper.Paper.Id), scanned);
        var query = new RetrievalQuery { Vector = TestCorpus.RandomVector(new Random(1)), Depth = 10 };
        Agreement.AssertAnswer(new RetrievalOracle(papers), query, await store.RetrieveAsync(query, Token), tolerance: 3e-4);
    }

    private sealed class Steps(List<StoreProgress> seen) : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value)
        {
            lock (seen)
                seen.Add(value);
        }
    }
}
