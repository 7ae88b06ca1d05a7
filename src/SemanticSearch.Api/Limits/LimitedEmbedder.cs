using Microsoft.Extensions.AI;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Limits;

/// <summary>The model as questions see it: each waits for its turn (see <see cref="ModelPlaces"/>). Indexing goes past it.</summary>
internal sealed class LimitedEmbedder(IEmbeddingGenerator<string, Embedding<float>> model, ModelPlaces places) : DelegatingEmbeddingGenerator<string, Embedding<float>>(model)
{
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        if (texts.Length == 0)
            return [];
        using var place = places.Enter();
        using var turn = await places.TurnAsync(cancellationToken);
        return await base.GenerateAsync(texts, options, cancellationToken);
    }
}
