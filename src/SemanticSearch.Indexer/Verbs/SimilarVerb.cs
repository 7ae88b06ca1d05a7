using System.CommandLine;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Finds papers like one of the store, or like a text.</summary>
internal static class SimilarVerb
{
    private static readonly Argument<string?> Id = new("ID") { Description = "The id of a paper in the store, in any spelling.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Text = new("--text") { Description = "A text to compare with, such as an abstract, instead of a paper.", HelpName = "TEXT" };

    public static Command Create()
    {
        var command = new Command("similar", "Finds papers like one of the store, or like a text.") { Id, Text };
        command.Validators.Add(result =>
        {
            var (id, text) = (result.GetValue(Id), result.GetValue(Text));
            if (id is null == text is null)
                result.AddError("Give the id of a paper, or --text, and not both.");
            if (id is not null && !PaperId.TryParse(id, out _))
                result.AddError($"\"{id}\" is no id of a paper.");
            if (text is not null && PaperText.Clean(text).Length == 0)
                result.AddError("--text is empty.");
        });
        return command.WithRankingOptions().Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var example = invocation.Get(Id) is { } id
            ? new SimilarRequest { LikeIds = [PaperId.Parse(id)] }
            : new SimilarRequest { LikeTexts = [PaperText.Clean(invocation.Get(Text)!)] };
        var result = await engine.Search.SimilarAsync(RankingOptions.Complete(invocation, example), cancellationToken);
        RankingAnswer.Give(invocation, result, engine.Model.Name);
        return ExitCodes.Done;
    }
}
