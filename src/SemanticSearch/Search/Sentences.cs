using System.Collections.Frozen;

namespace SemanticSearch.Search;

/// <summary>A part of a text, in UTF-16 units.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it has ended.</param>
public readonly record struct TextRange(int Start, int End)
{
    public string Of(string text) => text[Start..End];
}

/// <summary>
/// Cuts an abstract into sentences. A full stop after an abbreviation or an initial, within a number, or between dollar signs ends none.
/// </summary>
public static class Sentences
{
    private static readonly FrozenSet<string> Abbreviations = new[]
    {
        "al", "approx", "ca", "cf", "ch", "chap", "def", "dept", "dr", "e.g", "eq", "eqn", "eqs", "et", "fig", "figs", "i.e", "incl", "inc", "lem", "mr", "mrs", "ms", "no",
        "nos", "pp", "prof", "prop", "ref", "refs", "resp", "sec", "sect", "st", "thm", "viz", "vol", "vols", "vs", "w.r.t",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The sentences of a text in their order, without the spaces between them. Together they have every other character.</summary>
    /// <param name="text">Clean text: single spaces, no line ends.</param>
    public static List<TextRange> Of(string text)
    {
        var sentences = new List<TextRange>();
        var (start, isTex) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '$' && (at == 0 || text[at - 1] != '\\'))
                isTex = !isTex && text.IndexOf('$', at + 1) >= 0;
            if (isTex || text[at] is not ('.' or '!' or '?') || EndOfSentence(text, start, at) is not { } end)
                continue;
            sentences.Add(new TextRange(start, end));
            (start, at) = (end + 1, end);
        }
        if (start < text.Length)
            sentences.Add(new TextRange(start, text.Length));
        return sentences;
    }

    /// <summary>Where the sentence with this mark has ended; null where it goes on, or where the text ends with it.</summary>
    private static int? EndOfSentence(string text, int start, int mark)
    {
        var end = mark + 1;
        while (end < text.Length && text[end] is '.' or '!' or '?' or ')' or ']' or '"' or '\'' or '\u201D' or '\u2019' or '}')
            end++;
        if (end + 1 >= text.Length || text[end] != ' ' || !MayBegin(text[end + 1]))
            return null;
        return text[mark] == '.' && IsAbbreviation(text.AsSpan(start, mark - start)) ? null : end;
    }

    private static bool MayBegin(char c) => char.IsUpper(c) || char.IsDigit(c) || c is '$' or '\\' or '(' or '[' or '"' or '\'' or '\u201C' or '\u2018';

    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        var word = before[(before.LastIndexOfAny(' ', '(', '[') + 1)..];
        var isInitial = word.Length == 1 && char.IsUpper(word[0]) && before.Length > 1;
        return isInitial || Known.Contains(word);
    }
}
