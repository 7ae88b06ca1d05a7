using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>The background of a store as it is now: made when it is first asked for, and anew when an answer came from another state.</summary>
internal sealed class CurrentBackground
{
    private readonly IPaperStore _store;
    private readonly EmbeddingModel _model;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _embedder;
    private readonly DerivedOfStore<CorpusBackground> _backgrounds;
    private IReadOnlyList<ReadOnlyMemory<float>>? _everyday;

    public CurrentBackground(IPaperStore store, EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder)
    {
        (_store, _model, _embedder) = (store, model, embedder);
        _backgrounds = new DerivedOfStore<CorpusBackground>(MakeAsync, background => background.IndexVersion);
    }

    /// <summary>The last one that was made; the first call makes one.</summary>
    public Task<CorpusBackground> LastAsync(CancellationToken cancellationToken) => _backgrounds.OfAsync(null, cancellationToken);

    /// <summary>The background of a state of the store, or of a later one.</summary>
    /// <param name="indexVersion">The state that an answer came from.</param>
    public Task<CorpusBackground> OfAsync(string indexVersion, CancellationToken cancellationToken) => _backgrounds.OfAsync(indexVersion, cancellationToken);

    private async Task<CorpusBackground> MakeAsync(CorpusBackground? before)
    {
        _everyday ??= [.. (await _embedder.GenerateAsync(EverydayQuestions.Texts.Select(_model.QueryText))).Select(question => question.Vector)];
        var version = (await _store.StatisticsAsync(CancellationToken.None)).IndexVersion;
        return CorpusBackground.Of(version, await _store.SampleAsync(CorpusBackground.SampleSize, CancellationToken.None), _everyday, before);
    }
}
