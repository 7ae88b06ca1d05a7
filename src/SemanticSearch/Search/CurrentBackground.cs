using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>The background of a store as it is now: made when it is first asked for, and anew when an answer came from another state.</summary>
internal sealed class CurrentBackground(IPaperStore store, EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    private readonly Lock _gate = new();
    private Making? _last;
    private IReadOnlyList<ReadOnlyMemory<float>>? _everyday;

    /// <summary>A background that is made or was.</summary>
    /// <param name="AskedFor">The state of the store that it was asked for.</param>
    /// <param name="Background">The result.</param>
    private sealed record Making(string AskedFor, Task<CorpusBackground> Background);

    /// <summary>The last one that was made; the first call makes one.</summary>
    public Task<CorpusBackground> LastAsync(CancellationToken cancellationToken) => OfAsync(null, cancellationToken);

    /// <summary>The background of a state of the store, or of a later one.</summary>
    /// <param name="indexVersion">The state that an answer came from; null for whatever was asked for last.</param>
    public Task<CorpusBackground> OfAsync(string? indexVersion, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is null || _last.Background.IsFaulted || (indexVersion is not null && _last.AskedFor != indexVersion && !IsAlreadyOf(indexVersion)))
            {
                var before = _last is { Background.IsCompletedSuccessfully: true } ? _last.Background.Result : null;
                // Who asked first may go away, but the others go on waiting for it.
                _last = new Making(indexVersion ?? "", Task.Run(() => MakeAsync(before), CancellationToken.None));
            }
            return _last.Background.WaitAsync(cancellationToken);
        }
    }

    private bool IsAlreadyOf(string indexVersion) => _last!.Background is { IsCompletedSuccessfully: true, Result.IndexVersion: var version } && version == indexVersion;

    private async Task<CorpusBackground> MakeAsync(CorpusBackground? before)
    {
        _everyday ??= [.. (await embedder.GenerateAsync(EverydayQuestions.Texts.Select(model.QueryText))).Select(question => question.Vector)];
        var version = (await store.StatisticsAsync(CancellationToken.None)).IndexVersion;
        return CorpusBackground.Of(version, await store.SampleAsync(CorpusBackground.SampleSize, CancellationToken.None), _everyday, before);
    }
}
