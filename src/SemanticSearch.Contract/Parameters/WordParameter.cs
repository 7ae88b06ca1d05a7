using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>One of some words that are known when the program starts; of several in an address, with commas between.</summary>
public sealed class WordParameter(string name, string description, IReadOnlyList<string> words) : Parameter<string>(name, description)
{
    public override char? Separator => MaxCount > 1 ? ',' : null;

    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place) => words.Contains(text)
        ? text
        : throw new Problem(ProblemCatalogue.BadChoice, $"{place} is {Quote.Of(text)}, which is not known here.")
        {
            Parameter = place,
            Hint = Spelling.DidYouMean(text, words),
            Valid = words,
        }.ToException();

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] };
}
