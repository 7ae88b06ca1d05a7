using Microsoft.Data.Sqlite;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;
using SemanticSearch.Tests.Storage.Embedded.Durability;

namespace SemanticSearch.Tests.Storage.Embedded;

/// <summary>What a check finds, what a repair mends, and what a backup holds.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => _folder["store"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CheckLevel.Structure)]
    [InlineData(CheckLevel.Rows)]
    [InlineData(CheckLevel.Index)]
    public async Task A_store_as_it_was_written_is_sound_while_it_is_open_and_after(CheckLevel level)
    {
        await using (var store = await FilledAsync(130))
        {
            await store.DeleteAsync([.. TestCorpus.Papers(9).Select(stored => stored.Paper.Id)], Token);
            Assert.True((await CheckAsync(level)).IsSound);
        }
        var report = await CheckAsync(level);
        Assert.True(report.IsSound);
        Assert.Equal(121, report.Papers);
    }

    [Fact]
    public async Task A_damaged_row_is_named_and_a_repair_removes_it_alone()
    {
        await (await FilledAsync(60)).DisposeAsync();
        Execute("UPDATE encoding SET vector = zeroblob(64) WHERE row = 7");
        Assert.True((await CheckAsync(CheckLevel.Structure)).IsSound);
        var damaged = Assert.Single((await CheckAsync(CheckLevel.Rows)).DamagedRows);
        Assert.Equal((7, "test:6"), (damaged.Row, damaged.Key));

        var repaired = await StoreCheck.RepairAsync(Store, TestCorpus.Manifest, null, Token);
        Assert.True(repaired.Repaired);
        Assert.Equal(59, repaired.Papers);
        Assert.True((await CheckAsync(CheckLevel.Index)).IsSound);
        await using var store = await OpenAsync();
        Assert.Empty(await store.FingerprintsAsync([TestCorpus.Papers(7)[6].Paper.Id], Token));
        await store.UpsertAsync([TestCorpus.Papers(7)[6]], Token);
        Assert.Equal(60, (await store.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task A_row_whose_vector_is_gone_is_damaged_too()
    {
        await (await FilledAsync(20)).DisposeAsync();
        Execute("DELETE FROM encoding WHERE row = 3");
        Assert.Equal(3, Assert.Single((await CheckAsync(CheckLevel.Rows)).DamagedRows).Row);
    }

    [Fact]
    public async Task A_damaged_index_is_found_and_made_again_without_loss()
    {
        await (await FilledAsync(130)).DisposeAsync();
        var file = Directory.EnumerateFiles(Path.Combine(Store, "segments"), "*.segment").First();
        var bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Token);
        Assert.Contains(file, Assert.Single((await CheckAsync(CheckLevel.Rows)).IndexFaults), StringComparison.Ordinal);
        Assert.Equal(130, (await StoreCheck.RepairAsync(Store, TestCorpus.Manifest, null, Token)).Papers);
        Assert.True((await CheckAsync(CheckLevel.Index)).IsSound);
    }

    [Fact]
    public async Task Commits_that_the_database_lost_are_counted_and_only_a_repair_goes_on_without_them()
    {
        await (await FilledAsync(30)).DisposeAsync();
        File.Copy(Path.Combine(Store, "papers.db"), _folder["older"]);
        await using (var store = await OpenAsync())
        {
            await store.UpsertAsync(TestCorpus.Papers(45)[30..40], Token);
            await store.UpsertAsync(TestCorpus.Papers(45)[40..], Token);
        }
        File.Copy(_folder["older"], Path.Combine(Store, "papers.db"), overwrite: true);

        var refusal = await Assert.ThrowsAsync<StoreException>(OpenAsync);
        Assert.Equal(StoreProblem.Damaged, refusal.Problem);
        Assert.Contains("5 commits were made, and the database has 3", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await CheckAsync(CheckLevel.Structure)).LostCommits);
        Assert.Equal(30, (await StoreCheck.RepairAsync(Store, TestCorpus.Manifest, null, Token)).Papers);
        await using var reopened = await OpenAsync();
        Assert.Equal(30, (await reopened.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task A_folder_without_a_store_is_refused_and_stays_as_it_is()
    {
        Assert.Equal(StoreProblem.NotAStore, (await Assert.ThrowsAsync<StoreException>(() => CheckAsync(CheckLevel.Rows))).Problem);
        Assert.False(Path.Exists(Store));
    }

    [Fact]
    public async Task A_backup_made_while_papers_arrive_holds_one_moment_and_answers_like_it()
    {
        await using var store = await FilledAsync(100);
        var writing = Task.Run(async () =>
        {
            foreach (var batch in TestCorpus.Papers(400)[100..].Chunk(10))
                await store.UpsertAsync(batch, Token);
        }, Token);
        for (var i = 0; i < 5; i++)
        {
            var copied = await StoreBackup.RunAsync(Store, TestCorpus.Manifest, _folder[$"backup{i}"], Token);
            Assert.InRange(copied, 100, 400);
            Assert.Equal(0, copied % 10);
            await using var copy = await StoreProof.OpenAsync(_folder[$"backup{i}"]);
            var papers = TestCorpus.Papers(400)[..(int)copied];
            for (var seed = 0; seed < 20; seed++)
                AssertAnswers(papers, await copy.RetrieveAsync(Query(seed), Token), Query(seed));
        }
        await writing;
    }

    [Fact]
    public async Task A_backup_overwrites_nothing()
    {
        await (await FilledAsync(10)).DisposeAsync();
        Assert.Contains(Store, (await Assert.ThrowsAsync<StoreException>(() => StoreBackup.RunAsync(Store, TestCorpus.Manifest, Store, Token))).Message, StringComparison.Ordinal);
    }

    private static RetrievalQuery Query(int seed) =>
        new() { Vector = TestCorpus.RandomVector(new Random(seed)), Terms = TermEncoder.EncodeQuery("reef boson wage"), Depth = 1_000 };

    private static void AssertAnswers(List<StoredPaper> papers, CandidateSet set, RetrievalQuery query)
    {
        Assert.Equal(papers.Count, set.Total);
        var oracle = new RetrievalOracle(papers);
        var byId = papers.ToDictionary(stored => stored.Paper.Id);
        Assert.Equal(papers.Count, set.Candidates.Count);
        Assert.All(set.Candidates.Take(20), candidate =>
        {
            Assert.Equal(RetrievalOracle.Similarity(byId[candidate.Id], query.Vector), candidate.Similarity, 2e-5);
            Assert.Equal(oracle.Lexical(byId[candidate.Id], query.Terms), candidate.Lexical, 1e-3);
        });
    }

    private Task<CheckReport> CheckAsync(CheckLevel level) => StoreCheck.RunAsync(Store, TestCorpus.Manifest, level, null, Token);

    private Task<EmbeddedStore> OpenAsync() => StoreProof.OpenAsync(Store);

    private Task<EmbeddedStore> FilledAsync(int count) => StoreProof.FilledAsync(Store, count);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Store, "papers.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
