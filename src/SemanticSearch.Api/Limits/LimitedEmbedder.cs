using System.Threading.RateLimiting;
using Microsoft.Extensions.AI;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Limits;

/// <summary>
/// The model as questions see it: one run a core, and a short queue. What comes beyond is sent away at once, because a queue that
/// grows only makes everybody wait for answers that nobody waits for any more. Indexing goes past it.
/// </summary>
internal sealed class LimitedEmbedder(IEmbeddingGenerator<string, Embedding<float>> model, ConcurrencyLimiter places) : DelegatingEmbeddingGenerator<string, Embedding<float>>(model)
{
    /// <summary>How many requests wait for each that runs: some tenths of a second in the worst case.</summary>
    private const int WaitingForEach = 4;

    private const int RetrySeconds = 1;

    /// <summary>Places for as many requests as there are cores.</summary>
    public static ConcurrencyLimiter Places(int cores) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = cores,
        QueueLimit = WaitingForEach * cores,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <exception cref="ProblemException">Too many wait already.</exception>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        if (texts.Length == 0)
            return [];
        using var place = await places.AcquireAsync(1, cancellationToken);
        if (place.IsAcquired)
            return await base.GenerateAsync(texts, options, cancellationToken);
        throw new Problem(ProblemCatalogue.Overloaded, "More is asked at the moment than this machine can answer.") { RetryAfterSeconds = RetrySeconds }.ToException();
    }
}
