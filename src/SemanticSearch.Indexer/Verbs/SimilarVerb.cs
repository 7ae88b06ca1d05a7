using System.CommandLine;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Finds papers like some of the store, or like texts, and unlike others.</summary>
internal static class SimilarVerb
{
    private static readonly Argument<string[]> Ids = new("ID") { Description = "The ids of papers in the store, in any spelling.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly TextParameter LikeText = Long(RankingParameters.LikeText);
    private static readonly TextParameter UnlikeText = Long(RankingParameters.UnlikeText);

    public static Command Create()
    {
        var ranking = new Ranking((RankingParameters.LikeId, Ids.Name), [LikeText, RankingParameters.UnlikeId, UnlikeText, RankingParameters.AlsoQuestion], (given, topics) =>
            RankingRequests.ToSimilar(
                given, Example.Several(given.All(RankingParameters.LikeId), given.All(LikeText)), Example.Several(given.All(RankingParameters.UnlikeId), given.All(UnlikeText)), topics));
        return ranking.Complete(
            new Command("similar", "Finds papers like some of the store, or like a text, and unlike others.") { Ids },
            (result, given) =>
            {
                foreach (var id in result.GetValue(Ids) ?? [])
                    given.AddText(RankingParameters.LikeId, id);
            },
            (LikeText, "--text"));
    }

    // What is too long for an address is not for a command.
    private static TextParameter Long(TextParameter text) =>
        new(text.Name, text.Description) { MaxLength = RankingParameters.MaxTextChars, Lines = text.Lines, MaxCount = text.MaxCount };
}
