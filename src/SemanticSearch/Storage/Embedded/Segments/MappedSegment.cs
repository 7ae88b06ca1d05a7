using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded.Codes;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>A segment in a file that is mapped into memory. Codes and postings find rows; the exact vectors and terms score them.</summary>
internal sealed class MappedSegment : Segment
{
    /// <summary>The sections that are read whole by searches, and therefore proved when the file is opened; the others prove each row.</summary>
    private static readonly SectionKind[] ProvedAtOpen = [SectionKind.Hashes, SectionKind.Columns, SectionKind.Codes, SectionKind.Postings];

    private readonly string _path;
    private readonly MappedBytes _bytes;
    private readonly SegmentLayout _layout;
    private readonly CodeIndex _codes;
    private readonly PostingsIndex _postings;
    private readonly Lazy<ByteVectors> _byteVectors;
    private readonly ColumnLayout _columns;
    private readonly MappedKeyColumn[] _keys;

    private MappedSegment(string path, MappedBytes bytes, SegmentLayout layout)
    {
        (_path, _bytes, _layout) = (path, bytes, layout);
        // A store is opened, and answers without a floor, before they have been read as a whole.
        var byteVectors = new ByteVectors(bytes, layout[SectionKind.Bytes].Offset, layout[SectionKind.Bytes].Length, layout.Count, layout.Dimensions);
        _byteVectors = new Lazy<ByteVectors>(() =>
        {
            Prove(path, bytes, layout[SectionKind.Bytes]);
            return byteVectors;
        });
        _columns = new ColumnLayout(layout[SectionKind.Columns].Offset, layout.Count);
        _codes = CodeIndex.Open(bytes, layout[SectionKind.Codes].Offset, layout[SectionKind.Codes].Length);
        _postings = new PostingsIndex(bytes, layout[SectionKind.Postings].Offset, layout[SectionKind.Postings].Length);
        _keys = new MappedKeyColumn[Enum.GetValues<KeyKind>().Length];
        var offset = _columns.Keys(bytes);
        for (var kind = 0; kind < _keys.Length; kind++)
        {
            _keys[kind] = new MappedKeyColumn(bytes, offset);
            offset = ColumnLayout.Aligned(offset + _keys[kind].Length);
        }
    }

    public string FileName => Path.GetFileName(_path);

    public override int Count => _layout.Count;

    public SegmentCalibration Calibration => new(Count, _codes.Calibration.Sample, _codes.Calibration.Recall, _codes.Calibration.Refined, _codes.Calibration.Rescored);

    /// <summary>Maps a segment and proves what searches read without proof.</summary>
    /// <exception cref="DerivedFileException">The file is damaged, unfinished, or another store's.</exception>
    public static MappedSegment Open(string path, string storeId, int dimensions)
    {
        try
        {
            var bytes = MappedBytes.OfFile(path);
            var layout = SegmentLayout.Read(path, bytes, storeId);
            if (layout.Dimensions != dimensions)
                throw new DerivedFileException(path, 0, $"vectors of {dimensions} dimensions", $"{layout.Dimensions}");
            Parallels.For(ProvedAtOpen.Length, i => Prove(path, bytes, layout[ProvedAtOpen[i]]));
            return new MappedSegment(path, bytes, layout);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new DerivedFileException(path, 0, "a segment", exception.Message);
        }
    }

    /// <summary>Proves the sections whose rows are proved one by one otherwise.</summary>
    /// <exception cref="DerivedFileException">They changed.</exception>
    public void ProveRows()
    {
        Prove(_path, _bytes, _layout[SectionKind.Vectors]);
        Prove(_path, _bytes, _layout[SectionKind.Terms]);
        _ = _byteVectors.Value;
    }

    public override long Number(int row) => _bytes.Slice<long>(_columns.Number(row), 1)[0];

    public override int Day(int row) => _bytes.Slice<int>(_columns.Day(row), 1)[0];

    public override int Upvotes(int row) => _bytes.Slice<int>(_columns.Upvotes(row), 1)[0];

    public override PaperId Id(int row)
    {
        var bounds = _bytes.Slice<int>(_columns.IdStart(row), 2);
        return PaperId.OfCanonical(Encoding.UTF8.GetString(_bytes.Slice(_columns.Ids + bounds[0], bounds[1] - bounds[0])));
    }

    public override KeyColumn Keys(KeyKind kind) => _keys[(int)kind];

    public override RowBitmap WithAnyKey(KeyKind kind, IReadOnlyList<string> keys)
    {
        var any = new RowBitmap(Count);
        var column = Keys(kind);
        foreach (var key in keys)
            if (column.Find(key) is >= 0 and var at)
                foreach (var row in column.Rows(at))
                    any.Add(row);
        GC.KeepAlive(this);
        return any;
    }

    public override void CountKeys(KeyKind kind, RowBitmap rows, KeyCounts counts)
    {
        var column = Keys(kind);
        for (var at = 0; at < column.Count; at++)
        {
            var count = 0;
            foreach (var row in column.Rows(at))
                if (rows[row])
                    count++;
            if (count > 0)
                counts.Add(column.Key(at), count);
        }
        GC.KeepAlive(this);
    }

