using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch.Storage.Embedded.Codes;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>Some rows of a segment, to become rows of another.</summary>
internal sealed record SegmentSource(Segment Segment, RowBitmap Rows);

/// <summary>Writes segments: the live rows of one or more others, in their order.</summary>
internal sealed class SegmentWriter
{
    /// <summary>What an unfinished file ends with. Whoever finds one may remove it, once nobody writes.</summary>
    public const string UnfinishedSuffix = ".tmp";

    private readonly IReadOnlyList<SegmentSource> _sources;
    private readonly int _dimensions;
    private readonly (int Source, int Row)[] _places;
    private readonly Half[] _vector;
    private byte[] _terms = [];

    private SegmentWriter(IReadOnlyList<SegmentSource> sources, int dimensions)
    {
        (_sources, _dimensions, _vector) = (sources, dimensions, new Half[dimensions]);
        _places = [.. sources.SelectMany((source, s) => Enumerable.Range(0, source.Segment.Count).Where(row => source.Rows[row]).Select(row => (s, row)))];
    }

    /// <summary>Writes a segment under another name, then gives it its own: a file of this name is whole, or damaged later.</summary>
    /// <exception cref="IOException">The disk refuses; nothing of this name is there then.</exception>
    public static void Write(string path, string storeId, int dimensions, IReadOnlyList<SegmentSource> sources, CancellationToken cancellationToken)
    {
        var unfinished = path + UnfinishedSuffix;
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20))
            {
                var writer = new SegmentWriter(sources, dimensions);
                var sections = writer.WriteSections(file, cancellationToken);
                file.Write(new SegmentLayout(storeId, writer._places.Length, dimensions, sections).ToBytes(Path.GetFileName(path)));
                // Terms were read where they are mapped.
                GC.KeepAlive(sources);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private IReadOnlyList<Section> WriteSections(Stream file, CancellationToken cancellationToken)
    {
        var output = new SectionStream(file);
        var centre = CodeWriter.Centre(_dimensions, _places.Length, ReadVector);
        output.Section(() => WriteVectors(output, cancellationToken));
        output.Section(() => WriteTerms(output, cancellationToken));
        output.Section(() => WriteProofs(output, cancellationToken));
        output.Section(() => WriteColumns(output, cancellationToken));
        output.Section(() => CodeWriter.Write(output, centre, _places.Length, ReadVector, cancellationToken));
        output.Section(() => PostingsWriter.Write(output, _places.Length, Terms, cancellationToken));
        output.Section(() => ByteVectors.Write(output, centre, _places.Length, ReadVector, cancellationToken));
        return output.Sections;
    }

    private SegmentSource Of(int row) => _sources[_places[row].Source];

    private void ReadVector(int row, Span<float> vector) => Of(row).Segment.CopyVector(_places[row].Row, vector);

    private ReadOnlySpan<byte> VectorBytes(int row)
    {
        Of(row).Segment.CopyVector(_places[row].Row, _vector);
        return MemoryMarshal.AsBytes(_vector.AsSpan());
    }

    private TermSpan Terms(int row) => Of(row).Segment.Terms(_places[row].Row);

    private ReadOnlySpan<byte> TermBytes(int row)
    {
        var terms = Terms(row);
        if (_terms.Length < 8 * terms.Count)
            _terms = new byte[16 * terms.Count];
        MemoryMarshal.AsBytes(terms.Indices).CopyTo(_terms);
        MemoryMarshal.AsBytes(terms.Values).CopyTo(_terms.AsSpan(4 * terms.Count));
        return _terms.AsSpan(0, 8 * terms.Count);
    }

    private void WriteVectors(SectionStream output, CancellationToken cancellationToken) =>
        EachRow(row => output.Write(VectorBytes(row)), cancellationToken);

    private void WriteTerms(SectionStream output, CancellationToken cancellationToken)
    {
        var starts = new int[_places.Length + 1];
        EachRow(row => starts[row + 1] = checked(starts[row] + Terms(row).Count), cancellationToken);
        output.Write(MemoryMarshal.AsBytes(starts.AsSpan()));
        EachRow(row => output.Write(TermBytes(row)), cancellationToken);
    }

    private void WriteProofs(SectionStream output, CancellationToken cancellationToken) => EachRow(row =>
    {
        var proof = RowProof.Of(Of(row).Segment.Number(_places[row].Row), VectorBytes(row), TermBytes(row));
        output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<RowProof>(in proof)));
    }, cancellationToken);

    private void WriteColumns(SectionStream output, CancellationToken cancellationToken)
    {
        output.Write(MemoryMarshal.AsBytes(Column(place => Of(place).Segment.Number(_places[place].Row)).AsSpan()));
        output.Write(MemoryMarshal.AsBytes(Column(place => Of(place).Segment.Day(_places[place].Row)).AsSpan()));
        output.Write(MemoryMarshal.AsBytes(Column(place => Of(place).Segment.Upvotes(_places[place].Row)).AsSpan()));
        var (ids, starts) = (new MemoryStream(), new int[_places.Length + 1]);
        EachRow(row =>
        {
            ids.Write(Encoding.UTF8.GetBytes(Of(row).Segment.Id(_places[row].Row).Value));
            starts[row + 1] = checked((int)ids.Length);
        }, cancellationToken);
        output.Write(MemoryMarshal.AsBytes(starts.AsSpan()));
        output.Write(ids.GetBuffer().AsSpan(0, (int)ids.Length));
        var newRows = NewRows();
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Align();
            KeyColumnWriter.Write(output, [.. _sources.Select((source, s) => (source.Segment.Keys(kind), newRows[s]))]);
        }
    }

    private T[] Column<T>(Func<int, T> value)
    {
        var column = new T[_places.Length];
        for (var row = 0; row < column.Length; row++)
            column[row] = value(row);
        return column;
    }

    /// <summary>For each source the new place of each of its rows, -1 for the rows that are left out.</summary>
    private int[][] NewRows()
    {
        var newRows = _sources.Select(source => Enumerable.Repeat(-1, source.Segment.Count).ToArray()).ToArray();
        for (var place = 0; place < _places.Length; place++)
            newRows[_places[place].Source][_places[place].Row] = place;
        return newRows;
    }

    private void EachRow(Action<int> write, CancellationToken cancellationToken)
    {
        for (var row = 0; row < _places.Length; row++)
        {
            if (row % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            write(row);
        }
    }
}
