using SemanticSearch.Embeddings;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests;

/// <summary>The rooms wired together on a folder.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EngineOptions Options => new() { DataFolder = _folder["data"], ModelFolder = Repository.ModelFolder };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_engine_indexed_the_next_one_on_the_folder_finds()
    {
        await using (var engine = await Engine.OpenAsync(Options, TimeProvider.System, Token))
        {
            var source = new JsonLinesSource(new MemoryStream("""{"id":"t:1","title":"Coral reefs in warm seas"}"""u8.ToArray()));
            Assert.Equal(1, (await engine.Indexing.RunAsync(source, new IndexingOptions(), progress: null, Token)).Added);
        }
        await using var reopened = await Engine.OpenAsync(Options, TimeProvider.System, Token);
        var result = await reopened.Search.SearchAsync(new SearchRequest { Text = "bleaching" }, Token);
        Assert.Equal("t:1", Assert.Single(result.Hits).Paper.Id.Value);
    }

    [Fact]
    public async Task A_folder_without_a_model_is_refused_before_a_store_is_made()
    {
        await Assert.ThrowsAsync<ModelException>(() => Engine.OpenAsync(Options with { ModelFolder = _folder["none"] }, TimeProvider.System, Token));
        Assert.False(Directory.Exists(Options.DataFolder));
    }

    [Fact]
    public async Task A_store_of_another_encoder_is_refused_and_let_go()
    {
        var other = Engine.ManifestOf(RealModel.Model) with { Terms = "another encoder" };
        await using (var store = new EmbeddedStore(Options.DataFolder))
            await store.OpenAsync(other, Token);
        var refused = await Assert.ThrowsAsync<StoreException>(() => Engine.OpenAsync(Options, TimeProvider.System, Token));
        Assert.Equal(StoreProblem.OtherModel, refused.Problem);
        await using var again = new EmbeddedStore(Options.DataFolder);
        await again.OpenAsync(other, Token);
    }

    [Fact]
    public void A_store_shares_with_the_engine_what_decides_its_vectors_and_terms() =>
        Assert.Equal(new StoreManifest(RealModel.Model.Name, RealModel.Model.Hash, 384, TermEncoder.Identity), Engine.ManifestOf(RealModel.Model));
}
