using System.Text.Json;
using SemanticSearch.Papers;

namespace SemanticSearch.Evaluation;

/// <summary>One line of the queries.</summary>
/// <param name="Origin">Its place.</param>
/// <param name="Id">Its name in the set.</param>
/// <param name="Text">What it asks, empty at most where there is an example.</param>
/// <param name="Example">The paper of a query by example, or null.</param>
internal sealed record QueryLine(RecordOrigin Origin, string Id, string Text, PaperId? Example);

/// <summary>Reads queries: one JSON object a line with <c>_id</c>, <c>text</c> and, for a query by example, <c>doc_id</c>.</summary>
internal static class QueryFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = PaperLimits.MaxJsonDepth };

    /// <summary>The queries in the order of the file.</summary>
    /// <exception cref="PaperSourceException">The file cannot be read, a line is no query, or two queries have one id.</exception>
    public static async Task<List<QueryLine>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var queries = new List<QueryLine>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (origin, utf8) in InputLines.ReadAsync(file, cancellationToken).ConfigureAwait(false))
        {
            var query = Parse(origin, utf8);
            if (!ids.Add(query.Id))
                throw new PaperSourceException($"{origin}: an earlier query has the id \"{PaperText.Excerpt(query.Id)}\" too.");
            queries.Add(query);
        }
        return queries;
    }

    private static QueryLine Parse(RecordOrigin origin, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(origin, new RecordFields(document.RootElement))
                : throw new PaperSourceException($"{origin}: found {RecordFields.Kind(document.RootElement)}; expected one JSON object a line.");
        }
        // The parser throws the second kind at a field name that holds half of a surrogate pair.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new PaperSourceException($"{origin}: {JsonFault.Of(utf8.Span, error).Reason}", error);
        }
    }

    private static QueryLine Read(RecordOrigin origin, RecordFields fields)
    {
        var id = fields.Text("_id", PaperId.MaxLength);
        var text = fields.Text("text", PaperLimits.MaxTitleChars + PaperLimits.MaxAbstractChars);
        var example = Example(fields);
        if (id is null)
            fields.Refuse(RefusalCodes.MissingId, "Field \"_id\" is missing or empty; expected a string that names the query.");
        if (text is null && example is null)
            fields.Refuse(RefusalCodes.BadField, "Field \"text\" is missing or empty; expected what the query asks.");
        return fields.Fault is { } fault
            ? throw new PaperSourceException($"{origin}: {fault.Reason}")
            : new QueryLine(origin, id!, text ?? "", example);
    }

    private static PaperId? Example(RecordFields fields)
    {
        if (fields.Text("doc_id", PaperId.MaxLength) is not { } text)
            return null;
        if (PaperId.TryParse(text, out var id))
            return id;
        fields.Bad("doc_id", $"has \"{PaperText.Excerpt(text)}\"", PaperId.Expected);
        return null;
    }
}
