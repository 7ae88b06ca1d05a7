using System.Globalization;

namespace SemanticSearch.Papers;

/// <summary>A day, a month or a year, as a filter names it.</summary>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
public readonly record struct Period(DateOnly First, DateOnly Last)
{
    /// <summary>What <see cref="TryParse"/> accepts, in the words of an error message.</summary>
    public static readonly string Expected = $"yyyy, yyyy-MM or yyyy-MM-dd, in the years {PaperLimits.MinYear} to {PaperLimits.MaxYear}";

    /// <summary>Reads a day, a month or a year; false where the text is none, or beyond the years of <see cref="PaperLimits"/>.</summary>
    public static bool TryParse(string text, out Period period)
    {
        period = default;
        if (!DateOnly.TryParseExact(text, ["yyyy", "yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            || first.Year is < PaperLimits.MinYear or > PaperLimits.MaxYear)
            return false;
        period = new Period(first, LastDay(first, text.Length));
        return true;
    }

    private static DateOnly LastDay(DateOnly first, int length) => length switch
    {
        4 => new DateOnly(first.Year, 12, 31),
        7 => first.AddMonths(1).AddDays(-1),
        _ => first,
    };
}
