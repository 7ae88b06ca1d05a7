using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Pages.Formulas;

/// <summary>
/// Shows the TeX that titles and abstracts are written with: formulas between dollars, accents, emphasis. Each of these is shown as a whole or, where
/// any of it is not understood, left as it is written. Every character of the text is encoded, whatever stands around it.
/// </summary>
public static class FormulaText
{
    private static readonly SearchValues<char> MathOnly = SearchValues.Create(@"\^_=<>");

    /// <summary>Longer ones are no formulas within a sentence, but two dollars that have nothing to do with each other.</summary>
    private const int MostFormulaChars = 600;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>A text as HTML of nothing but i, b, sup, sub and code.</summary>
    public static MarkupString Html(string text) => new(ToHtml(text));

    /// <summary>The parts of a text that are shown otherwise than they are written, in their order: nothing may cut them.</summary>
    public static IReadOnlyList<TextRange> Places(string text) =>
        HasAny(text) ? [.. Parts(text).Where(part => part.Html is not null).Select(part => new TextRange(part.Start, part.End))] : [];

    /// <summary>A text with every character that HTML would read encoded.</summary>
    internal static string Encode(string text) => Encoder.Encode(text);

    /// <inheritdoc cref="Html"/>
    internal static string ToHtml(string text)
    {
        if (!HasAny(text))
            return Encode(text);
        var html = new StringBuilder();
        foreach (var (start, end, shown) in Parts(text))
            html.Append(shown ?? Encode(text[start..end]));
        return html.ToString();
    }

    private static bool HasAny(string text) => text.AsSpan().IndexOfAny(@"$\^_") >= 0;

    private static IEnumerable<(int Start, int End, string? Html)> Parts(string text)
    {
        var plain = 0;
        for (var at = 0; at < text.Length;)
        {
            if (Special(text, at) is not { } part)
            {
                at++;
                continue;
            }
            if (plain < at)
                yield return (plain, at, null);
            yield return (at, part.End, part.Html);
            plain = at = part.End;
        }
        if (plain < text.Length)
            yield return (plain, text.Length, null);
    }

    private static (int End, string Html)? Special(string text, int at) => text[at] switch
    {
        '$' => Dollars(text, at),
        '\\' when Next(text, at) == '(' => Between(text, at + 2, @"\)"),
        '\\' when Next(text, at) == '[' => Between(text, at + 2, @"\]"),
        '\\' => TextCommands.Read(text, at),
        '{' => TextCommands.ReadGroup(text, at),
        '^' or '_' when Next(text, at) == '{' => Script(text, at),
        _ => null,
    };

    private static char Next(string text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    // A price is no formula: one begins and ends without a space, and no number follows it, unless it has what only formulas have.
    private static (int End, string Html)? Dollars(string text, int at)
    {
        if (Next(text, at) == '$')
            return Between(text, at + 2, "$$");
        var end = at + 1;
        while (end < text.Length && end - at < MostFormulaChars && text[end] != '$')
            end += text[end] == '\\' ? 2 : 1;
        if (end >= text.Length || text[end] != '$' || end == at + 1)
            return null;
        var inner = text.AsSpan(at + 1, end - at - 1);
        var isTight = !char.IsWhiteSpace(inner[0]) && !char.IsWhiteSpace(inner[^1]) && !char.IsAsciiDigit(Next(text, end));
        return isTight || inner.ContainsAny(MathOnly) ? Formula(text, at, at + 1, end, end + 1) : null;
    }

    private static (int End, string Html)? Between(string text, int start, string close)
    {
        var length = text.AsSpan(start, Math.Min(text.Length - start, MostFormulaChars)).IndexOf(close, StringComparison.Ordinal);
        return length > 0 ? Formula(text, start - 2, start, start + length, start + length + close.Length) : null;
    }

    /// <summary>A power or an index in braces without any dollars.</summary>
    private static (int End, string Html)? Script(string text, int at)
    {
        var end = TextCommands.GroupEnd(text, at + 1);
        return end > at + 3 ? Formula(text, at, at, end, end) : null;
    }

    // One that is not understood stays as it is written as a whole: half of it in signs and half in commands would be the worst to read.
    private static (int End, string Html)? Formula(string text, int begin, int start, int end, int after) =>
        (after, FormulaReader.Read(text[start..end]) ?? Encode(text[begin..after]));
}
