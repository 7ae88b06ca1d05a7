using System.Text;

namespace SemanticSearch.Api.Pages.Formulas;

/// <summary>Reads one formula and writes it in a line, as plain HTML can show it. It gives up where anything is not understood.</summary>
internal sealed class FormulaReader
{
    /// <summary>Deeper ones are written to do harm.</summary>
    private const int MostNested = 12;

    private const string ThinSpace = "\u2009";

    private readonly string _text;
    private int _at;
    private int _nested;

    private FormulaReader(string text) => _text = text;

    private bool AtEnd => _at >= _text.Length;

    /// <summary>The formula as HTML; null where it is not understood.</summary>
    /// <param name="text">What stands between the dollars.</param>
    public static string? Read(string text)
    {
        var reader = new FormulaReader(text);
        var html = reader.Sequence();
        return reader.AtEnd && html is { Length: > 0 } ? html.Replace("</i><i>", "", StringComparison.Ordinal).Trim() : null;
    }

    /// <summary>Everything up to a closing brace, or the end.</summary>
    private string? Sequence()
    {
        if (++_nested > MostNested)
            return null;
        var html = new StringBuilder();
        while (true)
        {
            SkipSpaces();
            if (AtEnd || _text[_at] == '}')
                break;
            if (Piece() is not { } piece)
                return null;
            html.Append(piece);
        }
        _nested--;
        return html.ToString();
    }

    /// <summary>An item, or what stands above or below the one before.</summary>
    private string? Piece()
    {
        if (_text[_at] is not ('^' or '_' or '\''))
            return Item();
        var mark = _text[_at++];
        if (mark == '\'')
            return "′";
        var name = mark == '^' ? "sup" : "sub";
        return Argument() is { Length: > 0 } script ? $"<{name}>{script}</{name}>" : null;
    }

    private string? Item()
    {
        var c = _text[_at++];
        return c switch
        {
            '{' => Closed(Sequence()),
            '\\' => Command(),
            '-' => "−",
            '*' => "∗",
            '~' => " ",
            '=' or '<' or '>' => Spaced(FormulaText.Encode(c.ToString())),
            '^' or '_' or '}' or '&' or '$' or '#' or '`' or '@' => null,
            _ when char.IsAsciiLetter(c) => $"<i>{c}</i>",
            _ when char.IsHighSurrogate(c) && !AtEnd => FormulaText.Encode(_text.Substring(_at++ - 1, 2)),
            _ => FormulaText.Encode(c.ToString()),
        };
    }

    private string? Command()
    {
        if (AtEnd)
            return null;
        var start = _at;
        while (!AtEnd && char.IsAsciiLetter(_text[_at]))
            _at++;
        if (_at == start)
            return Sign(_text[_at++]);
        var name = _text[start.._at];
        if (FormulaSymbols.Find(name) is { } symbol)
            return symbol.IsRelation ? Spaced(FormulaText.Encode(symbol.Text)) : FormulaText.Encode(symbol.Text);
        return FormulaSymbols.IsFunction(name) ? name + (!AtEnd && char.IsAsciiLetterOrDigit(Peek()) ? ThinSpace : "") : Styled(name);
    }

    private static string? Sign(char c) => c switch
    {
        ',' or ':' or ';' => ThinSpace,
        ' ' or '\\' => " ",
        '!' => "",
        '|' => "‖",
        '{' or '}' or '%' or '$' or '_' or '#' => c.ToString(),
        '&' => "&amp;",
        _ => null,
    };

