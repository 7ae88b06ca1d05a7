using SemanticSearch.Storage;
using SemanticSearch.Versions;

namespace SemanticSearch.Tests.Versions;

/// <summary>What becomes of the groups when programs are killed, meet in one folder, or find the file missing or damaged.</summary>
public sealed class VersionFileTests : IAsyncLifetime
{
    private const string Title = "Sparse attention for long documents";

    private static readonly StoredPaper A = VersionedFolder.Paper("a:1", Title, 1);
    private static readonly StoredPaper B = VersionedFolder.Paper("b:1", Title, 1, 0.1f);
    private static readonly StoredPaper C = VersionedFolder.Paper("c:1", Title, 1, 0.2f);
    private static readonly StoredPaper Other = VersionedFolder.Paper("o:1", "Where coral larvae settle", 2);

    private readonly TemporaryFolder _folder = new();
    private VersionedFolder _program = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _program = await VersionedFolder.OpenAsync(_folder.FullPath);

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_killed_program_told_and_did_not_store_is_forgotten()
    {
        await _program.RunAsync([A]);
        // One new record, and one that was to change.
        await _program.TellAsync(B, VersionedFolder.Paper("a:1", "Where coral larvae settle", 2));
        await ReopenAsync();
        Assert.Equal("", await _program.StoredOthersOfAsync("a:1"));
        await _program.RunAsync([C]);
        Assert.Equal(("c:1", ""), (_program.OthersOf("a:1"), _program.OthersOf("b:1")));
        Assert.False(await _program.PrepareAsync());
    }

    [Fact]
    public async Task What_a_killed_program_stored_and_did_not_confirm_is_kept()
    {
        await _program.RunAsync([A]);
        await _program.TellAsync(B);
        await _program.UpsertAsync(B);
        await ReopenAsync();
        Assert.Equal("b:1", await _program.StoredOthersOfAsync("a:1"));
        await _program.RunAsync([Other]);
        Assert.Equal("b:1", _program.OthersOf("a:1"));
        Assert.False(await _program.PrepareAsync());
    }

    [Fact]
    public async Task A_service_mends_what_a_killed_program_left_once_it_has_seen_it_twice()
    {
        await _program.RunAsync([A]);
        await _program.TellAsync(B);
        await using var service = await VersionedFolder.OpenAsync(_folder.FullPath);
        Assert.False(await service.PrepareAsync());
        Assert.True(await service.PrepareAsync());
        Assert.False(await service.PrepareAsync());
        Assert.Equal("", service.OthersOf("a:1"));
    }

