using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>A segment with the rows of it that are alive.</summary>
internal readonly record struct LiveSegment(Segment Segment, LiveRows Live);

/// <summary>
/// The rows of a store at one commit: segments in files, then the newest rows in memory. A snapshot never changes; a commit makes the
/// next one, which shares the segments with it, so a search keeps the state it began with and waits for no writer.
/// </summary>
internal sealed class Snapshot
{
    private readonly Centroid _centroid;

    private Snapshot(long sequence, IReadOnlyList<LiveSegment> mapped, ResidentSegment newest, LiveRows newestLive, Centroid centroid)
    {
        (Sequence, Mapped, Newest, NewestLive, _centroid) = (sequence, mapped, newest, newestLive, centroid);
        LiveCount = newestLive.Count + mapped.Sum(segment => segment.Live.Count);
    }

    /// <summary>The commit that the snapshot shows.</summary>
    public long Sequence { get; }

    /// <summary>How many papers it holds.</summary>
    public int LiveCount { get; }

    /// <summary>The segments in files, in the order of their rows.</summary>
    public IReadOnlyList<LiveSegment> Mapped { get; }

    /// <summary>The rows after them.</summary>
    public ResidentSegment Newest { get; }

    public LiveRows NewestLive { get; }

    public Centroid Centroid => _centroid;

    /// <summary>Every segment that has rows.</summary>
    public IEnumerable<LiveSegment> Segments => Newest.Count == 0 ? Mapped : [.. Mapped, new LiveSegment(Newest, NewestLive)];

    /// <summary>The number of the last database row that it knows.</summary>
    public long LastNumber => Newest.Count > 0 ? Newest.LastNumber : Mapped.Count > 0 ? Mapped[^1].Segment.LastNumber : 0;

    /// <summary>A snapshot of segments in files alone.</summary>
    public static Snapshot Of(long sequence, IReadOnlyList<LiveSegment> mapped, Centroid centroid) =>
        new(sequence, mapped, ResidentSegment.Empty, LiveRows.All(0), centroid);

    /// <summary>The snapshot after a commit. Only one writer at a time may call it, and only on the newest snapshot.</summary>
    public Snapshot With(long sequence, IReadOnlyList<SegmentRow> added, IReadOnlyList<long> removed)
    {
        var centroid = _centroid.Copy();
        foreach (var row in added)
            centroid.Add(row.Vector);
        var newest = Newest.With(added);
        var live = NewestLive.Rows.Grown(newest.Count);
        for (var row = Newest.Count; row < newest.Count; row++)
            live.Add(row);
        var mapped = Mapped.ToArray();
        var changed = new Dictionary<int, RowBitmap>();
        foreach (var number in removed)
        {
            var (segment, at) = Locate(mapped, newest, number);
            if (at < 0)
                continue;
            var rows = segment == mapped.Length ? live : changed.TryGetValue(segment, out var known) ? known : changed[segment] = mapped[segment].Live.Rows.Copy();
            if (!rows[at])
                continue;
            rows.Remove(at);
            RemoveVector(centroid, segment == mapped.Length ? newest : mapped[segment].Segment, at);
        }
        foreach (var (segment, rows) in changed)
            mapped[segment] = mapped[segment] with { Live = new LiveRows(rows) };
        return new Snapshot(sequence, mapped, newest, new LiveRows(live), centroid);
    }

    /// <summary>Whether the sources are segments of this snapshot, or the beginning of its newest one.</summary>
    public bool HasAll(IReadOnlyList<SegmentSource> sources) => sources.All(source => source.Segment is ResidentSegment resident
        ? Newest.Continues(resident)
        : Mapped.Any(segment => segment.Segment == source.Segment));

    /// <summary>The snapshot with some of its segments in one file. What died meanwhile is dead in the new one too.</summary>
    /// <param name="sources">Neighbours among the segments, with the rows of each that the new one has; the newest one perhaps at their end.</param>
    /// <param name="merged">The segment that was written from them; null where no row was left.</param>
    public Snapshot Merged(IReadOnlyList<SegmentSource> sources, MappedSegment? merged)
    {
        var covered = sources.Select(source => source.Segment).ToHashSet();
        var sealedRows = sources.Where(source => source.Segment is ResidentSegment).Sum(source => source.Segment.Count);
        var first = Mapped.TakeWhile(segment => !covered.Contains(segment.Segment)).ToList();
        var last = Mapped.Skip(first.Count).Where(segment => !covered.Contains(segment.Segment));
        var mapped = merged is null ? first : [.. first, new LiveSegment(merged, StillAlive(sources, merged))];
        var (newest, live) = sealedRows == 0 ? (Newest, NewestLive) : WithoutFirst(sealedRows);
        return new Snapshot(Sequence, [.. mapped, .. last], newest, live, _centroid);
    }

    private static (int Segment, int Row) Locate(LiveSegment[] mapped, ResidentSegment newest, long number)
    {
        if (newest.Count > 0 && number >= newest.FirstNumber)
            return (mapped.Length, newest.Find(number));
        var segment = Array.FindLastIndex(mapped, entry => entry.Segment.FirstNumber <= number);
        return segment < 0 ? (0, -1) : (segment, mapped[segment].Segment.Find(number));
    }

    private static void RemoveVector(Centroid centroid, Segment segment, int row)
    {
        var vector = new float[centroid.Dimensions];
        segment.CopyVector(row, vector);
        centroid.Remove(vector);
    }

    private LiveRows StillAlive(IReadOnlyList<SegmentSource> sources, MappedSegment merged)
    {
        var alive = RowBitmap.Full(merged.Count);
        foreach (var source in sources)
        {
            var now = source.Segment is ResidentSegment ? NewestLive : Mapped.Single(segment => segment.Segment == source.Segment).Live;
            foreach (var row in source.Rows)
                if (!now.Rows[row])
                    alive.Remove(merged.Find(source.Segment.Number(row)));
        }
        return new LiveRows(alive);
    }

    private (ResidentSegment Newest, LiveRows Live) WithoutFirst(int count)
    {
        var newest = ResidentSegment.Empty.With([.. Newest.Rows.Skip(count)]);
        var live = new RowBitmap(newest.Count);
        for (var row = 0; row < newest.Count; row++)
            if (NewestLive.Rows[count + row])
                live.Add(row);
        return (newest, new LiveRows(live));
    }
}
