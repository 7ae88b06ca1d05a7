using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests;

/// <summary>The committed model, read and opened once for the whole test process; nobody disposes it.</summary>
internal static class RealModel
{
    private static readonly Lazy<EmbeddingModel> LazyModel = new(() => EmbeddingModel.Load(Repository.ModelFolder));
    private static readonly Lazy<OnnxEmbedder> LazyEmbedder = new(() => new OnnxEmbedder(Model));

    public static EmbeddingModel Model => LazyModel.Value;

    public static OnnxEmbedder Embedder => LazyEmbedder.Value;
}
