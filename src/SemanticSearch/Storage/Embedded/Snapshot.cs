using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>A segment with the rows of it that are alive.</summary>
internal readonly record struct LiveSegment(Segment Segment, LiveRows Live);

/// <summary>
/// The rows of a store at one commit, in their order: segments in files, full segments in memory that wait for a file, then the newest
/// rows. A snapshot never changes; a commit makes the next one, which shares the segments with it, so a search keeps the state it began
/// with and waits for no writer.
/// </summary>
internal sealed class Snapshot
{
    private readonly LiveSegment[] _full;
    private readonly LiveRows _newestLive;

    private Snapshot(long sequence, LiveSegment[] full, ResidentSegment newest, LiveRows newestLive, VectorSums sums)
    {
        (Sequence, _full, Newest, _newestLive, Sums) = (sequence, full, newest, newestLive, sums);
        var mapped = full.TakeWhile(segment => segment.Segment is MappedSegment).Count();
        (Mapped, Waiting) = (full[..mapped], full[mapped..]);
        LiveCount = newestLive.Count + full.Sum(segment => segment.Live.Count);
    }

    /// <summary>The commit that the snapshot shows.</summary>
    public long Sequence { get; }

    /// <summary>How many papers it holds.</summary>
    public int LiveCount { get; }

    /// <summary>The segments in files.</summary>
    public IReadOnlyList<LiveSegment> Mapped { get; }

    /// <summary>The segments in memory that are to get a file.</summary>
    public IReadOnlyList<LiveSegment> Waiting { get; }

    /// <summary>The rows after them.</summary>
    public ResidentSegment Newest { get; }

    /// <summary>The sums of the vectors of all live rows.</summary>
    public VectorSums Sums { get; }

    /// <summary>Every segment that has rows.</summary>
    public IEnumerable<LiveSegment> Segments => Newest.Count == 0 ? _full : [.. _full, new LiveSegment(Newest, _newestLive)];

    /// <summary>The number of the last database row that it knows; 0 where it knows none.</summary>
    public long LastNumber => Newest.Count > 0 ? Newest.LastNumber : _full.Length > 0 ? _full[^1].Segment.LastNumber : 0;

    /// <summary>The number of the first row that is in memory alone, or <see cref="long.MaxValue"/>.</summary>
    public long FirstResident => Waiting.Count > 0 ? Waiting[0].Segment.FirstNumber : Newest.Count > 0 ? Newest.FirstNumber : long.MaxValue;

    /// <summary>A snapshot of segments in files alone.</summary>
    public static Snapshot Of(long sequence, IReadOnlyList<LiveSegment> mapped, VectorSums sums) =>
        new(sequence, [.. mapped], ResidentSegment.Empty, LiveRows.All(0), sums);

    /// <summary>The snapshot after a commit. Only one writer at a time may call it, and only on the newest snapshot.</summary>
    public Snapshot With(long sequence, IReadOnlyList<SegmentRow> added, IReadOnlyList<long> removed)
    {
        var sums = Sums.Copy();
        foreach (var row in added)
            sums.Add(row.Vector);
        var newest = Newest.With(added);
        var live = _newestLive.Rows.Grown(newest.Count);
        for (var row = Newest.Count; row < newest.Count; row++)
            live.Add(row);
        var segments = _full.Append(new LiveSegment(newest, new LiveRows(live))).ToArray();
        Remove(segments, removed, sums);
        return new Snapshot(sequence, segments[..^1], newest, segments[^1].Live, sums);
    }

    /// <summary>The snapshot with its newest rows, if there are any, as a full segment that waits for its file.</summary>
    public Snapshot Sealed() => Newest.Count == 0 ? this : new(Sequence, [.. Segments], ResidentSegment.Empty, LiveRows.All(0), Sums);

    /// <summary>Whether the sources are full segments of this snapshot.</summary>
    public bool HasAll(IReadOnlyList<SegmentSource> sources) => sources.All(source => PlaceOf(source) >= 0);

    /// <summary>The snapshot with some of its full segments in one file. What died meanwhile is dead in the new one too.</summary>
    /// <param name="sources">Neighbours among the segments, with the rows of each that the new one has.</param>
    /// <param name="merged">The segment that was written from them; null where no row was left.</param>
    public Snapshot Merged(IReadOnlyList<SegmentSource> sources, MappedSegment? merged)
    {
        var first = PlaceOf(sources[0]);
        LiveSegment[] instead = merged is null ? [] : [new LiveSegment(merged, StillAlive(sources, merged))];
        return new Snapshot(Sequence, [.. _full[..first], .. instead, .. _full[(first + sources.Count)..]], Newest, _newestLive, Sums);
    }

    private int PlaceOf(SegmentSource source) => Array.FindIndex(_full, segment => segment.Segment == source.Segment);

    private static void Remove(LiveSegment[] segments, IReadOnlyList<long> numbers, VectorSums sums)
    {
        var changed = new Dictionary<int, RowBitmap>();
        var vector = new Half[sums.Dimensions];
        foreach (var number in numbers)
        {
            var place = Array.FindLastIndex(segments, entry => entry.Segment.Count > 0 && entry.Segment.FirstNumber <= number);
            var row = place < 0 ? -1 : segments[place].Segment.Find(number);
            if (row < 0)
                continue;
            var rows = changed.TryGetValue(place, out var known) ? known : changed[place] = segments[place].Live.Rows.Copy();
            if (!rows[row])
                continue;
            rows.Remove(row);
            segments[place].Segment.CopyVector(row, vector);
            sums.Remove(vector);
        }
        foreach (var (place, rows) in changed)
            segments[place] = segments[place] with { Live = new LiveRows(rows) };
    }

    private LiveRows StillAlive(IReadOnlyList<SegmentSource> sources, MappedSegment merged)
    {
        var alive = RowBitmap.Full(merged.Count);
        foreach (var source in sources)
        {
            var now = _full[PlaceOf(source)].Live;
            foreach (var row in source.Rows)
                if (!now.Rows[row])
                    alive.Remove(merged.Find(source.Segment.Number(row)));
        }
        return new LiveRows(alive);
    }
}
