using Microsoft.Extensions.AI;

namespace SemanticSearch.Embeddings;

/// <summary>
/// Turns texts into unit-length vectors with a sentence model on ONNX Runtime's CPU provider. Each text is a run of its own,
/// so its vector depends on the text alone, bit for bit, whatever else runs. Any thread may use it.
/// </summary>
/// <remarks>
/// Another kind of CPU may round a float differently in its last bit; with an int8 model that turns some vectors a little
/// (cosine .9995 and up between the two machines).
/// </remarks>
public sealed class OnnxEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingModel _model;
    private readonly SentenceTokenizer _tokenizer;
    private readonly OnnxSession _session;
    private readonly ModelThreads _threads;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Opens the model and tries it.</summary>
    /// <param name="model">The model that was read.</param>
    /// <param name="maxConcurrency">How many texts are run at the same time, at least 1; one a processor by default.</param>
    /// <exception cref="ModelException">The model does not run, or is not what its manifest says.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public OnnxEmbedder(EmbeddingModel model, int? maxConcurrency = null)
    {
        var threadCount = maxConcurrency ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1, nameof(maxConcurrency));
        _model = model;
        _tokenizer = new SentenceTokenizer(model);
        _session = new OnnxSession(model);
        _threads = new ModelThreads(threadCount);
        _metadata = new EmbeddingGeneratorMetadata("onnxruntime", null, model.Name, model.Dimensions);
    }

    /// <summary>The embeddings of the texts in their order. Prefixes are the caller's: see <see cref="EmbeddingModel.QueryText"/>.</summary>
    /// <returns>Unit-length vectors with <c>TokenCount</c> and <c>Truncated</c> (<see cref="SentenceEmbedding"/>), and the tokens of all in the usage.</returns>
    /// <exception cref="ArgumentException">A text is null, or the options ask for another model or length of vector.</exception>
    /// <exception cref="ModelException">A run fails or its output is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; runs that have begun end unheard.</exception>
    /// <exception cref="ObjectDisposedException">The embedder was disposed before a text's turn came.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Refuse(options);
        string[] texts = [.. values];
        var embeddings = new Embedding<float>[texts.Length];
        await Parallel.ForAsync(0, texts.Length, Ahead(cancellationToken), async (i, token) => embeddings[i] = await EmbedAsync(texts[i], token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return new(embeddings) { Usage = Usage(embeddings) };
    }

    /// <summary>Answers this embedder itself, its <see cref="EmbeddingGeneratorMetadata"/> or its <see cref="EmbeddingModel"/>.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        object[] known = [this, _metadata, _model];
        return Array.Find(known, serviceType.IsInstanceOfType);
    }

    /// <summary>Waits for the runs that have begun, then frees the model. Texts still waiting fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _threads.Dispose();
        _session.Dispose();
    }

    private async Task<Embedding<float>> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = _tokenizer.Tokenize(text);
        var vector = await _threads.RunAsync(() => _session.Run(tokens.Ids), cancellationToken).ConfigureAwait(false);
        return SentenceEmbedding.Create(vector, tokens, _model.Name);
    }

    // One text more than there are threads is kept ready, so that no thread waits for a text to be tokenized;
    // not many more, so that another caller's single query finds a short queue.
    private ParallelOptions Ahead(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = _threads.Count + 1, CancellationToken = cancellationToken };

    private void Refuse(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } dimensions && dimensions != _model.Dimensions)
            throw new ArgumentException($"The model {_model.Name} makes vectors of {_model.Dimensions} dimensions; {dimensions} were asked for.", nameof(options));
        if (options?.ModelId is { } other && other != _model.Name)
            throw new ArgumentException($"The model is {_model.Name}; {other} was asked for.", nameof(options));
    }

    private static UsageDetails Usage(Embedding<float>[] embeddings)
    {
        var tokens = embeddings.Sum(embedding => (long)embedding.TokenCount);
        return new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
    }
}
