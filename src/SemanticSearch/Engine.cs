using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SemanticSearch.Embeddings;
using SemanticSearch.Indexing;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Qdrant;
using SemanticSearch.Terms;
using SemanticSearch.Topics;
using SemanticSearch.Versions;

namespace SemanticSearch;

/// <summary>The rooms wired together: a model, a store, and what they make possible.</summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly OnnxEmbedder _embedder;
    private readonly SentenceFile _sentences;

    private Engine(
        EmbeddingModel model, OnnxEmbedder embedder, IEmbeddingGenerator<string, Embedding<float>> asked, IPaperStore store, CurrentTopics topics, string folder, TimeProvider clock)
    {
        (Model, _embedder, Embedder, Store, Topics, DataFolder) = (model, embedder, asked, store, topics, folder);
        _sentences = new SentenceFile(folder, model);
        Versions = new PaperVersions(folder, model, store);
        Search = new SearchEngine(store, model, asked, clock, _sentences, Versions);
        Evidence = new EvidencePreparation(store, new EvidenceFinder(model, embedder, _sentences), clock);
        Runs = new RunLog(folder, clock);
        Indexing = new IndexingPipeline(store, model, embedder, clock) { Runs = Runs, Versions = Versions };
        Names = new CurrentNames(store, clock);
    }

    public EmbeddingModel Model { get; }

    /// <summary>What embeds the texts of questions.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Embedder { get; }

    public IPaperStore Store { get; }

    public SearchEngine Search { get; }

    /// <summary>What makes the evidence of papers ready before it is asked for.</summary>
    public EvidencePreparation Evidence { get; }

    public IndexingPipeline Indexing { get; }

    /// <summary>Which records are of one paper.</summary>
    public PaperVersions Versions { get; }

    public CurrentTopics Topics { get; }

    /// <summary>Where everything is kept that the store does not keep.</summary>
    public string DataFolder { get; }

    /// <summary>The last run of indexing.</summary>
    public RunLog Runs { get; }

    /// <summary>Titles, authors and DOIs, to be found by how they begin.</summary>
    public CurrentNames Names { get; }

    /// <inheritdoc cref="OpenAsync(EngineOptions, TimeProvider, ILoggerFactory, Func{IEmbeddingGenerator{string, Embedding{float}}, IEmbeddingGenerator{string, Embedding{float}}}, CancellationToken)"/>
    public static Task<Engine> OpenAsync(EngineOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(options, clock, NullLoggerFactory.Instance, model => model, cancellationToken);

    /// <summary>Reads the model, opens the store and makes the rest.</summary>
    /// <param name="options">Which store and which model.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="logs">Where to tell what happens.</param>
    /// <param name="guard">Puts something between questions and the model, such as a limit; indexing goes past it.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ModelException">The model folder is not what its manifest says.</exception>
    /// <exception cref="StoreException">The store refuses.</exception>
    public static async Task<Engine> OpenAsync(
        EngineOptions options, TimeProvider clock, ILoggerFactory logs,
        Func<IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<string, Embedding<float>>> guard, CancellationToken cancellationToken)
    {
        var model = await Task.Run(() => EmbeddingModel.Load(options.ResolveModelFolder()), cancellationToken);
        var store = MakeStore(options, clock, logs);
        try
        {
            await store.OpenAsync(ManifestOf(model), cancellationToken);
            var embedder = await Task.Run(() => new OnnxEmbedder(model), cancellationToken);
            var topics = new CurrentTopics(options.DataFolder, store, ManifestOf(model), logs.CreateLogger<CurrentTopics>());
            return new Engine(model, embedder, guard(embedder), store, topics, options.DataFolder, clock);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a store must have in common with this model and this program.</summary>
    public static StoreManifest ManifestOf(EmbeddingModel model) => new(model.Name, model.Hash, model.Dimensions, TermEncoder.Identity);

    private static IPaperStore MakeStore(EngineOptions options, TimeProvider clock, ILoggerFactory logs) => options.Store switch
    {
        StoreKind.Embedded => new EmbeddedStore(options.DataFolder),
        StoreKind.Qdrant => new QdrantStore(options.Qdrant, Resilience.ForQdrant(clock, logs), clock),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Store, "There is no such store."),
    };

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Versions.Dispose();
        _sentences.Dispose();
        Topics.Dispose();
        _embedder.Dispose();
    }
}