    public override float Similarity(int row, ReadOnlySpan<float> query)
    {
        var similarity = ExactScores.Similarity(Vector(row), query);
        GC.KeepAlive(this);
        return similarity;
    }

    public override float LexicalScore(int row, ReadOnlySpan<QueryTerm> query)
    {
        TermsOf(row, out var indices, out var values);
        var score = ExactScores.Lexical(indices, values, query);
        GC.KeepAlive(this);
        return score;
    }

    public override void Nearest(ReadOnlyMemory<float> query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results)
    {
        _codes.Search(query.Span, allowed, depth, threshold, row => Similarity(row, query.Span), results, _byteVectors.IsValueCreated ? () => Closer(query) : null);
        GC.KeepAlive(this);
    }

    public override RowBitmap AtLeast(ReadOnlyMemory<float> query, RowBitmap allowed, float floor)
    {
        var rows = new RowBitmap(Count);
        _codes.AtLeast(query.Span, allowed, floor, row => Similarity(row, query.Span), rows, () => Closer(query));
        GC.KeepAlive(this);
        return rows;
    }

    public override void BestByTerms(QueryTerm[] query, RowBitmap allowed, int depth, float threshold, List<(int Row, float Score)> results)
    {
        _postings.Search(query, allowed, depth, threshold, row => LexicalScore(row, query), results);
        GC.KeepAlive(this);
    }

    public override RowBitmap WithAnyOf(QueryTerm[] query)
    {
        var rows = new RowBitmap(Count);
        _postings.Collect(query, rows);
        GC.KeepAlive(this);
        return rows;
    }

    public override int Frequency(uint term, LiveRows live)
    {
        var frequency = live.IsAll ? _postings.Frequency(term) : _postings.Frequency(term, live.Rows);
        GC.KeepAlive(this);
        return frequency;
    }

    public override void CopyVector(int row, Span<Half> vector)
    {
        Vector(row).CopyTo(vector);
        GC.KeepAlive(this);
    }

    public override void CopyVector(int row, Span<float> vector)
    {
        TensorPrimitives.ConvertToSingle(Vector(row), vector);
        GC.KeepAlive(this);
    }

    public override TermSpan Terms(int row)
    {
        TermsOf(row, out var indices, out var values);
        return new TermSpan(indices, values);
    }

    private RowEstimates Closer(ReadOnlyMemory<float> query) => _byteVectors.Value.EstimatesOf(query.Span, _codes.Kernel);

    private ReadOnlySpan<Half> Vector(int row)
    {
        var offset = _layout[SectionKind.Vectors].Offset + (long)row * _layout.Dimensions * 2;
        var vector = _bytes.Slice<Half>(offset, _layout.Dimensions);
        RequireProof(offset, Proof(row).Vector, RowProof.Hash(Number(row), MemoryMarshal.AsBytes(vector)));
        return vector;
    }

    private void TermsOf(int row, out ReadOnlySpan<uint> indices, out ReadOnlySpan<float> values)
    {
        var start = _layout[SectionKind.Terms].Offset;
        var bounds = _bytes.Slice<int>(start + 4L * row, 2);
        var (offset, count) = (start + 4L * (Count + 1) + 8L * bounds[0], bounds[1] - bounds[0]);
        if (count < 0 || offset < start || offset + 8L * count > _layout[SectionKind.Terms].Offset + _layout[SectionKind.Terms].Length)
            throw new DerivedFileException(_path, start + 4L * row, "the bounds of a row's terms", $"{bounds[0]} to {bounds[1]}");
        var bytes = _bytes.Slice(offset, 8 * count);
        RequireProof(offset, Proof(row).Terms, RowProof.Hash(Number(row), bytes));
        indices = MemoryMarshal.Cast<byte, uint>(bytes[..(4 * count)]);
        values = MemoryMarshal.Cast<byte, float>(bytes[(4 * count)..]);
    }

    private RowProof Proof(int row) => _bytes.Slice<RowProof>(_layout[SectionKind.Hashes].Offset + 8L * row, 1)[0];

    private void RequireProof(long offset, uint expected, uint found)
    {
        if (expected != found)
            throw new DerivedFileException(_path, offset, $"hash {expected:x8}", $"{found:x8}");
    }

    private static void Prove(string path, MappedBytes bytes, Section section)
    {
        var hash = new XxHash3();
        const int Piece = 1 << 24;
        for (var done = 0L; done < section.Length; done += Piece)
            hash.Append(bytes.Slice(section.Offset + done, (int)Math.Min(Piece, section.Length - done)));
        GC.KeepAlive(bytes);
        if (hash.GetCurrentHashAsUInt64() is var found && found != section.Hash)
            throw new DerivedFileException(path, section.Offset, $"hash {section.Hash:x16}", $"{found:x16}");
    }
}
