using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SemanticSearch.Papers;

/// <summary>
/// Which papers may be answered. Every condition that is given must hold; an empty one holds always.
/// </summary>
public sealed partial record PaperFilter
{
    public static readonly PaperFilter All = new();

    private static readonly SearchValues<char> AsciiLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The earliest date, inclusive. A paper without a date does not pass a date condition.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The latest date, inclusive.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Any of these categories; <c>astro-ph</c> takes in <c>astro-ph.CO</c>. Letter case does not matter.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>All of these authors, each as a full name, a family name, or initial and family name.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Any of these sources. Letter case does not matter.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public bool IsEmpty => From is null && To is null && Categories.Count == 0 && Authors.Count == 0 && Sources.Count == 0;

    /// <summary>Whether a paper fulfils every condition; stores answer the same from their indexes.</summary>
    public bool Passes(Paper paper) =>
        (From is null || paper.Date >= From)
        && (To is null || paper.Date <= To)
        && (Categories.Count == 0 || Categories.Select(CategoryKey).Intersect(CategoryKeys(paper)).Any())
        && (Authors.Count == 0 || !Authors.Select(AuthorKey).Except(AuthorKeys(paper)).Any())
        && (Sources.Count == 0 || (paper.Source is { } source && Sources.Select(SourceKey).Contains(SourceKey(source))));

    /// <summary>The keys by which a category filter finds a paper: each category in lower case, and each archive before a dot.</summary>
    public static IEnumerable<string> CategoryKeys(Paper paper) =>
        paper.Categories.SelectMany(CategoryAndParents).Distinct(StringComparer.Ordinal);

    /// <summary>The keys by which an author filter finds a paper: for each name the whole, the family name, and initial + family name.</summary>
    public static IEnumerable<string> AuthorKeys(Paper paper) =>
        paper.Authors.SelectMany(NameForms).Distinct(StringComparer.Ordinal);

    /// <summary>The key of one category as a user wrote it.</summary>
    public static string CategoryKey(string category) => category.Trim().ToLowerInvariant();

    /// <summary>The key of one source as a user wrote it.</summary>
    public static string SourceKey(string source) => source.Trim().ToLowerInvariant();

    /// <summary>
    /// The key of one author as a user wrote it: lower case, no accents (also those of TeX), no punctuation, single
    /// spaces, the family name last, no suffix. <c>Gödel, Kurt</c> gives <c>kurt godel</c>.
    /// </summary>
    public static string AuthorKey(string name) => Fold(Plain(name));

    private static IEnumerable<string> CategoryAndParents(string category)
    {
        var key = CategoryKey(category);
        for (var dot = key.IndexOf('.'); dot > 0; dot = key.IndexOf('.', dot + 1))
            yield return key[..dot];
        yield return key;
    }

    // Van der Waals is found as "waals" and as "van der waals": words in lower case before the last may belong to it.
    private static IEnumerable<string> NameForms(string name)
    {
        var whole = new StringBuilder();
        var words = new List<(int Start, bool IsLower)>();
        foreach (var word in Plain(name).Split(' '))
            if (Fold(word) is { Length: > 0 } folded)
            {
                whole.Append(whole.Length > 0 ? " " : "");
                words.Add((whole.Length, char.IsLower(word[0])));
                whole.Append(folded);
            }
        if (words.Count == 0)
            yield break;
        var key = whole.ToString();
        yield return key;
        var initial = Rune.GetRuneAt(key, 0).ToString();
        for (var last = words.Count - 1; last > 0; last--)
        {
            var family = key[words[last].Start..];
            yield return family;
            yield return $"{initial} {family}";
            if (!words[last - 1].IsLower)
                yield break;
        }
    }

    // Decomposing takes time quadratic in combining marks and throws at half a surrogate pair, so it sees neither many nor any.
    private static string Plain(string name)
    {
        var cleaned = PaperText.Clean(name.Length > PaperLimits.MaxAuthorChars ? name[..PaperLimits.MaxAuthorChars] : name);
        return AuthorNames.InReadingOrder(cleaned.AsSpan().ContainsAny('\\', '{', '}') ? TexAccentPattern().Replace(cleaned, "$1") : cleaned);
    }

    private static string Fold(string text)
    {
        // Most words of names are plain letters.
        if (!text.AsSpan().ContainsAnyExcept(AsciiLetters))
            return text.ToLowerInvariant();
        var key = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (IsSilent(rune))
                continue;
            if (Rune.IsLetterOrDigit(rune))
                key.Append(WithoutStroke(Rune.ToLowerInvariant(rune)));
            else if (key.Length > 0 && key[^1] != ' ')
                key.Append(' ');
        }
        return key.ToString().TrimEnd();
    }

    private static bool IsSilent(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark || rune.Value is '\'' or '`' or '\u2018' or '\u2019' or '\u02BC';

    // These letters do not decompose, and are left out on most keyboards.
    private static string WithoutStroke(Rune lower) => lower.Value switch
    {
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => lower.ToString(),
    };

    [GeneratedRegex(@"\\[^A-Za-z ] ?|\\[Hcvukbdrt](?: |(?=\{))|\\(aa|ae|oe|ss|[olij])(?![A-Za-z]) ?|[{}]", RegexOptions.CultureInvariant)]
    private static partial Regex TexAccentPattern();
}
