using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Pages;

/// <summary>What was typed or pasted into the one box, and what it is taken for.</summary>
/// <param name="Text">What is asked; at most as long as a question may be.</param>
/// <param name="IsCut">Whether more was pasted.</param>
internal sealed record AskedText(string Text, bool IsCut)
{
    private static readonly string[] KnownPrefixes = ["arXiv:", "DOI:", "PMID:"];

    /// <summary>Whether it is a text that papers are to be like, such as an abstract, and no question: from so many words on.</summary>
    public bool IsExample => Text.Count(c => c == ' ') >= QueryText.MostWords;

    /// <summary>A text, cut between two words where it is too long.</summary>
    public static AskedText Of(string text)
    {
        if (text.Length <= RankingParameters.MaxQuestionChars)
            return new AskedText(text, false);
        var end = text.LastIndexOf(' ', RankingParameters.MaxQuestionChars);
        // Never half of a character that is written in two parts.
        var most = char.IsHighSurrogate(text[RankingParameters.MaxQuestionChars - 1]) ? RankingParameters.MaxQuestionChars - 1 : RankingParameters.MaxQuestionChars;
        return new AskedText(text[..(end > 0 ? end : most)], true);
    }

    /// <summary>The papers whose ids or DOIs stand in the text, or that the text as a whole names.</summary>
    public async Task<IReadOnlyList<FoundReference>> NamedAsync(Engine engine, CancellationToken cancellationToken) =>
        IsExample ? [] : await ReferenceFinder.NamedAsync(engine, Text, cancellationToken);

    /// <summary>The paper to go to at once: the text is its id, its DOI or its address, and no word that happens to be an id.</summary>
    public static PaperId? Target(IReadOnlyList<FoundReference> named) =>
        named is [{ FoundBy: FoundBy.Id or FoundBy.Doi, Paper.Id: var id }] && id.Value.Any(char.IsAsciiDigit) ? id : null;

    /// <summary>What a reader should know about how the text was taken.</summary>
    public IEnumerable<string> Notices(bool hasNamed)
    {
        if (IsCut)
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The text is longer than what is read here: its first {Text.Length:N0} characters were compared.");
        if (!hasNamed && PaperId.TryParse(Text, out var id) && KnownPrefixes.Any(prefix => id.Value.StartsWith(prefix, StringComparison.Ordinal)))
            yield return $"No paper here is {id}.";
    }
}
