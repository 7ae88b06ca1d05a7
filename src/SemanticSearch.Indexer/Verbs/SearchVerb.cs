using System.CommandLine;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Answers a question on the terminal.</summary>
internal static class SearchVerb
{
    private static readonly Argument<string[]> Words = new("TEXT")
    {
        Description = "The question, in natural language; several words need no quotes. Operators in it are read: \"exact phrase\", +word, -word, title:, author:, category:, OR.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var ranking = new Ranking(
            (RankingParameters.LongQuestion, Words.Name), [RankingParameters.Operators],
            (given, topics) => RankingRequests.ToSearch(given, given.Get(RankingParameters.LongQuestion)!, topics));
        return ranking.Complete(
            new Command("search", "Answers a question with the papers that are nearest in meaning and words.") { Words },
            (result, given) => given.AddText(RankingParameters.LongQuestion, string.Join(' ', result.GetValue(Words) ?? [])));
    }
}
