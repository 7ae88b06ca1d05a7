using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>Proves the derived files of a store without changing any.</summary>
internal sealed class IndexCheck(string folder, PaperDatabase database, int dimensions)
{
    private const int ReadBatch = 1_024;

    private readonly string _folder = Path.Combine(folder, SegmentFolder.Name);
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The segments that can be read.</summary>
    public IReadOnlyList<SegmentCalibration> Segments { get; private set; } = [];

    /// <summary>The commit that the newest readable generation was published at; 0 where there is none.</summary>
    public long PublishedSequence { get; private set; }

    public void Run(CheckLevel level, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        if (NewestGeneration() is not { } generation)
            return;
        PublishedSequence = generation.Sequence;
        var segments = generation.Entries.Select(entry => Open(entry, level)).ToList();
        Segments = [.. segments.OfType<LiveSegment>().Select(segment => ((MappedSegment)segment.Segment).Calibration)];
        if (level == CheckLevel.Index && _faults.Count == 0 && generation.Sequence <= database.Sequence())
            Compare(generation, segments!, progress, cancellationToken);
    }

    private Generation? NewestGeneration()
    {
        foreach (var number in Generation.NumbersIn(_folder))
        {
            try
            {
                return Generation.Read(_folder, number, database.StoreId);
            }
            catch (DerivedFileException damage)
            {
                _faults.Add(damage.Message);
            }
        }
        return null;
    }

    private LiveSegment? Open(GenerationEntry entry, CheckLevel level)
    {
        try
        {
            var segment = MappedSegment.Open(Path.Combine(_folder, entry.FileName), database.StoreId, dimensions);
            if (level >= CheckLevel.Rows)
                segment.ProveRows();
            return new LiveSegment(segment, new LiveRows(RowBitmap.Of(entry.Count, entry.Live)));
        }
        catch (DerivedFileException damage)
        {
            _faults.Add(damage.Message);
            return null;
        }
    }

    /// <summary>Holds the live rows of the segments against the rows of the database, both in the order of their numbers.</summary>
    private void Compare(Generation generation, List<LiveSegment?> segments, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var removed = database.ChangesSince(generation.Sequence, 0, withRows: false).Removed.ToHashSet();
        using var stored = RowsUpTo(generation.LastNumber).GetEnumerator();
        var done = 0L;
        foreach (var (segment, live) in segments.Select(segment => segment!.Value))
            foreach (var row in live.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++done % 10_000 == 0)
                    progress?.Report(new StoreProgress("Comparing the index with the database", done));
                if (removed.Contains(segment.Number(row)))
                    continue;
                if (!stored.MoveNext() || stored.Current.Row != segment.Number(row) || !IsSame(segment, row, stored.Current))
                {
                    _faults.Add($"{_folder}: row {segment.Number(row)} of the index is not that of the database.");
                    return;
                }
            }
        if (stored.MoveNext())
            _faults.Add($"{_folder}: row {stored.Current.Row} of the database is not in the index.");
    }

    private IEnumerable<DatabaseRow> RowsUpTo(long last)
    {
        for (var after = 0L; ;)
        {
            var rows = database.RowsBetween(after, last, ReadBatch);
            foreach (var row in rows)
                yield return row;
            if (rows.Count < ReadBatch)
                yield break;
            after = rows[^1].Row;
        }
    }

    private bool IsSame(Segment segment, int row, DatabaseRow stored)
    {
        var vector = new Half[dimensions];
        segment.CopyVector(row, vector);
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()).SequenceEqual(stored.Vector)
            && segment.Terms(row).ToVector().Equals(RowCodec.DecodeTerms(stored.Terms));
    }
}
