using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Shows one paper, or a citation of it.</summary>
internal static class PaperVerb
{
    /// <summary>From here on a reference means the paper, and no other.</summary>
    private const double Sure = 0.95;

    private static readonly Argument<string[]> Reference = new("REFERENCE")
    {
        Description = "The id in any spelling, the DOI, an address, or the title; several words need no quotes.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly ParameterTable Table = new([RankingParameters.Select, Formats.Asked]);
    private static readonly ParameterOptions Options = new(Table.Parameters);

    public static Command Create()
    {
        var command = new Command("paper", "Shows one paper with its abstract and topic, or writes a citation of it.") { Reference };
        Options.AddTo(command);
        return command.Proves(result => Read(result)).Runs(RunAsync);
    }

    private static Given Read(CommandResult result) => Options.Read(result, Table);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var given = Read(invocation.Command);
        var paper = await FindAsync(engine, PaperText.Clean(string.Join(' ', invocation.Get(Reference) ?? [])), cancellationToken);
        if (given.Get(Formats.Asked) is { } format)
        {
            await Formats.WriteAsync(format, paper, cancellationToken);
            return ExitCodes.Done;
        }
        var answer = await PaperAnswer.WholeAsync(engine, paper, Site.Unknown, cancellationToken);
        invocation.Answer(AnswerJson.Selected(answer, given), Text(answer));
        return ExitCodes.Done;
    }

    private static async Task<Paper> FindAsync(Engine engine, string reference, CancellationToken cancellationToken)
    {
        var found = await ReferenceFinder.FindAsync(engine, reference, cancellationToken);
        if (found.Count > 0 && found[0].Confidence >= Sure)
            return found[0].Paper;
        throw new Problem(ProblemCatalogue.PaperNotFound, $"No paper {Quote.Of(reference)} is in this store.")
        {
            Hint = found.Count == 0 ? null : $"Is it one of these? {string.Join("; ", found.Select(near => $"{near.Paper.Id} {near.Paper.Title}"))}",
        }.ToException();
    }

    private static string Text(PaperAnswer paper)
    {
        var lines = new List<string> { TerminalText.Wrapped(paper.Title, 0) };
        if (paper.Authors.Count > 0)
            lines.Add(TerminalText.Wrapped(string.Join(", ", paper.Authors), 0));
        lines.Add(TerminalText.Wrapped(string.Join("  ", Facts(paper)), 0));
        if (paper.Topic?.Path is { } path)
            lines.Add(TerminalText.Wrapped(string.Create(CultureInfo.InvariantCulture, $"topic {paper.Topic.Id}: {string.Join(" > ", path.Select(topic => topic.Label))}"), 0));
        if (paper.Versions is { } versions)
            lines.Add(TerminalText.Wrapped($"also as {string.Join(", ", versions)}", 0));
        if (paper.Abstract.Length > 0)
            lines.Add("\n" + TerminalText.Wrapped(paper.Abstract, 0));
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Facts(PaperAnswer paper)
    {
        yield return paper.Id;
        if (paper.Date is { } date)
            yield return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (paper.Categories.Count > 0)
            yield return string.Join(' ', paper.Categories);
        if (paper.Journal is { } journal)
            yield return journal;
        if (paper.Doi is { } doi)
            yield return $"DOI {doi}";
        if (paper.Upvotes is { } votes)
            yield return string.Create(CultureInfo.InvariantCulture, $"{votes} upvotes");
    }
}
