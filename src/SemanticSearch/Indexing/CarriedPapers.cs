using System.Runtime.CompilerServices;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Indexing;

/// <summary>Papers whose records carry their vectors, as an export writes them, ready to be stored.</summary>
public static class CarriedPapers
{
    /// <summary>Reads them in their order.</summary>
    /// <param name="source">The records.</param>
    /// <param name="model">The model whose vectors are wanted.</param>
    /// <exception cref="PaperSourceException">A record is none, or carries no vector of this model and of its own text.</exception>
    public static async IAsyncEnumerable<StoredPaper> ReadAsync(
        IPaperSource source, EmbeddingModel model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in source.ReadAsync(cancellationToken))
        {
            if (record.Refusal is { } refusal)
                throw new PaperSourceException(refusal.ToString());
            var paper = record.Paper!;
            var vector = record.Vector?.For(paper, model.Hash, model.Dimensions)
                ?? throw new PaperSourceException($"{record.Origin}: {paper.Id} carries no vector of the model {model.Name} and of its own text. Expected lines that export wrote; index takes any others.");
            yield return new StoredPaper(paper, vector, TermEncoder.EncodePassage(paper.Title, paper.Abstract), IndexingPipeline.Fingerprint(paper));
        }
    }
}
