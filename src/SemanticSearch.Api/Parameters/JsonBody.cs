using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Parameters;

/// <summary>Reads a JSON body whose members are the parameters of a table.</summary>
internal static class JsonBody
{
    /// <summary>The deepest body is a list of objects within an object; a little more lets an error be named by its place.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <exception cref="ProblemException">The body is no JSON, or anything in it is unknown, given twice, missing, or does not fit.</exception>
    public static async Task<Given> ReadAsync(HttpRequest request, ParameterTable table, CancellationToken cancellationToken)
    {
        RequireJson(request.ContentType);
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        using var document = Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        return Read(document.RootElement, table);
    }

    /// <summary>Reads an object that was parsed already.</summary>
    /// <exception cref="ProblemException">It is no object, or anything in it is unknown, given twice, missing, or does not fit.</exception>
    public static Given Read(JsonElement root, ParameterTable table)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw ProblemCatalogue.WrongType.Refusal($"The body is {Parameter.Words(root.ValueKind)}; it takes an object.");
        var given = new Given(table);
        foreach (var member in root.EnumerateObject())
        {
            var parameter = table.Find(JsonText.NameOf(member));
            if (given.Has(parameter))
                throw ProblemCatalogue.DuplicateParameter.Refusal($"{parameter.Name} is given more than once.", parameter.Name);
            AddAll(given, parameter, member.Value);
        }
        return given.Complete();
    }

    private static void RequireJson(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw ProblemCatalogue.UnsupportedMediaType.Refusal($"The body has the type {Quote.Of(contentType ?? "")}; it takes application/json in UTF-8.");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            throw ProblemCatalogue.BadEncoding.Refusal("The body is not UTF-8.");
        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException error)
        {
            throw ProblemCatalogue.BadJson.Refusal($"The body cannot be read as JSON of at most {Options.MaxDepth} levels: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.");
        }
    }

    private static void AddAll(Given given, Parameter parameter, JsonElement value)
    {
        if (parameter.MaxCount == 1)
        {
            given.Add(parameter, parameter.ReadJson(value, parameter.Name));
            return;
        }
        if (value.ValueKind != JsonValueKind.Array)
            throw ProblemCatalogue.WrongType.Refusal($"{parameter.Name} is {Parameter.Words(value.ValueKind)}; it takes a list.", parameter.Name);
        foreach (var (i, item) in value.EnumerateArray().Index())
            given.Add(parameter, parameter.ReadJson(item, $"{parameter.Name}[{i}]"));
    }
}
