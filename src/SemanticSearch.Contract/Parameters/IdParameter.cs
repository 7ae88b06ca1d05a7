using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;

namespace SemanticSearch.Contract.Parameters;

/// <summary>The id of a paper in any of its spellings.</summary>
public sealed class IdParameter(string name, string description) : Parameter<PaperId>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.String;

    public override object ReadText(string text, string place) => PaperId.TryParse(text, out var id)
        ? id
        : throw ProblemCatalogue.BadId.Refusal($"{place} is {Quote.Of(text)}; a paper id has 1 to {PaperId.MaxLength} characters without white space, control or invisible characters.", place);

    protected override OpenApiSchema ValueSchema() => new() { Type = JsonSchemaType.String, MinLength = 1 };
}
