using System.CommandLine;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Answers a question on the terminal.</summary>
internal static class SearchVerb
{
    private static readonly Argument<string[]> Words = new("TEXT")
    {
        Description = "The question, in natural language; several words need no quotes.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var command = new Command("search", "Answers a question with the papers that are nearest in meaning and words.") { Words };
        command.Validators.Add(result =>
        {
            if (Question(result.GetValue(Words)).Length == 0)
                result.AddError("The question is empty.");
        });
        return command.WithRankingOptions().Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var request = RankingOptions.Complete(invocation, new SearchRequest { Text = Question(invocation.Get(Words)) });
        var result = await engine.Search.SearchAsync(request, cancellationToken);
        RankingAnswer.Give(invocation, result, engine.Model.Name);
        return ExitCodes.Done;
    }

    private static string Question(string[]? words) => PaperText.Clean(string.Join(' ', words ?? []));
}
