using SemanticSearch.Storage.Qdrant;

namespace SemanticSearch;

/// <summary>Which store keeps the papers.</summary>
public enum StoreKind
{
    /// <summary>One folder on this machine, without a server.</summary>
    Embedded,

    /// <summary>A Qdrant server, or several that share the papers.</summary>
    Qdrant,
}

/// <summary>What an engine must know to start. Each property is a configuration key of the same name.</summary>
public sealed record EngineOptions
{
    /// <summary>The model that is taken from the folder <c>models</c> where no other is given.</summary>
    public const string DefaultModel = "bge-small-en-v1.5-int8";

    public StoreKind Store { get; init; } = StoreKind.Embedded;

    /// <summary>The folder of the embedded store; it is made where it does not exist.</summary>
    public string DataFolder { get; init; } = "./data";

    /// <summary>The folder of the sentence model; where it is null, <c>models</c> is looked for from here upwards, then beside the program.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>The server of the Qdrant store; its properties are keys of their own, such as <c>Qdrant:Endpoint</c>.</summary>
    public QdrantOptions Qdrant { get; init; } = new();

    /// <summary>The model folder that is given, or the default one.</summary>
    public string ResolveModelFolder() =>
        ModelFolder
        ?? FindUpwards(Directory.GetCurrentDirectory())
        ?? FindUpwards(AppContext.BaseDirectory)
        ?? Path.Combine("models", DefaultModel);

    private static string? FindUpwards(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var model = Path.Combine(folder, "models", DefaultModel);
            if (Directory.Exists(model))
                return model;
        }
        return null;
    }
}
