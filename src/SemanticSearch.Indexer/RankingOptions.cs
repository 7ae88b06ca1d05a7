using System.CommandLine;
using System.CommandLine.Parsing;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Indexer;

/// <summary>The options of every verb that ranks papers.</summary>
internal static class RankingOptions
{
    private static readonly Option<int> Limit = new("--limit")
    {
        Description = $"How many papers to show, 1 to {RankingRequest.MaxLimit}.",
        HelpName = "COUNT",
        DefaultValueFactory = _ => RankingRequest.DefaultLimit,
    };

    private static readonly Option<string> Mode = new("--mode")
    {
        Description = "What ranks the papers: meaning and words, meaning alone, or words alone.",
        DefaultValueFactory = _ => Word(SearchMode.Hybrid),
    };

    private static readonly Option<DateOnly?> From = Day("--from", "The earliest date, as yyyy, yyyy-MM or yyyy-MM-dd.", period => period.First);
    private static readonly Option<DateOnly?> To = Day("--to", "The latest date; a month or a year counts to its last day.", period => period.Last);

    private static readonly Option<string[]> Category =
        new("--category") { Description = "A category that papers must have, such as astro-ph; of several, any will do.", HelpName = "CODE" };

    private static readonly Option<string[]> Author =
        new("--author") { Description = "An author that papers must have; of several, all are needed.", HelpName = "NAME" };

    static RankingOptions()
    {
        Mode.AcceptOnlyFromAmong([.. Enum.GetValues<SearchMode>().Select(Word)]);
        Limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, out var limit) && limit is >= 1 and <= RankingRequest.MaxLimit))
                result.AddError($"--limit is \"{result.Tokens[0].Value}\"; it takes a whole number from 1 to {RankingRequest.MaxLimit}.");
        });
    }

    public static Command WithRankingOptions(this Command command)
    {
        foreach (var option in new Option[] { Limit, Mode, From, To, Category, Author })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(From) is { } from && result.GetValue(To) is { } to && from > to)
                result.AddError($"--from is {from:yyyy-MM-dd}, after --to, {to:yyyy-MM-dd}.");
        });
        return command;
    }

    /// <summary>The request with everything that the options say.</summary>
    public static T Complete<T>(Invocation invocation, T request)
        where T : RankingRequest => request with
        {
            Limit = invocation.Get(Limit),
            Mode = Enum.Parse<SearchMode>(invocation.Get(Mode)!, ignoreCase: true),
            Filter = new PaperFilter
            {
                From = invocation.Get(From),
                To = invocation.Get(To),
                Categories = invocation.Get(Category) ?? [],
                Authors = invocation.Get(Author) ?? [],
            },
        };

    private static string Word(SearchMode mode) => mode.ToString().ToLowerInvariant();

    private static Option<DateOnly?> Day(string name, string description, Func<Period, DateOnly> choose) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result => ReadDay(result, name, choose),
    };

    private static DateOnly? ReadDay(ArgumentResult result, string name, Func<Period, DateOnly> choose)
    {
        if (Period.TryParse(result.Tokens[0].Value, out var period))
            return choose(period);
        result.AddError($"{name} is \"{result.Tokens[0].Value}\"; it takes {Period.Expected}.");
        return null;
    }
}
