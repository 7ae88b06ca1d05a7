using Microsoft.OpenApi;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Contract.Parameters;

/// <summary>All parameters of one address. As metadata of its endpoint it also describes them in the OpenAPI document.</summary>
/// <param name="parameters">The parameters, in the order in which they are listed.</param>
public sealed class ParameterTable(params IReadOnlyList<Parameter> parameters)
{
    /// <summary>The table of an address that takes no parameter.</summary>
    public static readonly ParameterTable None = new([]);

    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    /// <summary>Whether the parameters arrive as the members of a JSON body.</summary>
    public bool InBody { get; init; }

    /// <summary>What an object looks like whose members these are.</summary>
    public OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        AdditionalPropertiesAllowed = false,
        Required = Parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Name).ToHashSet(),
        Properties = Parameters.ToDictionary(parameter => parameter.Name, Described),
    };

    /// <exception cref="ProblemException">There is no parameter of this name.</exception>
    public Parameter Find(string name) =>
        Parameters.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new Problem(ProblemCatalogue.UnknownParameter, $"The parameter {Quote.Of(name)} is unknown here.")
        {
            Parameter = name.Length <= 100 ? name : null,
            Hint = Spelling.DidYouMean(name, Parameters.Select(parameter => parameter.Name)),
            Valid = [.. Parameters.Select(parameter => parameter.Name)],
        }.ToException();

    private static IOpenApiSchema Described(Parameter parameter)
    {
        var schema = parameter.Schema();
        schema.Description = parameter.Description;
        return schema;
    }
}
