using Microsoft.Extensions.AI;

namespace SemanticSearch.Tests.Indexing;

/// <summary>The real embedder, which others go on using, with a count of the texts that reach it and a say before each call.</summary>
internal sealed class CountedEmbedder(Action<int>? beforeCall = null) : IEmbeddingGenerator<string, Embedding<float>>
{
    private int _calls;
    private int _texts;

    /// <summary>How many texts were embedded.</summary>
    public int Texts => Volatile.Read(ref _texts);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        beforeCall?.Invoke(Interlocked.Increment(ref _calls));
        Interlocked.Add(ref _texts, texts.Length);
        return RealModel.Embedder.GenerateAsync(texts, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => RealModel.Embedder.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }
}
