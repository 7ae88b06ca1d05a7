namespace SemanticSearch.Indexer;

/// <summary>Sets text in lines for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>What a terminal shows at least, and a page of a pager too.</summary>
    private const int Width = 80;

    /// <summary>The text in lines that begin with so many spaces, broken between words.</summary>
    public static string Wrapped(string text, int indent) => string.Join('\n', Lines(text, indent).Select(line => new string(' ', indent) + line));

    private static IEnumerable<string> Lines(string text, int indent)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && indent + line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
