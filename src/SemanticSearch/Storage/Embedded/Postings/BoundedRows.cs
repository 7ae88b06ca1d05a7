using System.Buffers;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>
/// Rows with bounds on their score, of which those are dropped that cannot be among the best <c>depth</c>, because that many others are
/// better by their lower bounds than these by their upper ones.
/// </summary>
/// <param name="depth">How many rows are wanted, at least 1.</param>
/// <param name="least">The upper bound that a row must have at least, in units.</param>
internal sealed class BoundedRows(int depth, uint least) : IDisposable
{
    // A row's bounds, as PostingsSearch has them, in the high half; in the low half the row's complement, so that of equal bounds the
    // lower row is the greater entry.
    private ulong[] _entries = ArrayPool<ulong>.Shared.Rent((int)Math.Min(2L * depth + 512, 1 << 16));
    private int _count;

    /// <summary>The upper bound that a row must have at least to come in.</summary>
    public uint Least { get; private set; } = least;

    public void Offer(int row, uint bounds)
    {
        if (bounds >> 16 < Least)
            return;
        if (_count == _entries.Length)
            MakeRoom();
        _entries[_count++] = (ulong)bounds << 32 | ~(uint)row;
    }

    /// <summary>Appends the best rows by exact score, best first.</summary>
    public void Rescore(double unit, float threshold, RowScore exact, List<(int Row, float Score)> results)
    {
        Drop();
        var entries = _entries.AsSpan(0, _count);
        entries.Sort(static (a, b) => b.CompareTo(a));
        // The scored rows take the places of the entries that were read: first come the best as a heap with the worst on top.
        var kept = 0;
        foreach (var entry in entries)
        {
            if (kept == depth && (float)((entry >> 48) * unit) < Score(entries[0]))
                break;
            var row = Row(entry);
            var score = exact(row);
            if (!(score > threshold))
                continue;
            var scored = (ulong)BitConverter.SingleToUInt32Bits(score) << 32 | ~(uint)row;
            if (kept < depth)
                Rise(entries[..++kept], scored);
            else if (scored > entries[0])
                Sink(entries[..kept], scored);
        }
        entries[..kept].Sort(static (a, b) => b.CompareTo(a));
        foreach (var scored in entries[..kept])
            results.Add((Row(scored), Score(scored)));
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_entries);
        _entries = [];
    }

    private static int Row(ulong entry) => (int)~(uint)entry;

    // Scores are positive, so their bits are in the order of their values.
    private static float Score(ulong scored) => BitConverter.UInt32BitsToSingle((uint)(scored >> 32));

    private static uint LowerBound(ulong entry) => (uint)(entry >> 48) - (ushort)(entry >> 32);

    private static void Rise(Span<ulong> heap, ulong entry)
    {
        var at = heap.Length - 1;
        for (; at > 0 && heap[(at - 1) / 2] > entry; at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = entry;
    }

    private static void Sink(Span<ulong> heap, ulong entry)
    {
        var at = 0;
        for (var child = 1; child < heap.Length; child = 2 * at + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
                child++;
            if (heap[child] >= entry)
                break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = entry;
    }

    private void MakeRoom()
    {
        Drop();
        if (_count <= _entries.Length / 4 * 3)
            return;
        var larger = ArrayPool<ulong>.Shared.Rent(2 * _entries.Length);
        _entries.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<ulong>.Shared.Return(_entries);
        _entries = larger;
    }

    /// <summary>Raises the least bound to the lower bound that <c>depth</c> rows reach, and drops the rows below.</summary>
    private void Drop()
    {
        if (_count > depth)
            Least = Math.Max(Least, ReachedByDepth());
        var kept = 0;
        foreach (var entry in _entries.AsSpan(0, _count))
            if (entry >> 48 >= Least)
                _entries[kept++] = entry;
        _count = kept;
    }

    // The greatest bound that enough rows reach: first its high byte, then its low one.
    private uint ReachedByDepth()
    {
        var entries = _entries.AsSpan(0, _count);
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var entry in entries)
            counts[(byte)(LowerBound(entry) >> 8)]++;
        var left = depth;
        var high = Place(counts, ref left);
        counts.Clear();
        foreach (var entry in entries)
            if (LowerBound(entry) >> 8 == (uint)high)
                counts[(byte)LowerBound(entry)]++;
        return (uint)(high << 8 | Place(counts, ref left));
    }

    private static int Place(ReadOnlySpan<int> counts, ref int left)
    {
        var value = 255;
        for (; value > 0 && counts[value] < left; value--)
            left -= counts[value];
        return value;
    }
}
