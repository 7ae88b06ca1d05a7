using System.CommandLine;
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

    private static readonly Option<string?> From = Date("--from", "The earliest date, as yyyy, yyyy-MM or yyyy-MM-dd.");
    private static readonly Option<string?> To = Date("--to", "The latest date; a month or a year counts to its last day.");

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
            if (PeriodOf(result.GetValue(From))?.First is { } from && PeriodOf(result.GetValue(To))?.Last is { } to && from > to)
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
                From = PeriodOf(invocation.Get(From))?.First,
                To = PeriodOf(invocation.Get(To))?.Last,
                Categories = invocation.Get(Category) ?? [],
                Authors = invocation.Get(Author) ?? [],
            },
        };

    private static string Word(SearchMode mode) => mode.ToString().ToLowerInvariant();

    private static Period? PeriodOf(string? text) => text is not null && Period.TryParse(text, out var period) ? period : null;

    private static Option<string?> Date(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && PeriodOf(result.Tokens[0].Value) is null)
                result.AddError($"{name} is \"{result.Tokens[0].Value}\"; it takes {Period.Expected}.");
        });
        return option;
    }
}
