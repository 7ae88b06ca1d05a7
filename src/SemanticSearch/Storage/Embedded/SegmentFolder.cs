using System.Collections.Concurrent;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The folder of derived files. All of it can be made again from the database, and is, whenever anything in it is in doubt.
/// </summary>
/// <param name="folder">The folder of the store.</param>
/// <param name="database">The truth.</param>
/// <param name="dimensions">Length of each vector.</param>
/// <param name="sizes">How large segments get.</param>
/// <param name="progress">Told of rows that are read again from the database.</param>
internal sealed class SegmentFolder(string folder, PaperDatabase database, int dimensions, SegmentSizes sizes, IProgress<StoreProgress>? progress)
{
    public const string Name = "segments";

    /// <summary>How many rows are read from the database for one segment of a rebuild.</summary>
    private int RebuildRows => 4 * sizes.Newest;

    private readonly string _folder = Path.Combine(folder, Name);

    /// <summary>The segments that threads of this process write or have written, and that no generation names yet.</summary>
    private readonly ConcurrentDictionary<string, bool> _inTheMaking = new();

    private readonly WriteRight _right = new(Path.Combine(folder, Name));
    private long _generation;

    /// <summary>Whether another process has published since this one last did or looked.</summary>
    public bool HasNewer => Generation.NumbersIn(_folder).FirstOrDefault() > _generation;

    /// <summary>See <see cref="WriteRight.TryTake"/>.</summary>
    public IDisposable? TryHold() => _right.TryTake();

    /// <summary>The newest state: published segments, what is missing made anew, and what was committed since.</summary>
    /// <exception cref="StoreException">The database has less than was published, or missing files cannot be made.</exception>
    public Snapshot Load(CancellationToken cancellationToken)
    {
        var start = database.Sequence();
        var generation = NewestReadable();
        var mapped = OpenEntries(generation);
        // The files of a generation go when another process publishes the next one.
        while (mapped.Count < (generation?.Entries.Count ?? 0) && HasNewer)
        {
            generation = NewestReadable();
            mapped = OpenEntries(generation);
        }
        var covered = generation?.LastNumber ?? 0;
        var isComplete = mapped.Count == (generation?.Entries.Count ?? 0);
        var sums = isComplete && generation is not null ? new VectorSums(generation.Sums, generation.Count) : null;
        if (isComplete && !database.HasMoreThan(covered, sizes.Newest))
            return CaughtUp(generation?.Sequence ?? start, mapped, sums, covered);
        using var hold = isComplete ? TryHold() : WaitForHold(cancellationToken);
        // Another process makes the files right now; until they are there, its rows fit into memory.
        if (hold is null)
            return CaughtUp(generation?.Sequence ?? start, mapped, sums, covered);
        var whole = WithoutGaps(mapped, covered, cancellationToken);
        var snapshot = CaughtUp(generation?.Sequence ?? start, whole, null, covered);
        Refusing(() => Publish(snapshot));
        return snapshot;
    }

    /// <summary>Writes a segment of the rows of others and maps it, to be published or dropped; null where no row is left.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public MappedSegment? Write(IReadOnlyList<SegmentSource> sources, CancellationToken cancellationToken)
    {
        var numbers = sources.SelectMany(source => new[] { source.Segment.FirstNumber, source.Segment.LastNumber }).ToList();
        if (sources.Sum(source => source.Rows.Count()) == 0)
            return null;
        var name = $"{numbers.Min()}-{numbers.Max()}-{Guid.NewGuid().ToString("N")[..8]}.segment";
        _inTheMaking[name] = true;
        try
        {
            SegmentWriter.Write(Path.Combine(_folder, name), database.StoreId, dimensions, sources, cancellationToken);
            return MappedSegment.Open(Path.Combine(_folder, name), database.StoreId, dimensions);
        }
        catch
        {
            _inTheMaking.TryRemove(name, out _);
            throw;
        }
    }

    /// <summary>Removes a segment that was written in vain.</summary>
    public void Drop(MappedSegment segment)
    {
        _inTheMaking.TryRemove(segment.FileName, out _);
        File.Delete(Path.Combine(_folder, segment.FileName));
    }

    /// <summary>Publishes the segments of a snapshot and removes the files that no generation names any more.</summary>
    /// <param name="added">A segment that is new in it, and of no use where it cannot be published.</param>
    /// <exception cref="IOException">The disk refuses; the generation before stays.</exception>
    public void Publish(Snapshot snapshot, MappedSegment? added = null)
    {
        var sums = snapshot.Sums.Copy();
        foreach (var (segment, live) in snapshot.Segments)
            if (segment is ResidentSegment resident)
                foreach (var row in live.Rows)
                    sums.Remove(resident.Vector(row));
        var entries = new List<GenerationEntry>();
        foreach (var (segment, live) in snapshot.Mapped)
            entries.Add(new GenerationEntry(((MappedSegment)segment).FileName, segment.Count, live.Rows.Words.ToArray()));
        var lastNumber = Math.Min(snapshot.FirstResident - 1, snapshot.LastNumber);
        var generation = new Generation(
            Math.Max(_generation, Generation.NumbersIn(_folder).FirstOrDefault()) + 1,
            snapshot.Sequence, lastNumber, sums.Sums.ToArray(), sums.Count, entries);
        try
        {
            generation.Write(_folder, database.StoreId);
        }
        catch when (added is not null)
        {
            Drop(added);
            throw;
        }
        _generation = generation.Number;
        foreach (var entry in entries)
            _inTheMaking.TryRemove(entry.FileName, out _);
        RemoveOthers([generation.FileName, WriteRight.FileName, .. entries.Select(entry => entry.FileName)]);
    }

