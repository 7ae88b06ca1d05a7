using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Papers.Citations;

/// <summary>
/// Makes a text safe within TeX. Formulas and accents that authors wrote in TeX stay; everything else shows as it is written, and no
/// command that could read files or change TeX itself gets through.
/// </summary>
internal static partial class TexText
{
    /// <summary>The text for a field in braces: always with balanced braces.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        var done = 0;
        foreach (var kept in KeptPattern().EnumerateMatches(text))
        {
            Plain(escaped, text.AsSpan(done, kept.Index - done));
            var part = text.AsSpan(kept.Index, kept.Length);
            if (IsBalanced(part) && !DangerPattern().IsMatch(part))
                escaped.Append(part);
            else
                Plain(escaped, part);
            done = kept.Index + kept.Length;
        }
        Plain(escaped, text.AsSpan(done));
        return escaped.ToString();
    }

    // BibTeX counts braces whether a backslash stands before them or not.
    private static void Plain(StringBuilder escaped, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => escaped.Append("\\textbackslash{}"),
                '{' => escaped.Append("\\textbraceleft{}"),
                '}' => escaped.Append("\\textbraceright{}"),
                '~' => escaped.Append("\\textasciitilde{}"),
                '^' => escaped.Append("\\textasciicircum{}"),
                '&' or '%' or '$' or '#' or '_' => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }
    }

    private static bool IsBalanced(ReadOnlySpan<char> text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0)
                return false;
        }
        return depth == 0;
    }

    // A formula begins and ends with something, and money is none: no digit follows its end. Accents stand before a letter or a braced one.
    [GeneratedRegex(
        @"\$(?=[^\s$])(?:[^$\\%#&]|\\[^$])*?(?<=[^\s\\])\$(?![0-9])"
        + @"|\\(?:['`^""~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[cvHkurbdt](?:\{[A-Za-z]{1,2}\})|(?:aa|AA|ae|AE|oe|OE|ss|o|O|l|L|i|j)(?:\{\}|(?![A-Za-z]))|[&%$#_])",
        RegexOptions.CultureInvariant)]
    private static partial Regex KeptPattern();

    [GeneratedRegex(
        @"\\(?:input|include|read|write|open(?:in|out)|close(?:in|out)|immediate|special|catcode|[egx]?def|let|futurelet|csname|endcsname|expandafter|newcommand|renewcommand|providecommand"
        + @"|newenvironment|usepackage|directlua|luaexec|loop|repeat|shell|jobname|end|begin|verb|url|href|makeatletter|everypar|output|batchmode|errmessage|message|show|tracing|font|char|lowercase|uppercase)|\^\^",
        RegexOptions.CultureInvariant)]
    private static partial Regex DangerPattern();
}
