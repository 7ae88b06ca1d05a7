using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>A question as it was read: what is to be compared by meaning, and what papers must or must not have.</summary>
/// <param name="Meaning">What is compared, without the operators; quoted and wanted words belong to it. Empty where nothing is left.</param>
/// <param name="Clauses">What every answer fulfils.</param>
/// <param name="Notices">What a reader should know about how it was read.</param>
public sealed record QueryText(string Meaning, IReadOnlyList<PaperClause> Clauses, IReadOnlyList<string> Notices)
{
    /// <summary>From so many words on a text is taken as it is: nobody writes such a query, but a pasted abstract may have quotation marks.</summary>
    public const int MostWords = 40;

    /// <summary>Whether papers must have something, so that these, and not a floor, are the answer.</summary>
    public bool HasWanted => Clauses.Any(clause => !clause.IsExcluded);

    /// <summary>
    /// Reads operators: <c>"exact phrase"</c>, <c>+word</c>, <c>-word</c>, <c>title:</c>, <c>author:</c> and <c>category:</c> before a word or
    /// a phrase, <c>OR</c> between any of these or plain words, brackets around alternatives. A hyphen within a word, a sign before a digit
    /// and everything between dollar signs is text. What cannot be read is text as a whole, with a notice.
    /// </summary>
    /// <param name="text">The question, cleaned (see <see cref="Papers.PaperText.Clean"/>).</param>
    public static QueryText Parse(string text)
    {
        if (text.Count(c => c == ' ') >= MostWords)
            return Plain(text);
        try
        {
            return new QueryReader(new QueryTokens(text).Read()).Read();
        }
        catch (FormatException fault)
        {
            return Plain(text, $"{fault.Message} The query was searched as plain text.");
        }
    }

    /// <summary>A text without operators.</summary>
    public static QueryText Plain(string text, params string[] notices) => new(text, [], notices);
}
