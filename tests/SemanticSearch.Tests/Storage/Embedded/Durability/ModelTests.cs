using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// Goal: no order of operations makes the store answer otherwise than a list of papers in memory would.
/// <list type="number">
/// <item>A seed chooses which operations a run has at all, and how often each: runs of few kinds reach states that mixed ones never do.</item>
/// <item>Each operation is done to the store and to the list; two open stores on one folder take turns by chance.</item>
/// <item>Whatever the store answers is held against the list: rows, searches of every kind, counts, versions.</item>
/// <item>Now and then both stores are closed and opened cold.</item>
/// </list>
/// </summary>
public sealed class ModelTests : IAsyncLifetime
{
    private const int Operations = 500;
    private const double ReopenChance = 0.005;

    private static readonly string[] Words = ["sparse", "coral", "boson", "vaccine", "kernel", "basalt", "tax", "unheard"];

    private readonly TemporaryFolder _folder = new();
    private readonly List<StoredPaper> _papers = [];
    private readonly List<StoredPaper>[] _editions = [.. Enumerable.Range(0, 3).Select(edition => TestCorpus.Papers(Workload.Ids.Count, 100 + edition))];
    private EmbeddedStore[] _stores = [];
    private EmbeddedStore? _writer;
    private string _version = "";

    private enum Kind
    {
        Upsert,
        Delete,
        Find,
        Fingerprints,
        Retrieve,
        Scan,
        Statistics,
        Settle,
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ReopenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_store_answers_as_a_list_of_papers_would(int seed)
    {
        var random = new Random(seed);
        var kinds = Swarm(random);
        for (var operation = 0; operation < Operations; operation++)
        {
            var kind = kinds[random.Next(kinds.Count)];
            try
            {
                if (random.NextDouble() < ReopenChance)
                    await ReopenAsync();
                await DoAsync(kind, _stores[random.Next(_stores.Length)], random);
            }
            catch (Exception difference) when (difference is not OperationCanceledException)
            {
                Assert.Fail($"Seed {seed}, operation {operation} ({kind}) with {_papers.Count} papers: {difference}");
            }
        }
        await ReopenAsync();
        await StoreProof.AssertHoldsAsync(_stores[0], _papers);
    }

    /// <summary>Some of the kinds, each as many times as it is to be likely; something is always written and something always asked.</summary>
    private static List<Kind> Swarm(Random random)
    {
        var kinds = Enum.GetValues<Kind>().Where(kind => kind is Kind.Upsert or Kind.Retrieve || random.Next(2) == 0);
        return [.. kinds.SelectMany(kind => Enumerable.Repeat(kind, 1 + random.Next(5)))];
    }

    private async Task ReopenAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _stores = [await StoreProof.OpenAsync(_folder["store"]), await StoreProof.OpenAsync(_folder["store"])];
        if (_version.Length == 0)
            _version = (await _stores[0].StatisticsAsync(Token)).IndexVersion;
    }

    private Task DoAsync(Kind kind, EmbeddedStore store, Random random) => kind switch
    {
        Kind.Upsert => UpsertAsync(store, random),
        Kind.Delete => DeleteAsync(store, random),
        Kind.Find => StoreProof.AssertFindsAsync(store, _papers),
        Kind.Fingerprints => FingerprintsAsync(store, random),
        Kind.Retrieve => RetrieveAsync(store, random),
        Kind.Scan => StoreProof.AssertRowsAsync(store, _papers),
        Kind.Statistics => StatisticsAsync(store),
        _ => store.SettleAsync(),
    };

    private async Task UpsertAsync(EmbeddedStore store, Random random)
    {
        var edition = _editions[random.Next(_editions.Length)];
        var batch = Some(random, 12).Select(number => edition[number] with { Fingerprint = (ulong)random.NextInt64() }).ToList();
        await store.UpsertAsync(batch, Token);
        Remove(batch.Select(paper => paper.Paper.Id));
        _papers.AddRange(batch);
        await ChangedAsync(store, batch.Count > 0);
    }

