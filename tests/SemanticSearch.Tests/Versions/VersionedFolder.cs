using System.Numerics.Tensors;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;
using SemanticSearch.Versions;

namespace SemanticSearch.Tests.Versions;

/// <summary>A program over a data folder: the real store, and what knows versions. Vectors are made from a seed, which costs no embedding.</summary>
internal sealed class VersionedFolder : IAsyncDisposable
{
    private VersionedFolder(string folder, EmbeddedStore store) => (Store, Versions) = (store, new PaperVersions(folder, RealModel.Model, store));

    public EmbeddedStore Store { get; }

    public PaperVersions Versions { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<VersionedFolder> OpenAsync(string folder)
    {
        var store = new EmbeddedStore(folder);
        await store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);
        return new VersionedFolder(folder, store);
    }

    /// <summary>A paper whose vector a seed makes, moved a little by a share of another.</summary>
    public static StoredPaper Paper(string id, string title, int seed, float moved = 0, string text = "An abstract.")
    {
        var vector = Vector(seed);
        TensorPrimitives.MultiplyAdd(Vector(1_000_000 + seed), moved, vector, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        var paper = new Paper { Id = PaperId.Parse(id), Title = title, Abstract = text };
        return new StoredPaper(paper, vector, TermEncoder.EncodePassage(title, text), (ulong)HashCode.Combine(title, seed, moved));
    }

    /// <summary>A run of writes, each batch by itself.</summary>
    public async Task RunAsync(params StoredPaper[][] batches)
    {
        await Versions.BeginAsync(isPart: false, Token);
        foreach (var batch in batches)
            await Versions.StoreAsync(batch, Token);
        await Versions.PrepareAsync(Token);
    }

    public Task<ToldBatch?> TellAsync(params StoredPaper[] batch) => Versions.TellAsync(batch, Token);

    public Task UpsertAsync(params StoredPaper[] batch) => Store.UpsertAsync(batch, Token);

    public Task<bool> PrepareAsync() => Versions.PrepareAsync(Token);

    /// <summary>The other records of a paper by their ids.</summary>
    public string OthersOf(string id) => string.Join(' ', Versions.Book().OthersOf(PaperId.Parse(id)));

    /// <summary>Those that are stored.</summary>
    public async Task<string> StoredOthersOfAsync(string id) => string.Join(' ', await Versions.OthersAsync(PaperId.Parse(id), Token));

    public async ValueTask DisposeAsync()
    {
        Versions.Dispose();
        await Store.DisposeAsync();
    }

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        var vector = Enumerable.Range(0, RealModel.Model.Dimensions).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
