using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Search;
using SemanticSearch.Topics;

namespace SemanticSearch.Indexer;

/// <summary>What the verbs that rank papers have in common: they ask and answer as the interface of the service does.</summary>
/// <param name="argument">The parameter that stands on the line without its name, and what it is called there.</param>
/// <param name="options">Those beside which every ranking takes, as options.</param>
/// <param name="makeRequest">Makes the request of what was given, and of the topics that there are.</param>
internal sealed class Ranking((Parameter Parameter, string Name) argument, IReadOnlyList<Parameter> options, Func<Given, TopicModel?, RankingRequest> makeRequest)
{
    private readonly ParameterOptions _options = new([.. options, .. RankingParameters.Answered, Formats.Asked]);
    private readonly ParameterTable _shown = new([argument.Parameter, .. options, .. RankingParameters.Answered]);
    private readonly ParameterTable _exported = new([argument.Parameter, .. options, .. RankingParameters.Exported, Formats.Asked]);

    /// <summary>The command with an option for each parameter.</summary>
    /// <param name="command">The command of the verb, with its arguments.</param>
    /// <param name="readArguments">Reads the arguments into the parameters that they stand for.</param>
    /// <param name="aliases">Other names of options, by their parameters.</param>
    public Command Complete(Command command, Action<CommandResult, Given> readArguments, params ReadOnlySpan<(Parameter Parameter, string Alias)> aliases)
    {
        _options.AddTo(command, aliases);
        command.Proves(result =>
        {
            var given = Read(result);
            // Topics are known when the store is open; all else can be refused before.
            if (!given.Has(RankingParameters.Topic))
                makeRequest(given, null);
        });
        return command.Runs((invocation, cancellationToken) => RunAsync(invocation, Read(invocation.Command), cancellationToken));

        Given Read(CommandResult result)
        {
            var table = _options.IsGiven(Formats.Asked, result) ? _exported : _shown;
            var given = new Given(table, parameter => parameter == argument.Parameter ? argument.Name : ParameterOptions.Spelled(parameter));
            readArguments(result, given);
            _options.ReadInto(given, result, table);
            return given.Complete();
        }
    }

    private async Task<int> RunAsync(Invocation invocation, Given given, CancellationToken cancellationToken)
    {
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = makeRequest(given, topics);
        if (given.Get(Formats.Asked) is { } format)
        {
            var best = await RankedPage.RunAsync(engine, RankingRequests.ToExport(given, request), cursorText: null, cancellationToken);
            await Formats.WriteAsync(format, best.Papers, cancellationToken);
            return ExitCodes.Done;
        }
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        var answer = RankingAnswers.Of(page, given, Site.Unknown, path: null, engine.Model.Name, topics, cancellationToken);
        invocation.Answer(AnswerJson.Selected(answer, given), RankingText.Of(answer));
        Tell(answer);
        return ExitCodes.Done;
    }

    private static void Tell(RankingAnswer answer)
    {
        if (RankingText.Read(answer.Meta.Query) is { } read)
            Invocation.Say(read);
        foreach (var notice in answer.Meta.Notices)
            Invocation.Say(notice);
        Invocation.Say(string.Create(CultureInfo.InvariantCulture, $"{answer.Results.Count} of {answer.Meta.Total:N0} papers, in {answer.Meta.TookMs:0} ms."));
        if (answer.Meta.NextCursor is { } cursor)
            Invocation.Say($"The next ones: {ParameterOptions.Spelled(RankingParameters.CursorText)} {cursor}");
    }
}
