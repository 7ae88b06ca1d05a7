using SemanticSearch.Papers;
using SemanticSearch.Tests.Storage.Qdrant;
using SemanticSearch.Versions;

namespace SemanticSearch.Tests.Versions;

/// <summary>The same with papers that are kept on a server: the file is in the data folder.</summary>
public sealed class ServerVersionsTests(QdrantServer server) : IClassFixture<QdrantServer>
{
    private const string Title = "Sparse attention for long documents";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_follow_the_papers_on_the_server()
    {
        using var folder = new TemporaryFolder();
        var options = server.NewCollection();
        await using var store = QdrantServer.Store(options);
        await store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);
        using (var versions = new PaperVersions(folder.FullPath, RealModel.Model, store))
        {
            await versions.BeginAsync(isPart: false, Token);
            await versions.StoreAsync([VersionedFolder.Paper("a:1", Title, 1), VersionedFolder.Paper("o:1", "Where larvae settle", 2)], Token);
            await versions.StoreAsync([VersionedFolder.Paper("b:1", Title, 1, 0.1f)], Token);
            Assert.Equal("b:1", Assert.Single(await versions.OthersAsync(PaperId.Parse("a:1"), Token)).Value);
            Assert.False(await versions.PrepareAsync(Token));
            await versions.DeleteAsync([PaperId.Parse("b:1")], Token);
            Assert.Empty(await versions.OthersAsync(PaperId.Parse("a:1"), Token));
            await store.UpsertAsync([VersionedFolder.Paper("c:1", Title, 1, 0.2f)], Token);
        }
        using var again = new PaperVersions(folder.FullPath, RealModel.Model, store);
        Assert.True(await again.PrepareAsync(Token));
        Assert.Equal("c:1", Assert.Single(await again.OthersAsync(PaperId.Parse("a:1"), Token)).Value);
        Assert.False(await again.PrepareAsync(Token));
        await QdrantServer.DropAsync(options);
    }
}
