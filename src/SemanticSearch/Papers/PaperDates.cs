using System.Globalization;
using System.Text.RegularExpressions;

namespace SemanticSearch.Papers;

/// <summary>The spellings of a date that records use.</summary>
internal static partial class PaperDates
{
    /// <summary>What <see cref="TryParse"/> accepts, in the words of an error message.</summary>
    public static readonly string Expected =
        $"a date that exists, as yyyy-MM-dd, yyyy-MM, yyyy or an ISO 8601 timestamp, in the years {PaperLimits.MinYear} to {PaperLimits.MaxYear}";

    /// <summary>
    /// Reads a day, a month or a year (their first day), a timestamp (its day as written, in its own time zone),
    /// or the form of mail headers, <c>Mon, 2 Apr 2007 19:18:42 GMT</c>.
    /// </summary>
    public static bool TryParse(string text, out DateOnly date)
    {
        var day = TimestampPattern().Match(text) is { Success: true } stamp ? stamp.Groups["day"].Value : text;
        return (TryExact(day, "yyyy-MM-dd", out date) || TryExact(day, "yyyy-MM", out date)
                || TryExact(day, "yyyy", out date) || TryMailDate(text, out date))
            && date.Year is >= PaperLimits.MinYear and <= PaperLimits.MaxYear;
    }

    private static bool TryExact(string text, string format, out DateOnly date) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    // The name of the weekday adds nothing, and a wrong one is no reason to lose a paper.
    private static bool TryMailDate(string text, out DateOnly date)
    {
        var read = DateTime.TryParseExact(
            text[(text.IndexOf(',') + 1)..].Trim(), "d MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment);
        date = DateOnly.FromDateTime(moment);
        return read;
    }

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60)([.,][0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TimestampPattern();
}
