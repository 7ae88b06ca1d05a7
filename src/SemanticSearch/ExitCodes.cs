using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch;

/// <summary>What a program ends with.</summary>
public static class ExitCodes
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>Everything was done, but some records were refused.</summary>
    public const int SomeRefused = 1;

    /// <summary>The command line or the settings cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The model, the store, the input or the network address refuses.</summary>
    public const int Refused = 3;

    /// <summary>The program was told to stop before it was done; nothing that was acknowledged is lost.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for a refusal that its message explains; null for a fault of the program.</summary>
    public static int? Of(Exception exception) => exception switch
    {
        ConfigurationException => Usage,
        ModelException or StoreException or PaperSourceException or PaperNotFoundException or IOException or UnauthorizedAccessException => Refused,
        _ => null,
    };
}