    private string? Styled(string name) => name switch
    {
        "mathrm" or "mathsf" or "mathtt" or "operatorname" => Argument() is { } html ? Upright(html) : null,
        "text" or "textrm" or "textsf" or "mbox" or "textnormal" => Words(),
        "textit" or "emph" or "textsl" => Words() is { } words ? $"<i>{words}</i>" : null,
        "textbf" => Words() is { } words ? $"<b>{words}</b>" : null,
        "mathbf" or "boldsymbol" or "bm" or "pmb" => Argument() is { } html ? $"<b>{Upright(html)}</b>" : null,
        "mathit" => Argument(),
        "rm" or "sf" or "tt" => Sequence() is { } html ? Upright(html) : null,
        "bf" => Sequence() is { } html ? $"<b>{Upright(html)}</b>" : null,
        "it" or "em" or "displaystyle" or "textstyle" or "scriptstyle" => Sequence(),
        "cal" => Sequence() is { } html ? FormulaLetters.InFont("mathcal", Bare(html)) : null,
        "frac" or "tfrac" or "dfrac" or "nicefrac" => Fraction(),
        "sqrt" => !AtEnd && _text[_at] != '[' && Argument() is { Length: > 0 } root ? "√" + Bracketed(root) : null,
        "left" or "right" or "big" or "bigl" or "bigr" or "Big" or "Bigl" or "Bigr" or "bigg" or "biggl" or "biggr" => Delimiter(),
        "limits" or "nolimits" => "",
        "not" => Argument() is { Length: > 0 } denied ? Accented(denied, '\u0338') : null,
        _ => FormulaLetters.AccentOf(name) is { } accent ? Argument() is { } html ? Accented(html, accent) : null
            : FormulaLetters.IsFont(name) && Argument() is { } letters ? FormulaLetters.InFont(name, Bare(letters)) : null,
    };

    private string? Fraction() => Argument() is { Length: > 0 } above && Argument() is { Length: > 0 } below ? $"{Bracketed(above)}/{Bracketed(below)}" : null;

    private string? Delimiter()
    {
        SkipSpaces();
        if (AtEnd)
            return null;
        if (_text[_at] != '.')
            return _text[_at] is '<' or '>' ? Angle(_text[_at++]) : Item();
        _at++;
        return "";
    }

    private static string Angle(char c) => c == '<' ? "⟨" : "⟩";

    /// <summary>A group, or the one item that follows.</summary>
    private string? Argument()
    {
        SkipSpaces();
        if (AtEnd || ++_nested > MostNested)
            return null;
        var html = Item();
        _nested--;
        return html;
    }

    /// <summary>A group with words, whose spaces are kept.</summary>
    private string? Words()
    {
        var end = !AtEnd && _text[_at] == '{' ? _text.IndexOf('}', _at) : -1;
        if (end < 0 || _text.AsSpan(_at + 1, end - _at - 1).IndexOfAny(@"\{$") >= 0)
            return null;
        var words = _text[(_at + 1)..end];
        _at = end + 1;
        return FormulaText.Encode(words);
    }

    private string? Closed(string? html)
    {
        if (html is null || AtEnd)
            return null;
        _at++;
        return html;
    }

    private void SkipSpaces()
    {
        while (!AtEnd && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private char Peek()
    {
        SkipSpaces();
        return AtEnd ? '\0' : _text[_at];
    }

    private static string Spaced(string sign) => ThinSpace + sign + ThinSpace;

    private static string Upright(string html) => html.Replace("<i>", "", StringComparison.Ordinal).Replace("</i>", "", StringComparison.Ordinal);

    /// <summary>The text of some HTML without any tags; null where it has others than italics.</summary>
    private static string? Bare(string html) => Upright(html) is var text && text.Contains('<', StringComparison.Ordinal) ? null : text;

    private static string Bracketed(string html) => Bare(html) is { } text && (text.Length == 1 || text.All(char.IsAsciiLetterOrDigit)) ? html : $"({html})";

    /// <summary>One letter with a sign above or through it.</summary>
    private static string? Accented(string html, char accent)
    {
        if (Bare(html) is not { } text || text.Trim(ThinSpace[0]) is not { Length: 1 or 2 } letter || (letter.Length == 2 && !char.IsHighSurrogate(letter[0])))
            return null;
        // The letter may be that of a tag too, so the tag is put around it anew.
        var accented = text.Replace(letter, letter + accent, StringComparison.Ordinal).Normalize(NormalizationForm.FormC);
        return html.StartsWith("<i>", StringComparison.Ordinal) ? $"<i>{accented}</i>" : accented;
    }
}
