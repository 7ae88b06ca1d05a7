using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>A place in the list of one term, which only moves on.</summary>
/// <remarks>
/// Lists have been checked to lie within their bytes, but not that their rows ascend as they should: nothing here relies on that for
/// more than right answers. Sums are indexed by the low bits of a row, so that no row reaches beyond them.
/// </remarks>
internal struct PostingsCursor
{
    private readonly int _headers;
    private readonly int _headerLength;
    private readonly int _blocks;
    private int _block;
    private int _data;
    private int _next;
    private int _row = -1;

    /// <summary>The beginning of the list at that byte.</summary>
    public PostingsCursor(ReadOnlySpan<byte> lists, int start)
    {
        Frequency = PostingsFormat.ReadFrequency(lists, ref start);
        _blocks = PostingsFormat.BlockCount(Frequency);
        _headerLength = PostingsFormat.HeaderLength(_blocks);
        _headers = start;
        _data = start + _blocks * _headerLength;
    }

    /// <summary>How many rows have the term.</summary>
    public int Frequency { get; }

    /// <summary>The greatest code of the whole list.</summary>
    public readonly int GreatestCode(ReadOnlySpan<byte> lists)
    {
        var greatest = 0;
        for (var block = 0; block < _blocks; block++)
            greatest = Math.Max(greatest, lists[_headers + block * _headerLength + 1]);
        return greatest;
    }

    /// <summary>Moves to the rows from <paramref name="start"/> on; the greatest code that a row before <paramref name="end"/> can have, or -1.</summary>
    public int GreatestCode(ReadOnlySpan<byte> lists, int start, int end)
    {
        SkipTo(lists, start);
        if (_block == _blocks || NextRow(lists) >= end)
            return -1;
        var greatest = 0;
        for (var block = _block; block < _blocks; block++)
        {
            greatest = Math.Max(greatest, lists[_headers + block * _headerLength + 1]);
            if (LastRow(lists, block) >= end - 1)
                break;
        }
        return greatest;
    }

    /// <summary>Adds to the sum of each row in [start, end) what its code stands for, and moves behind them.</summary>
    public void Add(ReadOnlySpan<byte> lists, int start, int end, ReadOnlySpan<uint> impacts, Span<uint> sums)
    {
        SkipTo(lists, start);
        for (; _block < _blocks; MoveToNextBlock(lists))
        {
            if (_next == 0 && _row + 1 >= start && LastRow(lists, _block) < end)
                AddBlock(lists, impacts, sums);
            else if (!AddPart(lists, start, end, impacts, sums))
                return;
        }
    }

    /// <summary>Adds to the sums of those of the ascending rows that have the term.</summary>
    public void Probe(ReadOnlySpan<byte> lists, ReadOnlySpan<int> rows, ReadOnlySpan<uint> impacts, Span<uint> sums)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var sought = rows[i];
            SkipTo(lists, sought);
            if (_block == _blocks)
                return;
            var (bits, count) = (Bits(lists), PostingsFormat.PostingsIn(_block, Frequency));
            ref var data = ref Unsafe.Add(ref MemoryMarshal.GetReference(lists), _data);
            for (; _next < count; _next++)
            {
                var posting = Posting(ref data, _next, bits);
                var row = _row + 1 + (int)(posting >> PostingsFormat.CodeBits);
                if (row > sought)
                    break;
                _row = row;
                if (row == sought)
                    sums[i] += impacts[(int)(posting & PostingsFormat.CodeMask)];
            }
        }
    }

    /// <summary>Takes the next block's rows, up to <see cref="PostingsFormat.BlockSize"/> of them; 0 at the end.</summary>
    public int TakeBlock(ReadOnlySpan<byte> lists, Span<int> rows)
    {
        if (_block == _blocks)
            return 0;
        var (bits, count) = (Bits(lists), PostingsFormat.PostingsIn(_block, Frequency));
        ref var data = ref Unsafe.Add(ref MemoryMarshal.GetReference(lists), _data);
        var row = _row;
        for (var i = 0; i < count; i++)
            rows[i] = row += 1 + (int)(Posting(ref data, i, bits) >> PostingsFormat.CodeBits);
        MoveToNextBlock(lists);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Posting(ref byte data, int index, int bits)
    {
        var bit = index * bits;
        return (uint)(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, bit >> 3)) >> (bit & 7)) & ((1u << bits) - 1);
    }

    private readonly void AddBlock(ReadOnlySpan<byte> lists, ReadOnlySpan<uint> impacts, Span<uint> sums)
    {
        ref var data = ref Unsafe.Add(ref MemoryMarshal.GetReference(lists), _data);
        ref var impact = ref MemoryMarshal.GetReference(impacts[..WeightLevels.Count]);
        ref var sum = ref MemoryMarshal.GetReference(sums[..PostingsSearch.WindowSize]);
        var (bits, count, row) = (Bits(lists), PostingsFormat.PostingsIn(_block, Frequency), _row);
        var mask = (1u << bits) - 1;
        for (int i = 0, bit = 0; i < count; i++, bit += bits)
        {
            var posting = (uint)(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, bit >> 3)) >> (bit & 7)) & mask;
            row += 1 + (int)(posting >> PostingsFormat.CodeBits);
            Unsafe.Add(ref sum, row & (PostingsSearch.WindowSize - 1)) += Unsafe.Add(ref impact, posting & PostingsFormat.CodeMask);
        }
    }

    /// <summary>Adds what a block has in [start, end) and stays there; false where it has more behind them.</summary>
    private bool AddPart(ReadOnlySpan<byte> lists, int start, int end, ReadOnlySpan<uint> impacts, Span<uint> sums)
    {
        ref var data = ref Unsafe.Add(ref MemoryMarshal.GetReference(lists), _data);
        var (bits, count) = (Bits(lists), PostingsFormat.PostingsIn(_block, Frequency));
        for (; _next < count; _next++)
        {
            var posting = Posting(ref data, _next, bits);
            var row = _row + 1 + (int)(posting >> PostingsFormat.CodeBits);
            if (row >= end)
                return false;
            _row = row;
            if (row >= start)
                sums[row & (PostingsSearch.WindowSize - 1)] += impacts[(int)(posting & PostingsFormat.CodeMask)];
        }
        return true;
    }

    /// <summary>Moves over the blocks that end before a row.</summary>
    private void SkipTo(ReadOnlySpan<byte> lists, int row)
    {
        while (_block < _blocks && LastRow(lists, _block) < row)
            MoveToNextBlock(lists);
    }

    private void MoveToNextBlock(ReadOnlySpan<byte> lists)
    {
        _data += PostingsFormat.BlockLength(PostingsFormat.PostingsIn(_block, Frequency), Bits(lists));
        _row = LastRow(lists, _block);
        _block++;
        _next = 0;
    }

    /// <summary>The row of the next posting, which is in the current block unless that is used up.</summary>
    private readonly int NextRow(ReadOnlySpan<byte> lists) => _next == PostingsFormat.PostingsIn(_block, Frequency)
        ? int.MaxValue
        : _row + 1 + (int)(Posting(ref Unsafe.Add(ref MemoryMarshal.GetReference(lists), _data), _next, Bits(lists)) >> PostingsFormat.CodeBits);

    private readonly int Bits(ReadOnlySpan<byte> lists) => lists[_headers + _block * _headerLength];

    // The only block of a list does not say where it ends.
    private readonly int LastRow(ReadOnlySpan<byte> lists, int block) =>
        _blocks == 1 ? int.MaxValue - 1 : PostingsFormat.LastRow(lists[(_headers + block * _headerLength)..]);
}
