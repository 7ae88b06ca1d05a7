using System.Text.Json;

namespace SemanticSearch.Papers;

/// <summary>Title and abstract of a stored record, without the rest of it: what a search for phrases reads by the thousand.</summary>
public readonly record struct PaperWords(string Title, string Abstract)
{
    /// <summary>Reads what <see cref="PaperWriter.ToJson"/> wrote.</summary>
    /// <param name="record">A record as it is stored, in UTF-8.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static PaperWords Read(ReadOnlySpan<byte> record)
    {
        var title = "";
        var json = new Utf8JsonReader(record);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isTitle, isAbstract) = (json.ValueTextEquals("title"u8), json.ValueTextEquals("abstract"u8));
            json.Read();
            if (isTitle)
                title = json.GetString()!;
            else if (isAbstract)
                // Nothing that follows is wanted.
                return new PaperWords(title, json.GetString()!);
            else
                json.Skip();
        }
        return new PaperWords(title, "");
    }
}