    /// <summary>Removes a file that is damaged, so that the next <see cref="Load"/> makes it again.</summary>
    public void Discard(DerivedFileException damage)
    {
        progress?.Report(new StoreProgress($"Making again what is damaged ({damage.Message})", 0));
        File.Delete(damage.FilePath);
    }

    /// <summary>Removes every derived file.</summary>
    public void Clear()
    {
        if (Directory.Exists(_folder))
            RemoveOthers([WriteRight.FileName]);
        _generation = 0;
    }

    private void RemoveOthers(HashSet<string> kept)
    {
        foreach (var file in Directory.EnumerateFiles(_folder))
            if (!kept.Contains(Path.GetFileName(file)) && !_inTheMaking.Keys.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)))
                File.Delete(file);
    }

    private Generation? NewestReadable()
    {
        foreach (var number in Generation.NumbersIn(_folder))
        {
            _generation = Math.Max(_generation, number);
            try
            {
                var generation = Generation.Read(_folder, number, database.StoreId);
                if (database.Sequence() is var sequence && generation.Sequence > sequence)
                    throw database.Lost(generation.Sequence, sequence);
                return generation;
            }
            catch (DerivedFileException damage)
            {
                progress?.Report(new StoreProgress($"Making again what is damaged ({damage.Message})", 0));
            }
        }
        return null;
    }

    private List<LiveSegment> OpenEntries(Generation? generation)
    {
        var segments = new List<LiveSegment>();
        foreach (var entry in generation?.Entries ?? [])
        {
            try
            {
                var segment = MappedSegment.Open(Path.Combine(_folder, entry.FileName), database.StoreId, dimensions);
                if (segment.Count != entry.Count)
                    throw new DerivedFileException(Path.Combine(_folder, entry.FileName), 0, $"{entry.Count} rows", $"{segment.Count}");
                segments.Add(new LiveSegment(segment, new LiveRows(RowBitmap.Of(entry.Count, entry.Live))));
            }
            catch (DerivedFileException damage)
            {
                progress?.Report(new StoreProgress($"Making again what is damaged ({damage.Message})", 0));
            }
        }
        return segments;
    }

    private Snapshot CaughtUp(long sequence, List<LiveSegment> mapped, VectorSums? sums, long covered)
    {
        var snapshot = Snapshot.Of(sequence, mapped, sums ?? SumsOf(mapped));
        var changes = database.ChangesSince(sequence, Math.Max(snapshot.LastNumber, covered));
        return snapshot.With(changes.Sequence, [.. changes.Added.Select(row => row.ToSegmentRow())], changes.Removed);
    }

    /// <summary>The segments with new ones where rows of the database are in none: between them up to the last number, and after it while there are many.</summary>
    private List<LiveSegment> WithoutGaps(List<LiveSegment> segments, long lastNumber, CancellationToken cancellationToken)
    {
        var whole = new List<LiveSegment>();
        var after = 0L;
        foreach (var segment in segments)
        {
            whole.AddRange(Rebuilt(after, segment.Segment.FirstNumber - 1, 1, cancellationToken));
            whole.Add(segment);
            after = segment.Segment.LastNumber;
        }
        whole.AddRange(Rebuilt(after, lastNumber, 1, cancellationToken));
        whole.AddRange(Rebuilt(Math.Max(after, lastNumber), long.MaxValue, sizes.Newest, cancellationToken));
        return whole;
    }

    private IDisposable WaitForHold(CancellationToken cancellationToken)
    {
        for (var start = Environment.TickCount64; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryHold() is { } hold)
                return hold;
            if (Environment.TickCount64 - start > PaperDatabase.BusyTimeoutSeconds * 1000)
                throw new StoreException(StoreProblem.InUse,
                    $"{_folder}: files of the index are missing, and another program has been writing here for {PaperDatabase.BusyTimeoutSeconds} seconds. Wait until it is done, or stop it.");
            cancellationToken.WaitHandle.WaitOne(50);
        }
    }

    // A segment is written while the rows of the next one are read.
    private List<LiveSegment> Rebuilt(long after, long last, int atLeast, CancellationToken cancellationToken)
    {
        var written = new List<Task<MappedSegment?>>();
        while (after < last)
        {
            var rows = database.RowsBetween(after, last, RebuildRows);
            if (rows.Count < atLeast)
                break;
            after = rows[^1].Row;
            progress?.Report(new StoreProgress("Rebuilding the index from the database", after));
            var segment = ResidentSegment.OfRows([.. rows.AsParallel().AsOrdered().Select(row => row.ToSegmentRow())]);
            _ = Refusing(() => written.LastOrDefault()?.GetAwaiter().GetResult());
            written.Add(Task.Run(() => Write([new SegmentSource(segment, RowBitmap.Full(segment.Count))], cancellationToken), cancellationToken));
        }
        return [.. written.Select(task => Refusing(() => task.GetAwaiter().GetResult())).OfType<MappedSegment>().Select(segment => new LiveSegment(segment, LiveRows.All(segment.Count)))];
    }

    private void Refusing(Action write) => Refusing<object?>(() =>
    {
        write();
        return null;
    });

    private T Refusing<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (IOException exception)
        {
            throw new StoreException(StoreProblem.NotWritable, $"{_folder}: files of the index cannot be made again ({exception.Message}). Free some space and open the store again.", exception);
        }
    }

    private VectorSums SumsOf(IEnumerable<LiveSegment> segments)
    {
        var sums = new VectorSums(dimensions);
        var vector = new Half[dimensions];
        foreach (var (segment, live) in segments)
            foreach (var row in live.Rows)
            {
                segment.CopyVector(row, vector);
                sums.Add(vector);
            }
        return sums;
    }
}
