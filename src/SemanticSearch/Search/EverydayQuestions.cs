namespace SemanticSearch.Search;

/// <summary>Questions that people ask every day and that hardly any collection of abstracts answers: how near they come is how near chance comes.</summary>
internal static class EverydayQuestions
{
    public static readonly IReadOnlyList<string> Texts =
    [
        "where can I get a good haircut near the station", "what should I cook for dinner tonight", "how do I fix a flat bicycle tire", "which shoes go with a blue suit",
        "when does the supermarket open on Sunday", "how do I return a parcel that I ordered", "cheap flights for a weekend by the sea", "what is a nice name for a kitten",
        "how to get coffee stains out of a shirt", "who won the match last night", "good birthday presents for my grandmother", "how long do I boil an egg",
        "tickets for the concert in the park", "why is my neighbour so loud", "how do I renew my passport", "funny films to watch with children",
        "how much should I tip the waiter", "where did I leave my keys", "best ice cream in town", "how to fold a fitted sheet",
        "what time does the bus to the airport leave", "which guitar should a beginner buy", "how do I cancel my gym membership", "what to wear at a wedding in autumn",
    ];
}
