using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Topics.Words;

/// <summary>Makes prose of a title or abstract that has TeX in it.</summary>
internal static partial class TexText
{
    /// <summary>What stands where a formula or an address was: no phrase goes across it.</summary>
    private const string Gap = " ; ";

    /// <summary>The text with accents as letters have them, without formulas, commands, braces and addresses.</summary>
    public static string Plain(string text)
    {
        if (!text.AsSpan().ContainsAny("\\${}") && !text.Contains("://", StringComparison.Ordinal))
            return text;
        text = AccentPattern().Replace(text, static match => Accented(match.Groups["letter"].Value, match.Groups["accent"].Value[0]));
        text = FormulaPattern().Replace(text, Gap);
        text = AddressPattern().Replace(text, Gap);
        text = CommandPattern().Replace(text, " ");
        return text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
    }

    private static string Accented(string letter, char accent) =>
        (letter + Combining(accent)).Normalize(NormalizationForm.FormC);

    private static char Combining(char accent) => accent switch
    {
        '"' => '\u0308',
        '\'' => '\u0301',
        '`' => '\u0300',
        '^' => '\u0302',
        '~' => '\u0303',
        '=' => '\u0304',
        '.' => '\u0307',
        'H' => '\u030B',
        'c' => '\u0327',
        'u' => '\u0306',
        _ => '\u030C',
    };

    [GeneratedRegex(@"\\(?:(?<accent>[""'`^~=.])(?:\{\\?(?<letter>[A-Za-z])\}|\\?(?<letter>[A-Za-z]))|(?<accent>[Hcuv])(?:\{(?<letter>[A-Za-z])\}|\s(?<letter>[A-Za-z])))", RegexOptions.CultureInvariant)]
    private static partial Regex AccentPattern();

    [GeneratedRegex(@"\$\$?[^$]{0,400}\$\$?", RegexOptions.CultureInvariant)]
    private static partial Regex FormulaPattern();

    [GeneratedRegex(@"\b[a-z]{3,6}://\S+", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\\[A-Za-z]+\*?|\\.", RegexOptions.CultureInvariant)]
    private static partial Regex CommandPattern();
}
