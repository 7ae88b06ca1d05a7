using System.CommandLine;
using System.CommandLine.Parsing;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Indexer;

/// <summary>Reads the command line, runs its verb, and turns every ending into an exit code and one line that says why.</summary>
internal static class CommandLine
{
    /// <summary>The status of everything that whoever asks can mend by asking otherwise.</summary>
    private const int BadRequest = 400;

    /// <summary>Runs the verb that the arguments name, and answers the exit code (see <see cref="ExitCodes"/>).</summary>
    public static async Task<int> RunAsync(string[] arguments, params IReadOnlyList<Command> verbs)
    {
        var root = Root(verbs);
        // A text that begins with @ is a text, not a file of further arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var mistakes = parsed.Errors.Select(error => error.Message).Concat(StrayOptions(parsed)).Distinct().ToList();
        return mistakes.Count == 0
            ? await RunAsync(parsed)
            : await ShowUsageAsync(root, VerbPath(parsed.CommandResult), mistakes);
    }

    /// <summary>A problem of the interface in one line: what was found, and what to try.</summary>
    public static string Words(Problem problem) => problem.Hint is { } hint ? $"{problem.Detail} {hint}" : problem.Detail;

    private static RootCommand Root(IReadOnlyList<Command> verbs)
    {
        var root = new RootCommand("Indexes scientific abstracts and searches them by meaning.");
        root.Directives.Clear();
        foreach (var option in Invocation.CommonOptions)
            root.Options.Add(option);
        foreach (var verb in verbs)
            root.Subcommands.Add(verb);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (ProblemException refusal)
        {
            await Console.Error.WriteLineAsync(Words(refusal.Problem));
            return refusal.Problem.Kind.Status == BadRequest ? ExitCodes.Usage : ExitCodes.Refused;
        }
        catch (Exception refusal) when (ExitCodes.Of(refusal) is { } code)
        {
            await Console.Error.WriteLineAsync(refusal.Message.ReplaceLineEndings(" "));
            return code;
        }
    }

    /// <summary>What looks like an option, and would be taken for a file or a word of the question because no option has that name.</summary>
    private static IEnumerable<string> StrayOptions(ParseResult parsed)
    {
        // After "--" everything is meant as it stands.
        var named = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToList();
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value.Length > 1 && token.Value[0] == '-' && named.Any(known => ReferenceEquals(known, token)))
            .Select(token => $"Unknown option {token.Value}. What is no option but begins with - goes after --.");
    }

    /// <summary>The names of a verb and of those that it belongs to, without the program's own.</summary>
    private static List<string> VerbPath(CommandResult? command)
    {
        var path = new List<string>();
        for (; command?.Parent is CommandResult parent; command = parent)
            path.Insert(0, command.Command.Name);
        return path;
    }

    private static async Task<int> ShowUsageAsync(RootCommand root, List<string> verb, List<string> mistakes)
    {
        foreach (var mistake in mistakes)
            await Console.Error.WriteLineAsync(mistake);
        await Console.Error.WriteLineAsync();
        await root.Parse([.. verb, "--help"]).InvokeAsync(new InvocationConfiguration { Output = Console.Error });
        return ExitCodes.Usage;
    }
}
