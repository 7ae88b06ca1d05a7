using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.OpenApi;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Indexer;

/// <summary>
/// The parameters of the interface as options of a verb: <c>min_similarity</c> is <c>--min-similarity</c>. Values, defaults and refusals are
/// those of the interface, since both read the same tables.
/// </summary>
internal sealed class ParameterOptions(params IEnumerable<Parameter> parameters)
{
    private readonly List<ParameterOption> _options = [.. parameters.DistinctBy(parameter => parameter.Name).Select(Made)];

    /// <summary>An option with its parameter's name.</summary>
    /// <param name="Values">What was given, as it would stand in an address.</param>
    private sealed record ParameterOption(string Parameter, Option Option, Func<CommandResult, IReadOnlyList<string>> Values);

    /// <summary>The name of an option on the command line.</summary>
    public static string Spelled(Parameter parameter) => "--" + parameter.Name.Replace('_', '-');

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command of the verb.</param>
    /// <param name="aliases">Other names of options, by their parameters.</param>
    public void AddTo(Command command, params ReadOnlySpan<(Parameter Parameter, string Alias)> aliases)
    {
        foreach (var entry in _options)
            command.Options.Add(entry.Option);
        foreach (var (parameter, alias) in aliases)
            _options.Single(entry => entry.Parameter == parameter.Name).Option.Aliases.Add(alias);
    }

    /// <summary>Whether a parameter was given.</summary>
    public bool IsGiven(Parameter parameter, CommandResult result) => _options.Single(entry => entry.Parameter == parameter.Name).Values(result).Count > 0;

    /// <summary>What was given, of the parameters of a table.</summary>
    /// <exception cref="ProblemException">A value does not fit, a parameter is missing, or the table has no such parameter.</exception>
    public Given Read(CommandResult result, ParameterTable table)
    {
        var given = new Given(table, Spelled);
        ReadInto(given, result, table);
        return given.Complete();
    }

    /// <summary>Reads what was given into the parameters of a table.</summary>
    /// <exception cref="ProblemException">A value does not fit, or the table has no such parameter.</exception>
    public void ReadInto(Given given, CommandResult result, ParameterTable table)
    {
        foreach (var entry in _options)
            foreach (var value in entry.Values(result))
                given.AddText(table.Parameters.FirstOrDefault(parameter => parameter.Name == entry.Parameter) ?? throw Excluded(entry.Option), value);
    }

    private static ProblemException Excluded(Option option) =>
        ProblemCatalogue.ConflictingParameters.Refusal($"{option.Name} has no effect in a form for other programs: leave out {option.Name}, or --format.");

    private static ParameterOption Made(Parameter parameter) => parameter is FlagParameter { Default: false } ? Flag(parameter) : Valued(parameter);

    private static ParameterOption Flag(Parameter parameter)
    {
        var option = new Option<bool>(Spelled(parameter)) { Description = parameter.Description, Arity = ArgumentArity.Zero };
        return new ParameterOption(parameter.Name, option, result => result.GetValue(option) ? ["true"] : []);
    }

    private static ParameterOption Valued(Parameter parameter)
    {
        var option = new Option<string[]>(Spelled(parameter)) { Description = parameter.Description, HelpName = Kind(parameter) };
        return new ParameterOption(parameter.Name, option, result => result.GetValue(option) ?? []);
    }

    /// <summary>What a value looks like, in the lines of help.</summary>
    private static string Kind(Parameter parameter)
    {
        var schema = parameter.Schema();
        var value = schema.Items as OpenApiSchema ?? schema;
        return value switch
        {
            { Type: JsonSchemaType.Integer or JsonSchemaType.Number } => "NUMBER",
            { Type: JsonSchemaType.Boolean } => "true|false",
            { Enum.Count: > 0 } when parameter.Separator is not null => "WORD,WORD",
            { Enum: { Count: > 0 } words } => string.Join('|', words),
            _ => "TEXT",
        };
    }
}