    [Fact]
    public async Task A_store_that_is_older_than_the_file_is_read_by_the_next_run_or_by_a_service()
    {
        await _program.UpsertAsync(A, B, Other);
        await using (var service = await VersionedFolder.OpenAsync(_folder.FullPath))
        {
            Assert.Equal("", service.OthersOf("a:1"));
            Assert.True(await service.PrepareAsync());
            Assert.Equal("b:1", service.OthersOf("a:1"));
        }
        await ReopenAsync(() => VersionFile.Remove(_folder.FullPath));
        await _program.RunAsync([C]);
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));
    }

    [Fact]
    public async Task What_a_program_without_the_file_wrote_is_not_hidden_by_the_next_run()
    {
        await _program.RunAsync([A]);
        await _program.UpsertAsync(B);
        await _program.Versions.BeginAsync(isPart: true, Token);
        await _program.Versions.StoreAsync([Other], Token);
        Assert.Equal("", _program.OthersOf("a:1"));
        Assert.True(await _program.PrepareAsync());
        Assert.Equal("b:1", _program.OthersOf("a:1"));
        await _program.Store.DeleteAsync([B.Paper.Id], Token);
        Assert.True(await _program.PrepareAsync());
        Assert.Equal("", _program.OthersOf("a:1"));
    }

    [Fact]
    public async Task A_file_that_nobody_can_read_is_begun_anew()
    {
        await _program.RunAsync([A, B]);
        await ReopenAsync(() => File.WriteAllBytes(_folder["versions.db"], [.. Enumerable.Range(0, 90000).Select(i => (byte)(i * 7))]));
        Assert.Equal("", _program.OthersOf("a:1"));
        await _program.RunAsync([C]);
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));
    }

    [Fact]
    public async Task A_file_that_is_damaged_or_taken_away_under_a_program_is_made_again()
    {
        await _program.RunAsync([A, B]);
        var path = _folder["versions.db"];
        File.Delete(path);
        Assert.True(await _program.PrepareAsync());
        Assert.Equal("b:1", _program.OthersOf("a:1"));
        await _program.RunAsync([C]);
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));

        await File.WriteAllBytesAsync(path, [.. Enumerable.Repeat((byte)0xA5, 90000)], Token);
        await _program.Versions.StoreAsync([Other], Token);
        // Which pages the damage reaches, and when, is SQLite's; a service looks again and again.
        for (var looks = 0; looks < 3; looks++)
            await _program.PrepareAsync();
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));
        Assert.False(await _program.PrepareAsync());
    }

    [Fact]
    public async Task Where_nothing_can_be_written_papers_are_stored_all_the_same()
    {
        await File.WriteAllTextAsync(_folder["taken"], "a file", Token);
        using var versions = new PaperVersions(Path.Combine(_folder["taken"], "folder"), RealModel.Model, _program.Store);
        await versions.BeginAsync(isPart: false, Token);
        await versions.StoreAsync([A, B], Token);
        Assert.False(await versions.PrepareAsync(Token));
        Assert.Equal(1, await versions.DeleteAsync([B.Paper.Id], Token));
        Assert.Equal(1, (await _program.Store.StatisticsAsync(Token)).Papers);
        Assert.Same(VersionBook.Empty, versions.Book());
    }

    [Fact]
    public async Task Two_programs_see_each_others_groups()
    {
        await using var other = await VersionedFolder.OpenAsync(_folder.FullPath);
        await _program.RunAsync([A]);
        await other.RunAsync([B]);
        Assert.Equal(("b:1", "a:1"), (_program.OthersOf("a:1"), other.OthersOf("b:1")));
        Assert.Equal(_program.Versions.Book().Stamp, other.Versions.Book().Stamp);
        await _program.Versions.DeleteAsync([B.Paper.Id], Token);
        Assert.Equal("", other.OthersOf("a:1"));
    }

    [Theory]
    [InlineData("tell A, tell B, store A, confirm A, store B, confirm B")]
    [InlineData("tell A, tell B, store B, confirm B, store A, confirm A")]
    [InlineData("tell A, tell B, store A, store B, confirm A, confirm B")]
    [InlineData("tell A, store A, tell B, confirm A, store B, confirm B")]
    public async Task Two_programs_that_write_at_the_same_moment_find_each_other(string moves)
    {
        await using var other = await VersionedFolder.OpenAsync(_folder.FullPath);
        await _program.RunAsync([Other]);
        var told = new Dictionary<string, ToldBatch?>();
        foreach (var move in moves.Split(", ").Select(move => move.Split(' ')))
        {
            var (program, paper) = move[1] == "A" ? (_program, A) : (other, B);
            if (move[0] == "tell")
                told[move[1]] = await program.TellAsync(paper);
            else if (move[0] == "store")
                await program.UpsertAsync(paper);
            else
                await program.Versions.ConfirmAsync(told[move[1]]);
        }
        Assert.Equal("b:1", _program.OthersOf("a:1"));
        Assert.False(await _program.PrepareAsync());
    }

    [Fact]
    public async Task A_file_that_is_made_again_while_a_batch_is_under_way_has_it_too()
    {
        await _program.UpsertAsync(A, Other);
        var told = await _program.TellAsync(B);
        await using var other = await VersionedFolder.OpenAsync(_folder.FullPath);
        Assert.True(await other.PrepareAsync());
        Assert.Equal("", other.OthersOf("a:1"));
        await _program.UpsertAsync(B);
        await _program.Versions.ConfirmAsync(told);
        Assert.Equal("b:1", other.OthersOf("a:1"));
        Assert.False(await other.PrepareAsync());
    }

    [Fact]
    public async Task A_folder_with_nothing_but_versions_becomes_a_store()
    {
        await _program.RunAsync([A, B]);
        using var elsewhere = new TemporaryFolder();
        await ReopenAsync(() => File.Copy(_folder["versions.db"], elsewhere["versions.db"]));
        await using var store = await VersionedFolder.OpenAsync(elsewhere.FullPath);
        Assert.True(await store.PrepareAsync());
        Assert.Equal("", store.OthersOf("a:1"));
    }

    private async Task ReopenAsync(Action? between = null)
    {
        await _program.DisposeAsync();
        between?.Invoke();
        _program = await VersionedFolder.OpenAsync(_folder.FullPath);
    }
}
