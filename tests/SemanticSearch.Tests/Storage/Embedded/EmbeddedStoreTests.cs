using Microsoft.Data.Sqlite;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded;

/// <summary>What is true of the embedded store alone: its folder, its file, and several programs on it.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_folder["store"], "papers.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_open_store_sees_what_the_first_one_commits()
    {
        var papers = TestCorpus.Papers(40);
        await using var writer = await OpenAsync();
        await using var reader = await OpenAsync();
        await writer.UpsertAsync(papers[..30], Token);
        Assert.Equal(30, (await reader.StatisticsAsync(Token)).Papers);
        await reader.UpsertAsync(papers[30..], Token);
        await writer.DeleteAsync([papers[35].Paper.Id, papers[2].Paper.Id], Token);
        foreach (var store in new[] { writer, reader })
            Assert.Equal(38, (await store.StatisticsAsync(Token)).Papers);
        Assert.Equal((await writer.StatisticsAsync(Token)).IndexVersion, (await reader.StatisticsAsync(Token)).IndexVersion);
    }

    [Fact]
    public async Task A_folder_of_something_else_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_folder["store"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["store"], "thesis.docx"), "mine", Token);
        var refusal = await Assert.ThrowsAsync<StoreException>(OpenAsync);
        Assert.Equal(StoreProblem.NotAStore, refusal.Problem);
        Assert.Contains("thesis.docx", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.docx"], Directory.EnumerateFileSystemEntries(_folder["store"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_refused()
    {
        await File.WriteAllTextAsync(_folder["store"], "mine", Token);
        Assert.Equal(StoreProblem.NotAStore, (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Problem);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(_folder["store"]);
        await File.WriteAllTextAsync(DatabasePath, new string('x', 5000), Token);
        Assert.Equal(StoreProblem.NotAStore, (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Problem);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(DatabasePath, Token));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(_folder["store"]);
        Execute("CREATE TABLE recipes (name TEXT)");
        Assert.Equal(StoreProblem.NotAStore, (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Problem);
    }

    [Fact]
    public async Task A_newer_format_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("PRAGMA user_version = 99");
        var refusal = await Assert.ThrowsAsync<StoreException>(OpenAsync);
        Assert.Equal(StoreProblem.NewerFormat, refusal.Problem);
        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_changed_on_disk_is_told_to_who_asks_for_its_words()
    {
        var papers = TestCorpus.Papers(10);
        await using var store = await OpenAsync();
        await store.UpsertAsync(papers, Token);
        Execute("UPDATE paper SET fingerprint = fingerprint + 1 WHERE row = 4");
        var phrase = new PaperClause([new PaperTrait(TraitKind.Phrase, papers[3].Paper.Title)]);
        var query = new RetrievalQuery { Clauses = [phrase], Order = CandidateOrder.Date, Depth = 10 };
        Assert.Equal(StoreProblem.Damaged, (await Assert.ThrowsAsync<StoreException>(() => store.RetrieveAsync(query, Token))).Problem);
    }

    [Theory]
    [InlineData("UPDATE paper SET record = CAST(replace(CAST(record AS TEXT), 'Paper 3 ', 'Paper 4 ') AS BLOB) WHERE row = 4", "the paper of row 4")]
    [InlineData("UPDATE paper SET fingerprint = fingerprint + 1 WHERE row = 4", "the paper of row 4")]
    [InlineData("UPDATE encoding SET vector = zeroblob(64) WHERE row = 4", "the vector and terms of row 4")]
    [InlineData("UPDATE encoding SET terms = (SELECT terms FROM encoding WHERE row = 5) WHERE row = 4", "the vector and terms of row 4")]
    public async Task A_row_that_changed_on_disk_is_told_by_its_hash(string damage, string named)
    {
        var papers = TestCorpus.Papers(10);
        await using (var store = await OpenAsync())
            await store.UpsertAsync(papers, Token);
        Execute(damage);
        var refusal = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var store = await OpenAsync();
            await store.FindAsync([papers[3].Paper.Id], Token);
        });
        Assert.Equal(StoreProblem.Damaged, refusal.Problem);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_batch_leaves_the_store_ready_for_the_next_one()
    {
        await using var store = await OpenAsync();
        using var other = Connect();
        Execute(other, "CREATE TRIGGER full BEFORE INSERT ON encoding WHEN new.row = 3 BEGIN SELECT raise(ABORT, 'no more'); END");
        await Assert.ThrowsAsync<StoreException>(() => store.UpsertAsync(TestCorpus.Papers(5), Token));
        Assert.Equal(0, (await store.StatisticsAsync(Token)).Papers);
        Execute(other, "DROP TRIGGER full");
        await store.UpsertAsync(TestCorpus.Papers(5), Token);
        Assert.Equal(5, (await store.StatisticsAsync(Token)).Papers);
    }

    private async Task<EmbeddedStore> OpenAsync()
    {
        var store = new EmbeddedStore(_folder["store"]);
        await store.OpenAsync(TestCorpus.Manifest, Token);
        return store;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
