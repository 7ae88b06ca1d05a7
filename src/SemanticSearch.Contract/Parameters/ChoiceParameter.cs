using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>One of a few words, the names of an enumeration in lower case.</summary>
public sealed class ChoiceParameter<T>(string name, string description) : Parameter<T>(name, description)
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Choices = Enum.GetValues<T>().ToDictionary(Choice.Word);

    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place) => Choices.TryGetValue(text, out var choice)
        ? choice
        : throw new Problem(ProblemCatalogue.BadChoice, $"{place} is {Quote.Of(text)}; it takes {string.Join(", ", Choices.Keys)}.")
        {
            Parameter = place,
            Hint = Spelling.DidYouMean(text, Choices.Keys),
            Valid = [.. Choices.Keys],
        }.ToException();

    protected override OpenApiSchema ValueSchema() => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. Choices.Keys.Select(word => JsonValue.Create(word))],
        Default = JsonValue.Create(Choice.Word(Default)),
    };
}

/// <summary>Some of a few words; in an address, with commas between.</summary>
public sealed class ChoicesParameter<T>(string name, string description) : Parameter<T>(name, description)
    where T : struct, Enum
{
    private readonly ChoiceParameter<T> _one = new(name, description);

    public override char? Separator => ',';

    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place) => _one.ReadText(text, place);

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.String, Enum = [.. Enum.GetValues<T>().Select(value => JsonValue.Create(Choice.Word(value)))] };
}

/// <summary>How choices are written.</summary>
public static class Choice
{
    /// <summary>The name of a value in lower case.</summary>
    public static string Word<T>(T choice)
        where T : struct, Enum => choice.ToString().ToLowerInvariant();
}

/// <summary>True or false.</summary>
public sealed class FlagParameter(string name, string description) : Parameter<bool>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.True;

    public override object ReadText(string text, string place) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw new Problem(ProblemCatalogue.BadFlag, $"{place} is {Quote.Of(text)}; it takes true or false.") { Parameter = place, Valid = ["true", "false"] }.ToException(),
    };

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(Default) };
}
