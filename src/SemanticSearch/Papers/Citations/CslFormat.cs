using System.Buffers;
using System.Text.Json;

namespace SemanticSearch.Papers.Citations;

/// <summary>CSL-JSON, which citation processors and Zotero read: one list of items.</summary>
internal sealed class CslFormat() : PaperFormat("csl.json", "application/vnd.citationstyles.csl+json")
{
    private static readonly JsonWriterOptions Options = new() { Encoder = new MinimalJsonEscaping() };

    protected override string Opening => "[";

    protected override string Separation => ",\n";

    protected override string Closing => "]\n";

    public override void Write(Paper paper, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        Text(json, "id", paper.Id.Value);
        Text(json, "type", paper.Journal is null ? "article" : "article-journal");
        Text(json, "title", paper.Title);
        Authors(json, paper.Authors);
        if (paper.Date is { } date)
            Issued(json, date);
        Text(json, "container-title", paper.Journal);
        Text(json, "abstract", paper.Abstract);
        Text(json, "keyword", string.Join(", ", paper.Categories));
        Text(json, "DOI", PublicAddress.DoiOf(paper));
        Text(json, "URL", PublicAddress.Of(paper));
        Text(json, "source", paper.Source);
        json.WriteEndObject();
    }

    private static void Authors(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        json.WriteStartArray("author");
        foreach (var author in names.Select(AuthorParts.Of))
        {
            json.WriteStartObject();
            Text(json, author.Given is null ? "literal" : "family", author.Family);
            Text(json, "given", author.Given);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Issued(Utf8JsonWriter json, DateOnly date)
    {
        json.WriteStartObject("issued");
        json.WriteStartArray("date-parts");
        json.WriteStartArray();
        json.WriteNumberValue(date.Year);
        json.WriteNumberValue(date.Month);
        json.WriteNumberValue(date.Day);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }
}
