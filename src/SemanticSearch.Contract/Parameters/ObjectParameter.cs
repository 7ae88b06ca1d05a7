using System.Text.Json;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>An object whose members are the parameters of another table. It is read later, by that table: what is wrong in one must not spoil the others.</summary>
public sealed class ObjectParameter(string name, string description, ParameterTable members) : Parameter<JsonElement>(name, description)
{
    protected override JsonValueKind JsonKind => JsonValueKind.Object;

    /// <exception cref="ProblemException">Always: objects stand in JSON alone.</exception>
    public override object ReadText(string text, string place) => throw ProblemCatalogue.WrongType.Refusal($"{place} takes an object.", place);

    public override object ReadJson(JsonElement value, string place)
    {
        RequireKind(value, JsonKind, place);
        return value.Clone();
    }

    protected override OpenApiSchema ValueSchema() => members.Schema();
}
