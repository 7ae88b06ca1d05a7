using System.Text.Json;

namespace SemanticSearch.Papers;

/// <summary>Finds out why a line was not accepted as JSON, in words for the person who can mend it.</summary>
internal static class JsonFault
{
    /// <summary>The code and the reason for a line that the strict parser refused with <paramref name="error"/>.</summary>
    public static (string Code, string Reason) Of(ReadOnlySpan<byte> json, Exception error)
    {
        try
        {
            return Walk(json) ?? NotJson(error);
        }
        // The walk goes beyond the depth limit and so meets the syntax error that the limit may have hidden.
        catch (Exception found) when (found is JsonException or InvalidOperationException)
        {
            return NotJson(found);
        }
    }

    private static (string, string)? Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var names = new Stack<HashSet<string>>();
        var deepest = 0;
        string? repeated = null;
        while (reader.Read())
        {
            // The depth of a container's own token is the one outside of it.
            deepest = Math.Max(deepest, reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0));
            if (reader.TokenType == JsonTokenType.StartObject)
                names.Push([]);
            else if (reader.TokenType == JsonTokenType.EndObject)
                names.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName && !names.Peek().Add(reader.GetString()!))
                repeated ??= reader.GetString();
        }
        return deepest > PaperLimits.MaxJsonDepth ? TooDeep(deepest) : repeated is null ? null : Duplicate(repeated);
    }

    private static (string, string) TooDeep(int depth) =>
        (RefusalCodes.TooDeep, $"The record nests {depth} levels deep; the limit is {PaperLimits.MaxJsonDepth}.");

    private static (string, string) Duplicate(string name) =>
        (RefusalCodes.DuplicateField, $"Field \"{PaperText.Excerpt(name)}\" is given twice; expected every field at most once.");

    private static (string, string) NotJson(Exception error)
    {
        // The parser counts lines within the record, of which there is only one.
        var message = error.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var place = error is JsonException { BytePositionInLine: { } offset } ? $" at byte offset {offset}" : "";
        return (RefusalCodes.BadJson,
            $"The line is not JSON{place}: {PaperText.Clean(end < 0 ? message : message[..end]).TrimEnd('.')}; expected one JSON object a line.");
    }
}
