using System.Runtime.InteropServices;
using System.Text;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>The keys of one kind in a segment, in the order of their UTF-8 bytes, each with the rows that have it, ascending.</summary>
internal abstract class KeyColumn
{
    public abstract int Count { get; }

    /// <summary>The UTF-8 bytes of a key.</summary>
    public abstract ReadOnlySpan<byte> Key(int at);

    public abstract ReadOnlySpan<int> Rows(int at);

    /// <summary>The place of a key, or a negative number.</summary>
    public int Find(string key)
    {
        var wanted = Encoding.UTF8.GetBytes(key);
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Key(middle).SequenceCompareTo(wanted);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }
}

/// <summary>The keys of rows in memory.</summary>
internal sealed class ResidentKeyColumn : KeyColumn
{
    private readonly (byte[] Key, int[] Rows)[] _keys;

    public ResidentKeyColumn(IEnumerable<SegmentRow> rows, KeyKind kind)
    {
        var rowsOf = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var at = 0;
        foreach (var row in rows)
        {
            foreach (var key in row.Keys)
                if (key.Kind == kind)
                    (CollectionsMarshal.GetValueRefOrAddDefault(rowsOf, key.Key, out _) ??= []).Add(at);
            at++;
        }
        _keys = [.. rowsOf.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value.ToArray()))];
        Array.Sort(_keys, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
    }

    public override int Count => _keys.Length;

    public override ReadOnlySpan<byte> Key(int at) => _keys[at].Key;

    public override ReadOnlySpan<int> Rows(int at) => _keys[at].Rows;
}

/// <summary>The keys of a segment's file: a count, where each key and its rows begin, the keys, the rows.</summary>
internal sealed class MappedKeyColumn : KeyColumn
{
    private readonly MappedBytes _bytes;
    private readonly long _keyStarts;
    private readonly long _rowStarts;
    private readonly long _keys;
    private readonly long _rows;

    /// <param name="bytes">The file.</param>
    /// <param name="offset">Where the column begins.</param>
    public MappedKeyColumn(MappedBytes bytes, long offset)
    {
        _bytes = bytes;
        Count = bytes.Slice<int>(offset, 1)[0];
        _keyStarts = offset + 8;
        _rowStarts = _keyStarts + 4L * (Count + 1);
        _rows = _rowStarts + 4L * (Count + 1);
        _keys = _rows + 4L * bytes.Slice<int>(_rowStarts + 4L * Count, 1)[0];
        Length = _keys + bytes.Slice<int>(_keyStarts + 4L * Count, 1)[0] - offset;
    }

    public override int Count { get; }

    /// <summary>The length of the column in bytes.</summary>
    public long Length { get; }

    public override ReadOnlySpan<byte> Key(int at)
    {
        var starts = _bytes.Slice<int>(_keyStarts + 4L * at, 2);
        return _bytes.Slice(_keys + starts[0], starts[1] - starts[0]);
    }

    public override ReadOnlySpan<int> Rows(int at)
    {
        var starts = _bytes.Slice<int>(_rowStarts + 4L * at, 2);
        return _bytes.Slice<int>(_rows + 4L * starts[0], starts[1] - starts[0]);
    }
}
