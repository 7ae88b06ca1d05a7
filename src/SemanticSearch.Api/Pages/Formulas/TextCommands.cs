namespace SemanticSearch.Api.Pages.Formulas;

/// <summary>Reads what TeX has outside of formulas: accents, emphasis, signs.</summary>
internal static class TextCommands
{
    private const string Escaped = "%&$_#{}";
    private const int MostGroupChars = 300;
    private const int MostAccentChars = 12;

    /// <summary>What begins with a backslash; null where it is not understood.</summary>
    public static (int End, string Html)? Read(string text, int at)
    {
        if (at + 1 >= text.Length)
            return null;
        var sign = text[at + 1];
        if (Escaped.Contains(sign, StringComparison.Ordinal))
            return (at + 2, FormulaText.Encode(sign.ToString()));
        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        return end - at <= 2 && ReadAccent(text, at) is { } accented ? accented : end > at + 1 ? ReadWord(text, text[(at + 1)..end], end) : null;
    }

    /// <summary>A group that is there for one accent, or for emphasis; null for any other.</summary>
    public static (int End, string Html)? ReadGroup(string text, int at)
    {
        if (at + 1 >= text.Length || text[at + 1] != '\\' || GroupEnd(text, at) is not (> 0 and var end))
            return null;
        // An accent is short: a long group would be read again and again from within, once for each brace.
        if (end - at <= MostAccentChars && Read(text, at + 1) is { } only && only.End == end - 1)
            return (end, only.Html);
        foreach (var (command, tag) in new[] { ("it", "i"), ("em", "i"), ("sl", "i"), ("bf", "b"), ("tt", "code") })
            if (text.AsSpan(at + 2).StartsWith(command + " ", StringComparison.Ordinal))
                return (end, $"<{tag}>{FormulaText.ToHtml(text[(at + 3 + command.Length)..(end - 1)])}</{tag}>");
        return null;
    }

    /// <summary>The place after the brace that closes the one at a place; -1 where there is none near.</summary>
    public static int GroupEnd(string text, int at)
    {
        var open = 0;
        for (var end = at; end < Math.Min(text.Length, at + MostGroupChars); end++)
        {
            if (text[end] == '\\')
                end++;
            else if (text[end] == '{')
                open++;
            else if (text[end] == '}' && --open == 0)
                return end + 1;
        }
        return -1;
    }

    private static (int End, string Html)? ReadWord(string text, string name, int end)
    {
        if (TagOf(name) is { } tag)
            return end < text.Length && text[end] == '{' && GroupEnd(text, end) is > 0 and var close
                ? (close, Tagged(tag, FormulaText.ToHtml(text[(end + 1)..(close - 1)])))
                : null;
        return FormulaSymbols.Find(name) is { } symbol ? (end, FormulaText.Encode(symbol.Text)) : null;
    }

    private static string Tagged(string tag, string html) => tag.Length == 0 ? html : $"<{tag}>{html}</{tag}>";

    private static string? TagOf(string name) => name switch
    {
        "textit" or "emph" or "textsl" => "i",
        "textbf" => "b",
        "texttt" => "code",
        "textsuperscript" => "sup",
        "textsubscript" => "sub",
        "textsc" or "textrm" or "textsf" or "textnormal" or "text" or "mbox" => "",
        _ => null,
    };

    private static (int End, string Html)? ReadAccent(string text, int at)
    {
        var place = at + 2;
        // An accent whose name is a letter needs something between that name and the letter that it is for.
        if (char.IsAsciiLetter(text[at + 1]) && place < text.Length && text[place] == ' ')
            place++;
        else if (char.IsAsciiLetter(text[at + 1]) && (place >= text.Length || text[place] != '{'))
            return null;
        var isGroup = place < text.Length && text[place] == '{';
        place += isGroup ? 1 : 0;
        place += place + 1 < text.Length && text[place] == '\\' && text[place + 1] is 'i' or 'j' ? 1 : 0;
        if (place >= text.Length || FormulaLetters.Accented(text[at + 1], text[place]) is not { } letter)
            return null;
        return !isGroup ? (place + 1, letter) : place + 1 < text.Length && text[place + 1] == '}' ? (place + 2, letter) : null;
    }
}
