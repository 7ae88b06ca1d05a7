using System.Globalization;
using System.Text;

namespace SemanticSearch.Papers;

/// <summary>
/// Which papers may be answered. Every condition that is given must hold; an empty one holds always.
/// </summary>
public sealed record PaperFilter
{
    public static readonly PaperFilter All = new();

    /// <summary>The earliest date, inclusive. A paper without a date does not pass a date condition.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The latest date, inclusive.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Any of these categories; <c>astro-ph</c> takes in <c>astro-ph.CO</c>. Letter case does not matter.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>All of these authors, each as a full name, a family name, or initial and family name.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    public bool IsEmpty => From is null && To is null && Categories.Count == 0 && Authors.Count == 0;

    /// <summary>The keys by which a category filter finds a paper: each category in lower case, and each archive before a dot.</summary>
    public static IEnumerable<string> CategoryKeys(Paper paper) =>
        paper.Categories.SelectMany(CategoryAndParents).Distinct(StringComparer.Ordinal);

    /// <summary>The keys by which an author filter finds a paper: for each name the whole, the family name, and initial + family name.</summary>
    public static IEnumerable<string> AuthorKeys(Paper paper) =>
        paper.Authors.SelectMany(NameForms).Distinct(StringComparer.Ordinal);

    /// <summary>The key of one category as a user wrote it.</summary>
    public static string CategoryKey(string category) => category.Trim().ToLowerInvariant();

    /// <summary>The key of one author as a user wrote it: lower case, no accents, no punctuation, single spaces.</summary>
    public static string AuthorKey(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c == '\'')
                continue;
            if (char.IsLetterOrDigit(c))
                key.Append(char.ToLowerInvariant(c));
            else if (key.Length > 0 && key[^1] != ' ')
                key.Append(' ');
        }
        return key.ToString().Trim();
    }

    private static IEnumerable<string> CategoryAndParents(string category)
    {
        var key = CategoryKey(category);
        for (var dot = key.IndexOf('.'); dot > 0; dot = key.IndexOf('.', dot + 1))
            yield return key[..dot];
        yield return key;
    }

    private static IEnumerable<string> NameForms(string name)
    {
        var whole = AuthorKey(name);
        if (whole.Length == 0)
            yield break;
        yield return whole;
        var family = whole[(whole.LastIndexOf(' ') + 1)..];
        yield return family;
        yield return $"{whole[0]} {family}";
    }
}
