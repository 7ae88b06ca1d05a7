using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>How large segments get, and when they are written anew.</summary>
public sealed record SegmentSizes
{
    /// <summary>How many of the newest rows are kept in memory alone before they get a file.</summary>
    public int Newest { get; init; } = 16_384;

    /// <summary>How many such segments may wait for their files; a writer that is faster than the files are made waits for them.</summary>
    public int MostWaiting { get; init; } = 4;

    /// <summary>No segment has more rows: a bound on the cost of one merge, and on the memory that it takes.</summary>
    public int Largest { get; init; } = 1_000_000;

    /// <summary>When the store closes, fewer newest rows than this are left to be read from the database at the next start.</summary>
    public int WorthAFile { get; init; } = 1_024;

    /// <summary>Neighbours of about one size are merged when they are this many, so that each row is rewritten a logarithm of times.</summary>
    public int MergeWidth { get; init; } = 8;

    /// <summary>A segment with a greater part of dead rows is written anew without them.</summary>
    public double DeadShare { get; init; } = 0.2;
}

/// <summary>Decides which rows of a snapshot are to be written to a segment of their own next.</summary>
internal static class MergePlan
{
    /// <summary>The full segment in memory that is to get a file next, or null.</summary>
    public static IReadOnlyList<SegmentSource>? ToFile(Snapshot snapshot) => snapshot.Waiting.Count == 0 ? null : Sources(snapshot.Waiting.Take(1));

    /// <summary>The files to write anew as one, neighbours; null where everything is well.</summary>
    public static IReadOnlyList<SegmentSource>? ToMerge(Snapshot snapshot, SegmentSizes sizes) => Neighbours(snapshot, sizes) ?? WithDead(snapshot, sizes);

    // From the newest segment backwards, each is taken that is not larger than all the ones after it together.
    private static List<SegmentSource>? Neighbours(Snapshot snapshot, SegmentSizes sizes)
    {
        for (var end = snapshot.Mapped.Count; end >= sizes.MergeWidth; end--)
        {
            var (start, rows) = (end - 1, snapshot.Mapped[end - 1].Live.Count);
            while (start > 0 && snapshot.Mapped[start - 1].Live.Count <= rows && rows + snapshot.Mapped[start - 1].Live.Count <= sizes.Largest)
                rows += snapshot.Mapped[--start].Live.Count;
            if (end - start >= sizes.MergeWidth)
                return Sources(snapshot.Mapped.Skip(start).Take(end - start));
        }
        return null;
    }

    private static List<SegmentSource>? WithDead(Snapshot snapshot, SegmentSizes sizes)
    {
        var wasteful = snapshot.Mapped.Where(segment => segment.Live.DeadShare > sizes.DeadShare).Take(1).ToList();
        return wasteful.Count == 0 ? null : Sources(wasteful);
    }

    private static List<SegmentSource> Sources(IEnumerable<LiveSegment> segments) =>
        [.. segments.Select(segment => new SegmentSource(segment.Segment, segment.Live.Rows))];
}
