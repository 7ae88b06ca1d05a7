using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// Goal: a store that cannot be used says so, and stays as it is to the last byte.
/// <list type="number">
/// <item>A folder is made that is no store, a newer one's, another model's, or one where nobody may write.</item>
/// <item>Opening it is refused with the reason.</item>
/// <item>Every file of the folder has the bytes that it had before, and there is no other.</item>
/// </list>
/// </summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_newer_format_is_left_as_it_is()
    {
        await MakeAsync();
        Execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
        await AssertRefusedAsync(StoreProblem.NewerFormat, TestCorpus.Manifest);
    }

    [Fact]
    public async Task Another_models_store_is_left_as_it_is()
    {
        await MakeAsync();
        await AssertRefusedAsync(StoreProblem.OtherModel, TestCorpus.Manifest with { ModelHash = new string('b', 64) });
    }

    [Fact]
    public async Task A_folder_of_something_else_is_left_as_it_is()
    {
        Directory.CreateDirectory(_folder["store"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["store"], "thesis.docx"), "mine", Token);
        await AssertRefusedAsync(StoreProblem.NotAStore, TestCorpus.Manifest);
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_as_it_is()
    {
        Directory.CreateDirectory(_folder["store"]);
        Execute("CREATE TABLE recipes (name TEXT)");
        await AssertRefusedAsync(StoreProblem.NotAStore, TestCorpus.Manifest);
    }

    [Fact]
    public async Task A_folder_where_nobody_may_write_is_refused_with_the_reason()
    {
        await MakeAsync();
        using var mounted = MountedFolder.ReadOnlyOrSkip(_folder["mounted"], _folder["store"]);
        var before = Hash();
        var refusal = await Assert.ThrowsAsync<StoreException>(() => StoreProof.OpenAsync(_folder["mounted"]));
        Assert.Equal(StoreProblem.NotWritable, refusal.Problem);
        Assert.Contains(_folder["mounted"], refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Hash());
    }

    [Fact]
    public async Task Two_programs_that_write_at_once_take_turns()
    {
        const int Seed = 3;
        await MakeAsync();
        await using var store = await StoreProof.OpenAsync(_folder["store"]);
        using var program = WriterProgram.Start(_folder["store"], Seed, 0, 30);
        Assert.Equal(WriterProgram.Opening, await program.Ledger.ReadLineAsync(Token));
        var mine = TestCorpus.Papers(130, 9)[90..];
        var told = program.Ledger.ReadToEndAsync(Token);
        foreach (var paper in mine)
            await store.UpsertAsync([paper], Token);
        var ledger = (await told).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, ""), await program.EndAsync());
        Assert.Equal(Enumerable.Range(0, 30).Select(operation => $"{operation}"), ledger);

        var (theirs, workload) = (TestCorpus.Papers(40), new Workload(Seed));
        for (var operation = 0; operation < 30; operation++)
            workload.Apply(theirs, operation);
        await AssertHoldsBothAsync(store, mine, theirs);
        await using var cold = await StoreProof.OpenAsync(_folder["store"]);
        await AssertHoldsBothAsync(cold, mine, theirs);
    }

    /// <summary>Each writer's papers are there in the order in which it wrote them.</summary>
    private static async Task AssertHoldsBothAsync(EmbeddedStore store, List<StoredPaper> mine, List<StoredPaper> theirs)
    {
        var scanned = await StoreProof.ScanAsync(store);
        var ids = mine.Select(paper => paper.Paper.Id).ToHashSet();
        Assert.Equal(mine.Select(paper => (paper.Paper.Id, paper.Fingerprint)), scanned.Where(paper => ids.Contains(paper.Paper.Id)).Select(paper => (paper.Paper.Id, paper.Fingerprint)));
        Assert.Equal(theirs.Select(paper => (paper.Paper.Id, paper.Fingerprint)), scanned.Where(paper => !ids.Contains(paper.Paper.Id)).Select(paper => (paper.Paper.Id, paper.Fingerprint)));
        await StoreProof.AssertSearchesAsync(store, scanned);
    }

    private async Task MakeAsync()
    {
        await using var store = await StoreProof.OpenAsync(_folder["store"]);
        await store.UpsertAsync(TestCorpus.Papers(40), Token);
        await store.SettleAsync();
    }

    private async Task AssertRefusedAsync(StoreProblem problem, StoreManifest manifest)
    {
        var before = Hash();
        await using (var store = new EmbeddedStore(_folder["store"], StoreProof.Tiny))
        {
            var refusal = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(manifest, Token));
            Assert.Equal(problem, refusal.Problem);
            Assert.Contains(_folder["store"], refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, Hash());
    }

    private Dictionary<string, string> Hash() => Directory.EnumerateFiles(_folder["store"], "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(_folder["store"], file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder["store"], "papers.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
