using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Papers;

/// <summary>How names are written: many in one string, family name first, with a suffix.</summary>
internal static partial class AuthorNames
{
    /// <summary>
    /// The names of <c>A. B, C. D (MIT) and E F</c>, in order and without what stands in parentheses. Where semicolons
    /// part the names, commas belong to them.
    /// </summary>
    /// <param name="text">Clean text (see <see cref="PaperText"/>).</param>
    public static IReadOnlyList<string> Split(string text)
    {
        var plain = WithoutParentheses(text);
        var names = new List<string>();
        foreach (var part in plain.Contains(';') ? plain.Split(';') : SeparatorPattern().Split(plain))
            Add(names, part.Trim());
        return names;
    }

    /// <summary>The name in reading order: <c>Family, Given</c> becomes <c>Given Family</c>; a suffix such as <c>Jr.</c> goes.</summary>
    public static string InReadingOrder(string name)
    {
        var plain = name.Trim();
        if (plain.IndexOf(',') is > 0 and var comma && plain.IndexOf(',', comma + 1) < 0)
        {
            var (before, after) = (plain[..comma].Trim(), plain[(comma + 1)..].Trim());
            plain = IsSuffix(after) ? before : $"{after} {before}";
        }
        // Two words must remain: somebody may well have such a family name.
        var space = plain.LastIndexOf(' ');
        return space > plain.IndexOf(' ') && IsSuffix(plain[(space + 1)..]) ? plain[..space] : plain;
    }

    private static void Add(List<string> names, string part)
    {
        if (names.Count > 0 && IsSuffix(part))
            names[^1] += " " + part;
        else if (part.Length > 0)
            names.Add(part);
    }

    private static bool IsSuffix(string part) => part.TrimEnd('.') is "Jr" or "Sr" or "II" or "III" or "IV";

    private static string WithoutParentheses(string text)
    {
        var kept = new StringBuilder(text.Length);
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
                kept.Append(c);
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        // One that never closes would swallow all names after it.
        return depth == 0 ? PaperText.Clean(kept.ToString()) : text;
    }

    [GeneratedRegex(" ?, ?(?:and )?| (?:and|&) ", RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorPattern();
}
