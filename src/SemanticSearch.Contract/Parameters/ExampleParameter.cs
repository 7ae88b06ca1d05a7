using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;

namespace SemanticSearch.Contract.Parameters;

/// <summary>What answers should be like: a paper of the store, or a text.</summary>
public readonly record struct Example(PaperId? Id, string? Text)
{
    /// <summary>Papers, and then texts.</summary>
    public static List<Example> Several(IEnumerable<PaperId> ids, IEnumerable<string> texts) =>
        [.. ids.Select(id => new Example(id, null)), .. texts.Select(text => new Example(null, text))];
}

/// <summary>An example as a JSON object with one member, <c>id</c> or <c>text</c>.</summary>
public sealed class ExampleParameter(string name, string description, IdParameter id, TextParameter text) : Parameter<Example>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.Object;

    // Objects stand in JSON alone; in an address a paper is named by its id.
    public override object ReadText(string text, string place) => new Example((PaperId)id.ReadText(text, place), null);

    public override object ReadJson(JsonElement value, string place)
    {
        RequireKind(value, JsonKind, place);
        var members = value.EnumerateObject().ToList();
        foreach (var member in members)
            RequireKnown(JsonText.NameOf(member), place);
        if (members.Count != 1)
            throw ProblemCatalogue.ConflictingParameters.Refusal($"{place} has {members.Count} members; an example is either an id or a text.", place);
        return members[0].NameEquals(id.Name)
            ? new Example((PaperId)id.ReadJson(members[0].Value, $"{place}.{id.Name}"), null)
            : new Example(null, (string)text.ReadJson(members[0].Value, $"{place}.{text.Name}"));
    }

    protected override OpenApiSchema ValueSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema> { [id.Name] = Described(id), [text.Name] = Described(text) },
        MinProperties = 1,
        MaxProperties = 1,
        AdditionalPropertiesAllowed = false,
    };

    private void RequireKnown(string member, string place)
    {
        if (member != id.Name && member != text.Name)
            throw new Problem(ProblemCatalogue.UnknownParameter, $"{place} has the unknown member {Quote.Of(member)}.")
            {
                Parameter = $"{place}.{member}",
                Hint = Spelling.DidYouMean(member, [id.Name, text.Name]),
                Valid = [id.Name, text.Name],
            }.ToException();
    }

    private static OpenApiSchema Described(Parameter parameter)
    {
        var schema = parameter.Schema();
        schema.Description = parameter.Description;
        return schema;
    }
}
