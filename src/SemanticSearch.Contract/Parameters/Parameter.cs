using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>
/// A parameter of a request, whether it arrives in the query string or as a JSON member. Reading, checking, the names in error messages and
/// the OpenAPI document all come from here.
/// </summary>
/// <param name="name">Its name, the same everywhere.</param>
/// <param name="description">What it does, for the OpenAPI document.</param>
public abstract class Parameter(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public bool Required { get; init; }

    /// <summary>How many values may be given; more than 1 makes a list.</summary>
    public int MaxCount { get; init; } = 1;

    /// <summary>What stands between several values that are given at once in an address; null where each is given apart.</summary>
    public virtual char? Separator => null;

    /// <summary>The JSON that a value of this parameter is.</summary>
    protected abstract JsonValueKind JsonKind { get; }

    /// <summary>One value from text. Every way into the service ends here, so that all refuse alike.</summary>
    /// <param name="text">The value, decoded.</param>
    /// <param name="place">Where it stands, for the message.</param>
    /// <exception cref="ProblemException">The value does not fit.</exception>
    public abstract object ReadText(string text, string place);

    /// <summary>One value from JSON.</summary>
    /// <exception cref="ProblemException">The value does not fit.</exception>
    public virtual object ReadJson(JsonElement value, string place)
    {
        RequireKind(value, JsonKind, place);
        return ReadText(JsonKind == JsonValueKind.String ? JsonText.Of(value, place) : value.GetRawText(), place);
    }

    /// <summary>What one value looks like.</summary>
    protected abstract OpenApiSchema ValueSchema();

    /// <summary>What the parameter looks like, with all of its values.</summary>
    public OpenApiSchema Schema() => MaxCount == 1
        ? ValueSchema()
        : new OpenApiSchema { Type = JsonSchemaType.Array, Items = ValueSchema(), MaxItems = MaxCount, MinItems = Required ? 1 : null };

    /// <summary>Refuses JSON of another type than the one expected.</summary>
    protected static void RequireKind(JsonElement value, JsonValueKind expected, string place)
    {
        if (value.ValueKind != expected && !(IsFlag(value.ValueKind) && IsFlag(expected)))
            throw ProblemCatalogue.WrongType.Refusal($"{place} is {Words(value.ValueKind)}; it takes {Words(expected)}.", place);
    }

    /// <summary>A JSON type in the words of a message.</summary>
    public static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a text in quotes",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    private static bool IsFlag(JsonValueKind kind) => kind is JsonValueKind.True or JsonValueKind.False;
}

/// <summary>A parameter whose values have a type.</summary>
public abstract class Parameter<T>(string name, string description) : Parameter(name, description)
{
    /// <summary>What stands for a parameter that is not given.</summary>
    public T? Default { get; init; }
}
