using SemanticSearch.Papers;

namespace SemanticSearch.Contract.Parameters;

/// <summary>A value of the request within a message.</summary>
public static class Quote
{
    private const int MaxLength = 60;

    /// <summary>The text in quotes, cleaned and cut: a message must stay readable whatever it quotes.</summary>
    public static string Of(string text) => text.Length > MaxLength ? $"\"{PaperText.Clean(text[..MaxLength])}...\"" : $"\"{PaperText.Clean(text)}\"";
}
