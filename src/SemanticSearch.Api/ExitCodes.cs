using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Api;

/// <summary>What the process ends with.</summary>
public static class ExitCodes
{
    /// <summary>The settings cannot be used.</summary>
    public const int Configuration = 2;

    /// <summary>The model, the store or the network address refuses.</summary>
    public const int Refused = 3;

    /// <summary>The code for a refusal that its message explains; null for a fault of the program.</summary>
    public static int? Of(Exception exception) => exception switch
    {
        ConfigurationException => Configuration,
        ModelException or StoreException or PaperSourceException or IOException or UnauthorizedAccessException => Refused,
        _ => null,
    };
}
