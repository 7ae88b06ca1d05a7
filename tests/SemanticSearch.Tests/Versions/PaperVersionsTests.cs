using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Versions;

/// <summary>Groups of records as papers come, change and go.</summary>
public sealed class PaperVersionsTests : IAsyncLifetime
{
    private const string Title = "Sparse attention for long documents";
    private const string LikeTitle = "Sparse attention for very long documents";

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
    public async Task Records_of_one_paper_find_each_other_within_a_batch_between_batches_and_between_runs()
    {
        await _program.RunAsync([Make("a:1", Title, 1), Make("b:1", Title, 1, 0.2f), Make("x:1", Title, 2)], [Make("c:1", LikeTitle, 1, 0.1f), Make("n:7v1", "One", 5)]);
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));
        Assert.Equal("", _program.OthersOf("x:1"));
        await _program.DisposeAsync();
        _program = await VersionedFolder.OpenAsync(_folder.FullPath);
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));
        await _program.RunAsync([Make("d:1", Title.ToUpperInvariant(), 1)], [Make("n:7v2", "Two", 6)]);
        Assert.Equal("a:1 b:1 d:1", _program.OthersOf("c:1"));
        Assert.Equal("n:7v2", _program.OthersOf("n:7v1"));
        Assert.False(await _program.PrepareAsync());
    }

    [Theory]
    [InlineData(Title, 0.42f, true)]
    [InlineData(Title, 0.55f, false)]
    [InlineData(LikeTitle, 0.2f, true)]
    [InlineData(LikeTitle, 0.3f, false)]
    public async Task Vectors_decide_at_the_same_cosine_in_a_batch_between_batches_and_when_all_is_made_again(string title, float moved, bool isSame)
    {
        await _program.RunAsync([Make("a:1", Title, 1), Make("b:1", title, 1, moved)]);
        Assert.Equal(isSame ? "b:1" : "", _program.OthersOf("a:1"));
        await _program.RunAsync([Make("a:2", Title + " again and again", 9)], [Make("b:2", title + " again and again", 9, moved)]);
        Assert.Equal(isSame ? "b:2" : "", _program.OthersOf("a:2"));
        File.Delete(_folder["versions.db"]);
        Assert.True(await _program.PrepareAsync());
        Assert.Equal(isSame ? "b:1" : "", _program.OthersOf("a:1"));
        Assert.Equal(isSame ? "b:2" : "", _program.OthersOf("a:2"));
    }

    [Fact]
    public async Task A_changed_record_leaves_its_group_and_finds_another()
    {
        await _program.RunAsync([Make("a:1", Title, 1), Make("b:1", Title, 1), Make("c:1", "Where coral larvae settle", 2)]);
        var stamp = _program.Versions.Book().Stamp;
        await _program.RunAsync([Make("b:1", "Where coral larvae settle", 2, 0.1f)]);
        Assert.Equal(("", "c:1"), (_program.OthersOf("a:1"), _program.OthersOf("b:1")));
        Assert.NotEqual(stamp, _program.Versions.Book().Stamp);
        await _program.RunAsync([Make("B:1", Title, 1)]);
        Assert.Equal(("B:1", ""), (_program.OthersOf("a:1"), _program.OthersOf("c:1")));
    }

    [Fact]
    public async Task A_removed_record_is_in_no_group_and_those_that_it_joined_part()
    {
        await _program.RunAsync([Make("a:1", Title, 1), Make("b:1", LikeTitle, 1, 0.2f), Make("c:1", LikeTitle + " indeed", 1, 0.4f)]);
        Assert.Equal("b:1 c:1", _program.OthersOf("a:1"));
        Assert.Equal(1, await _program.Versions.DeleteAsync([PaperId.Parse("B:1"), PaperId.Parse("no:1")], Token));
        Assert.Equal(("", "", ""), (_program.OthersOf("a:1"), _program.OthersOf("b:1"), _program.OthersOf("c:1")));
        Assert.False(await _program.PrepareAsync());
    }

    [Fact]
    public async Task Of_a_title_that_very_many_papers_share_the_newest_are_looked_at()
    {
        StoredPaper[] Editorials(int first, int count) => [.. Enumerable.Range(first, count).Select(i => Make($"e:{i}", "Editorial", 100 + i))];
        await _program.RunAsync(Editorials(0, 200), Editorials(200, 200));
        await _program.RunAsync([Make("f:0", "Editorial", 100), Make("f:399", "Editorial", 499)]);
        Assert.Equal(("e:399", ""), (_program.OthersOf("f:399"), _program.OthersOf("f:0")));
        await _program.RunAsync([.. Enumerable.Range(0, 50).Select(i => VersionedFolder.Paper($"g:{i}", "Editorial", 7, text: ""))]);
        Assert.Equal("", _program.OthersOf("g:0"));
    }

    [Fact]
    public async Task A_record_is_known_before_it_is_stored_and_never_answered_before_it_is()
    {
        await _program.RunAsync([Make("a:1", Title, 1)]);
        var told = await _program.TellAsync(Make("b:1", Title, 1));
        Assert.Equal("b:1", _program.OthersOf("a:1"));
        Assert.Equal("", await _program.StoredOthersOfAsync("a:1"));
        await _program.UpsertAsync(Make("b:1", Title, 1));
        await _program.Versions.ConfirmAsync(told);
        Assert.Equal("b:1", await _program.StoredOthersOfAsync("a:1"));
        Assert.False(await _program.PrepareAsync());
    }

    private static StoredPaper Make(string id, string title, int seed, float moved = 0) => VersionedFolder.Paper(id, title, seed, moved);
}
