using System.Text.Json;

namespace SemanticSearch.Papers;

/// <summary>
/// The fields of one JSON object, read by type. The first fault is kept and what follows it is harmless, so that a
/// reader need not stop at each field. A field that is null or blank counts as absent.
/// </summary>
internal sealed class RecordFields(JsonElement record)
{
    /// <summary>Why the record cannot be used, or null as long as nothing speaks against it.</summary>
    public (string Code, string Reason)? Fault { get; private set; }

    /// <summary>The field's value, or null where it is absent or JSON's null.</summary>
    public JsonElement? Value(string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The field's clean text of at most <paramref name="maxChars"/>, or null.</summary>
    public string? Text(string name, int maxChars) => Value(name) is { } value ? Text(value, name, maxChars) : null;

    /// <summary>The clean text of a value within the field that <paramref name="place"/> names, or null.</summary>
    public string? Text(JsonElement value, string place, int maxChars)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Bad(place, $"has {Kind(value)}", "a string");
        if (Unescaped(value) is not { } raw)
            return Bad(place, "has half of a surrogate pair (such as \\ud800 alone)", "well-formed Unicode text");
        var text = PaperText.Clean(raw);
        return text.Length == 0 ? null : Within(text, place, maxChars);
    }

    /// <summary>The non-blank texts of a list, or of one string that <paramref name="split"/> takes apart.</summary>
    public List<string> Texts(string name, int maxItems, int maxChars, Func<string, IReadOnlyList<string>> split)
    {
        if (Value(name) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.String && Text(value, name, int.MaxValue) is { } joined)
            return Each(split(joined), name, maxItems, (part, place) => Within(part, place, maxChars));
        return value.ValueKind == JsonValueKind.String ? [] : Items(name, maxItems, (item, place) => Text(item, place, maxChars));
    }

    /// <summary>What <paramref name="read"/> makes of each item of a list, without the nulls among it.</summary>
    public List<string> Items(string name, int maxItems, Func<JsonElement, string, string?> read)
    {
        if (Value(name) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return Each(value.EnumerateArray().ToList(), name, maxItems, read);
        Bad(name, $"has {Kind(value)}", "a list of strings");
        return [];
    }

    /// <summary>The field's date, or null.</summary>
    public DateOnly? Date(string name) => Value(name) is { } value ? Date(value, name) : null;

    /// <summary>The date in a value within the field that <paramref name="place"/> names, or null.</summary>
    public DateOnly? Date(JsonElement value, string place)
    {
        if (Text(value, place, int.MaxValue) is not { } text)
            return null;
        if (PaperDates.TryParse(text, out var date))
            return date;
        Bad(place, $"has \"{PaperText.Excerpt(text)}\"", PaperDates.Expected);
        return null;
    }

    /// <summary>The field's whole number, zero or more, or null.</summary>
    public int? Count(string name)
    {
        if (Value(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0)
            return count;
        var found = value.ValueKind == JsonValueKind.Number ? PaperText.Excerpt(value.GetRawText()) : Kind(value);
        Bad(name, $"has {found}", $"a whole number from 0 to {int.MaxValue}");
        return null;
    }

    /// <summary>Keeps the fault, unless there is one already. The answer is always null, for the caller to pass on.</summary>
    public string? Refuse(string code, string reason)
    {
        Fault ??= (code, reason);
        return null;
    }

    /// <summary>Refuses a field whose type or value is wrong.</summary>
    public string? Bad(string place, string found, string expected) =>
        Refuse(RefusalCodes.BadField, $"Field \"{place}\" {found}; expected {expected}.");

    /// <summary>What a JSON value is, in the words of an error message.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        var truth => truth == JsonValueKind.True ? "true" : "false",
    };

    private List<string> Each<T>(IReadOnlyList<T> items, string name, int maxItems, Func<T, string, string?> read)
    {
        var texts = new List<string>();
        if (items.Count > maxItems)
            Refuse(RefusalCodes.FieldTooLong, $"Field \"{name}\" has {items.Count} entries; the limit is {maxItems}.");
        for (var i = 0; i < items.Count && Fault is null; i++)
        {
            if (read(items[i], $"{name}[{i}]") is { } text)
                texts.Add(text);
        }
        return texts;
    }

    private string? Within(string text, string place, int maxChars) =>
        text.Length <= maxChars
            ? text
            : Refuse(RefusalCodes.FieldTooLong, $"Field \"{place}\" has {text.Length} characters; the limit is {maxChars}.");

    // The parser checks escapes one by one, not whether two of them make a character; only taking the text out tells.
    private static string? Unescaped(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
