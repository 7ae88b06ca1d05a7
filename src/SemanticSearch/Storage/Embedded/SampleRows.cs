using System.Runtime.CompilerServices;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Draws the sample of a snapshot. What each segment has to offer is worked out once, since its rows never change.</summary>
internal sealed class SampleRows
{
    /// <summary>How many more rows of a segment are kept than are wanted: some of them die.</summary>
    private const int Spare = 2;

    private readonly ConditionalWeakTable<Segment, Offer> _offers = [];

    private readonly record struct Drawn(long Draw, int Row);

    /// <summary>The rows of a segment with the least draws, in their order.</summary>
    private sealed record Offer(Drawn[] Rows, bool IsWhole);

    public List<SampledPaper> Of(Snapshot snapshot, int count, int dimensions) =>
    [
        .. snapshot.Segments
            .SelectMany(live => Live(live, count).Select(drawn => (drawn.Draw, drawn.Row, live.Segment, Id: live.Segment.Id(drawn.Row))))
            .OrderBy(entry => entry.Draw).ThenBy(entry => entry.Id)
            .Take(count)
            .Select(entry => new SampledPaper(entry.Id, Vector(entry.Segment, entry.Row, dimensions))),
    ];

    private List<Drawn> Live(LiveSegment live, int count)
    {
        var offer = _offers.GetValue(live.Segment, segment => Draw(segment, Spare * count));
        var rows = Among(offer, live, count);
        if (rows.Count >= count || offer.IsWhole)
            return rows;
        // So many have died, or so many more are wanted now, that the segment must offer more of its rows.
        offer = Draw(live.Segment, live.Segment.Count);
        _offers.AddOrUpdate(live.Segment, offer);
        return Among(offer, live, count);
    }

    private static List<Drawn> Among(Offer offer, LiveSegment live, int count) => [.. offer.Rows.Where(drawn => live.Live.Rows[drawn.Row]).Take(count)];

    private static Offer Draw(Segment segment, int count)
    {
        var rows = new Drawn[segment.Count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = new Drawn(segment.Id(row).Draw, row);
        Array.Sort(rows, static (a, b) => a.Draw != b.Draw ? a.Draw.CompareTo(b.Draw) : a.Row.CompareTo(b.Row));
        return new Offer(rows.Length <= count ? rows : rows[..count], rows.Length <= count);
    }

    private static float[] Vector(Segment segment, int row, int dimensions)
    {
        var vector = new float[dimensions];
        segment.CopyVector(row, vector);
        return vector;
    }
}
