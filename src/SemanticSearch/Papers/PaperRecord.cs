using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SemanticSearch.Papers;

/// <summary>
/// Reads one JSON object as a paper, under the field names of this project (as <see cref="PaperWriter"/> writes them),
/// of the arXiv metadata snapshot, or of BEIR corpora. Fields that none of them knows are passed over.
/// </summary>
public static class PaperRecord
{
    private static readonly char[] ListSeparators = [' ', ',', ';'];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = PaperLimits.MaxJsonDepth };

    /// <summary>Reads one JSON object in UTF-8, without a byte order mark.</summary>
    /// <param name="origin">The place of the record, for the answer.</param>
    /// <param name="utf8Json">The object, with nothing but white space around it.</param>
    /// <param name="titleRequired">False where a record without a title is fine as long as it has an abstract.</param>
    /// <returns>The paper, or the refusal with one of <see cref="RefusalCodes"/>; never an exception.</returns>
    public static SourceRecord Read(RecordOrigin origin, ReadOnlyMemory<byte> utf8Json, bool titleRequired = true)
    {
        if (!Utf8.IsValid(utf8Json.Span))
            return BadUtf8(origin, utf8Json.Span);
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Strict);
            return Read(origin, document.RootElement, titleRequired);
        }
        // The parser throws the second kind at a field name that holds half of a surrogate pair.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            var (code, reason) = JsonFault.Of(utf8Json.Span, error);
            return SourceRecord.Refused(origin, code, reason);
        }
    }

    /// <summary>Reads one JSON value that is parsed already; whether fields repeat was then the parser's to say.</summary>
    public static SourceRecord Read(RecordOrigin origin, JsonElement record, bool titleRequired = true)
    {
        if (record.ValueKind != JsonValueKind.Object)
            return SourceRecord.Refused(origin, RefusalCodes.BadJson, $"Found {RecordFields.Kind(record)}; expected one JSON object a line.");
        var fields = new RecordFields(record);
        var paper = Build(fields, titleRequired);
        var vector = GivenVector.Read(fields);
        return fields.Fault is { } fault ? SourceRecord.Refused(origin, fault.Code, fault.Reason) : SourceRecord.Of(origin, paper) with { Vector = vector };
    }

    private static Paper Build(RecordFields fields, bool titleRequired)
    {
        var id = Id(fields);
        var title = fields.Text("title", PaperLimits.MaxTitleChars);
        var summary = fields.Text(fields.Value("abstract") is null ? "text" : "abstract", PaperLimits.MaxAbstractChars);
        RequireTitle(fields, title, summary, titleRequired);
        return new Paper
        {
            Id = id,
            Title = title ?? "",
            Abstract = summary ?? "",
            Authors = Authors(fields),
            Categories = Categories(fields),
            Date = fields.Value("date") is null ? FirstVersion(fields) : fields.Date("date"),
            Updated = fields.Date(fields.Value("updated") is null ? "update_date" : "updated"),
            Doi = Doi(fields),
            Journal = fields.Text(fields.Value("journal") is null ? "journal-ref" : "journal", PaperLimits.MaxJournalChars),
            Source = fields.Text("source", PaperLimits.MaxSourceChars) ?? (id.IsArxiv ? "arXiv" : null),
            Upvotes = fields.Count("upvotes"),
        };
    }

    private static PaperId Id(RecordFields fields)
    {
        var name = fields.Value("id") is null ? "_id" : "id";
        var text = fields.Value(name) is { ValueKind: JsonValueKind.Number } number ? WholeNumber(fields, number, name) : fields.Text(name, int.MaxValue);
        if (text is null)
            fields.Refuse(RefusalCodes.MissingId, "Field \"id\" is missing or empty; expected a string or a whole number that names the paper.");
        else if (PaperId.TryParse(text, out var id))
            return id;
        else if (text.Length > PaperId.MaxLength)
            fields.Refuse(RefusalCodes.FieldTooLong, $"Field \"{name}\" has {text.Length} characters; the limit is {PaperId.MaxLength}.");
        else
            fields.Bad(name, $"has \"{PaperText.Excerpt(text)}\"", PaperId.Expected);
        return default;
    }

    // 704.0010 as a number may once have been 0704.0010 or 704.001: only whole numbers survive the way through JSON.
    private static string? WholeNumber(RecordFields fields, JsonElement number, string name)
    {
        var text = number.GetRawText();
        return text.All(char.IsAsciiDigit)
            ? text
            : fields.Bad(name, $"has the number {PaperText.Excerpt(text)}", "a string or a whole number, since others lose digits");
    }

    private static void RequireTitle(RecordFields fields, string? title, string? summary, bool titleRequired)
    {
        if (title is not null || (!titleRequired && summary is not null))
            return;
        fields.Refuse(RefusalCodes.MissingTitle, titleRequired
            ? "Field \"title\" is missing or empty; expected the paper's title."
            : "Fields \"title\" and \"abstract\" are both missing or empty; expected at least one of them.");
    }

    private static List<string> Authors(RecordFields fields)
    {
        var parsed = fields.Items("authors_parsed", PaperLimits.MaxAuthors, (item, place) => ParsedName(fields, item, place));
        return parsed.Count > 0 ? parsed : fields.Texts("authors", PaperLimits.MaxAuthors, PaperLimits.MaxAuthorChars, AuthorNames.Split);
    }

    private static string? ParsedName(RecordFields fields, JsonElement item, string place)
    {
        if (item.ValueKind != JsonValueKind.Array)
            return fields.Bad(place, $"has {RecordFields.Kind(item)}", "a list of family name, given name and suffix");
        // What follows the suffix is the affiliation.
        var parts = item.EnumerateArray().Take(3).Select((part, i) => fields.Text(part, $"{place}[{i}]", PaperLimits.MaxAuthorChars)).ToList();
        var name = string.Join(' ', new[] { parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(0), parts.ElementAtOrDefault(2) }.Where(part => part is not null));
        if (name.Length > PaperLimits.MaxAuthorChars)
            fields.Refuse(RefusalCodes.FieldTooLong, $"Field \"{place}\" has {name.Length} characters; the limit is {PaperLimits.MaxAuthorChars}.");
        return name.Length == 0 ? null : name;
    }

    private static List<string> Categories(RecordFields fields)
    {
        var given = fields.Texts("categories", PaperLimits.MaxCategories, PaperLimits.MaxCategoryChars,
            text => text.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries));
        if (fields.Text("primary_category", PaperLimits.MaxCategoryChars) is { } primary)
            given.Insert(0, primary);
        return [.. given.DistinctBy(PaperFilter.CategoryKey)];
    }

    private static DateOnly? FirstVersion(RecordFields fields)
    {
        if (fields.Value("versions") is not { } versions)
            return null;
        if (versions.ValueKind != JsonValueKind.Array || versions.EnumerateArray().Any(version => version.ValueKind != JsonValueKind.Object))
            fields.Bad("versions", "is no list of objects", "a list of {version, created}");
        else if (versions.GetArrayLength() > 0 && versions[0].TryGetProperty("created", out var created) && created.ValueKind != JsonValueKind.Null)
            return fields.Date(created, "versions[0].created");
        return null;
    }

    // A record of several publications gives several DOIs; the first is the paper's own.
    private static string? Doi(RecordFields fields)
    {
        if (fields.Text("doi", PaperLimits.MaxDoiChars) is not { } text)
            return null;
        var bare = PaperId.WithoutDoiPrefix(text);
        return bare.StartsWith("10.", StringComparison.Ordinal) ? bare.Split(' ')[0].TrimEnd(',', ';', '.') : bare;
    }

    private static SourceRecord BadUtf8(RecordOrigin origin, ReadOnlySpan<byte> line)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(line[offset..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
            offset += consumed;
        return SourceRecord.Refused(origin, RefusalCodes.BadUtf8,
            $"The line is not UTF-8: found byte 0x{line[offset]:X2} at byte offset {offset}; expected UTF-8, so convert the file first.");
    }
}