    private async Task DeleteAsync(EmbeddedStore store, Random random)
    {
        // Now and then nearly everything goes, so that segments without a living row come about.
        var ids = Some(random, random.Next(20) == 0 ? Workload.Ids.Count : 9).Select(number => Workload.Ids[number]).ToList();
        var removed = await store.DeleteAsync(ids, Token);
        Assert.Equal(Remove(ids), removed);
        await ChangedAsync(store, removed > 0);
    }

    private int Remove(IEnumerable<PaperId> ids)
    {
        var gone = ids.ToHashSet();
        return _papers.RemoveAll(paper => gone.Contains(paper.Paper.Id));
    }

    private async Task FingerprintsAsync(EmbeddedStore store, Random random)
    {
        var ids = Some(random, 30).Select(number => Workload.Ids[number]).ToList();
        Assert.Equal(
            _papers.Where(paper => ids.Contains(paper.Paper.Id)).ToDictionary(paper => paper.Paper.Id, paper => paper.Fingerprint),
            await store.FingerprintsAsync(ids, Token));
    }

    private async Task RetrieveAsync(EmbeddedStore store, Random random)
    {
        var query = Query(random);
        var set = await NewestAsync(store, () => store.RetrieveAsync(query, Token), set => set.IndexVersion);
        Agreement.AssertAnswer(new RetrievalOracle(_papers), query, set);
    }

    private async Task StatisticsAsync(EmbeddedStore store)
    {
        var statistics = await NewestAsync(store, () => store.StatisticsAsync(Token), statistics => statistics.IndexVersion);
        Assert.Equal(_papers.Count, statistics.Papers);
        Assert.Null(statistics.Trouble);
    }

    /// <summary>The version moves when the content does and only then, and whoever wrote sees it at once.</summary>
    private async Task ChangedAsync(EmbeddedStore store, bool isChange)
    {
        if (!isChange)
            return;
        var version = (await store.StatisticsAsync(Token)).IndexVersion;
        Assert.NotEqual(_version, version);
        (_writer, _version) = (store, version);
    }

    /// <summary>
    /// An answer of the newest state. A store may be behind what another one wrote while it publishes files of its own, and only then.
    /// </summary>
    private async Task<T> NewestAsync<T>(EmbeddedStore store, Func<Task<T>> ask, Func<T, string> version)
    {
        var answer = await ask();
        if (version(answer) != _version && store != _writer)
        {
            await store.SettleAsync();
            answer = await ask();
        }
        Assert.Equal(_version, version(answer));
        return answer;
    }

    private static RetrievalQuery Query(Random random)
    {
        var legs = 1 + random.Next(3);
        var words = string.Join(' ', Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Words[random.Next(Words.Length)]));
        return new RetrievalQuery
        {
            Vector = (legs & 1) != 0 ? TestCorpus.RandomVector(random) : default,
            Terms = (legs & 2) != 0 ? TermEncoder.EncodeQuery(words) : SparseVector.Empty,
            Depth = new[] { 1, 5, 50, 500 }[random.Next(4)],
            MinSimilarity = (legs & 1) != 0 && random.Next(3) == 0 ? random.NextSingle() * 0.6f - 0.2f : null,
            Filter = random.Next(2) == 0 ? PaperFilter.All : Filter(random),
            Exclude = random.Next(3) == 0 ? [.. Some(random, 5).Select(number => Workload.Ids[number])] : [],
            Facets = [.. Enum.GetValues<FacetField>().Where(_ => random.Next(3) == 0)],
        };
    }

    private static PaperFilter Filter(Random random) => random.Next(5) switch
    {
        0 => new PaperFilter { From = new DateOnly(2000 + random.Next(25), 1, 1) },
        1 => new PaperFilter { To = new DateOnly(2000 + random.Next(25), 6, 1), Sources = ["arxiv"] },
        2 => new PaperFilter { Categories = random.Next(2) == 0 ? ["cs"] : ["econ.GN", "q-bio"] },
        3 => new PaperFilter { Authors = ["Chen Wei"] },
        _ => new PaperFilter { Categories = ["hep-th"] },
    };

    /// <summary>Up to so many different numbers of papers, perhaps none.</summary>
    private static IEnumerable<int> Some(Random random, int most)
    {
        var numbers = Enumerable.Range(0, Workload.Ids.Count).ToArray();
        random.Shuffle(numbers);
        return numbers.Take(random.Next(most + 1));
    }
}
