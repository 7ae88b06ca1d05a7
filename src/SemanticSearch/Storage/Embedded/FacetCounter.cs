using System.Globalization;
using System.Text;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Counts the values of a property over the rows of an answer, segment by segment.</summary>
internal sealed class FacetCounter(FacetField field)
{
    private readonly KeyCounts _counts = new();

    /// <inheritdoc cref="CandidateSet.Facets"/>
    public IReadOnlyList<FacetCount> Counts => _counts.Most(CandidateSet.MostFacetValues);

    public void Add(Segment segment, RowBitmap answer)
    {
        if (field == FacetField.Year)
            AddYears(segment, answer);
        else
            segment.CountKeys(KindOf(field), answer, _counts);
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
                _counts.Add(Encoding.UTF8.GetBytes(year.ToString("D4", CultureInfo.InvariantCulture)), years[year]);
    }
}
