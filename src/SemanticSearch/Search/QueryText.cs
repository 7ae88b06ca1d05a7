using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>A part of a question: plain words, or an operator with what it belongs to.</summary>
/// <param name="Written">The part as it was written.</param>
/// <param name="Clause">What it asks of papers; null for plain words.</param>
public sealed record QueryPart(string Written, PaperClause? Clause);

/// <summary>A question as it was read: what is to be compared by meaning, and what papers must or must not have.</summary>
/// <param name="Meaning">What is compared, without the operators; quoted and wanted words belong to it. Empty where nothing is left.</param>
/// <param name="Parts">The question part by part, in its order.</param>
/// <param name="Notices">What a reader should know about how it was read.</param>
public sealed record QueryText(string Meaning, IReadOnlyList<QueryPart> Parts, IReadOnlyList<string> Notices)
{
    /// <summary>From so many words on a text is taken as it is: nobody writes such a query, but a pasted abstract may have quotation marks.</summary>
    public const int MostWords = 40;

    /// <summary>What every answer fulfils.</summary>
    public IReadOnlyList<PaperClause> Clauses { get; } = [.. Parts.Select(part => part.Clause).OfType<PaperClause>()];

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
    public static QueryText Plain(string text, params string[] notices) => new(text, [new QueryPart(text, null)], notices);

    /// <summary>The question without one of its parts.</summary>
    public string Without(QueryPart part) => string.Join(' ', Parts.Where(other => other != part).Select(other => other.Written));
}
