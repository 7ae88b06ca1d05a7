using System.Globalization;
using System.Text;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Counts the values of a property over the rows of an answer, segment by segment.</summary>
internal sealed class FacetCounter(FacetField field)
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Most first, equal counts in the order of the values.</summary>
    public IReadOnlyList<FacetCount> Counts =>
        [.. _counts.Select(entry => new FacetCount(entry.Key, entry.Value)).OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Value, StringComparer.Ordinal)];

    public void Add(Segment segment, RowBitmap answer)
    {
        if (field == FacetField.Year)
            AddYears(segment, answer);
        else
            AddKeys(segment.Keys(KindOf(field)), answer);
    }

    private static KeyKind KindOf(FacetField field) => field switch
    {
        FacetField.Category => KeyKind.Category,
        FacetField.Author => KeyKind.Author,
        FacetField.Source => KeyKind.Source,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "This facet has no column of keys."),
    };

    private void AddYears(Segment segment, RowBitmap answer)
    {
        var years = new long[DateOnly.MaxValue.Year + 1];
        foreach (var row in answer)
            if (segment.Day(row) is var day and not Segment.NoDate)
                years[DateOnly.FromDayNumber(day).Year]++;
        for (var year = 0; year < years.Length; year++)
            if (years[year] > 0)
                Add(year.ToString("D4", CultureInfo.InvariantCulture), years[year]);
    }

    private void AddKeys(KeyColumn keys, RowBitmap answer)
    {
        for (var at = 0; at < keys.Count; at++)
        {
            var count = 0;
            foreach (var row in keys.Rows(at))
                if (answer[row])
                    count++;
            if (count > 0)
                Add(Encoding.UTF8.GetString(keys.Key(at)), count);
        }
        GC.KeepAlive(keys);
    }

    private void Add(string value, long count) => _counts[value] = _counts.GetValueOrDefault(value) + count;
}
