namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Keeps the best rows above a threshold; of equal scores the lower row is the better, in whatever order they come.</summary>
internal sealed class NearestRows
{
    private readonly int _capacity;
    private readonly float _threshold;

    // A heap with the worst at its root. A key orders like the score, then like the lower row, in one number.
    private ulong[] _heap = new ulong[64];
    private int _count;

    public NearestRows(int capacity, float threshold) => (_capacity, _threshold, Bar) = (capacity, threshold, threshold);

    /// <summary>A row below it cannot come in any more.</summary>
    public float Bar { get; private set; }

    public void Offer(int row, float score)
    {
        if (!(score > _threshold))
            return;
        var key = (ulong)Ordered(score) << 32 | ~(uint)row;
        if (_count < _capacity)
            Add(key);
        else if (key > _heap[0])
            ReplaceWorst(key);
        if (_count == _capacity)
            Bar = Score(_heap[0]);
    }

    /// <summary>Adds the rows to a list, best first.</summary>
    public void AppendTo(List<(int Row, float Score)> results)
    {
        var keys = _heap.AsSpan(0, _count).ToArray();
        Array.Sort(keys);
        for (var i = keys.Length - 1; i >= 0; i--)
            results.Add(((int)~(uint)keys[i], Score(keys[i])));
    }

    private void Add(ulong key)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);
        var at = _count++;
        for (int parent; at > 0 && _heap[parent = (at - 1) / 2] > key; at = parent)
            _heap[at] = _heap[parent];
        _heap[at] = key;
    }

    private void ReplaceWorst(ulong key)
    {
        var at = 0;
        for (var child = 1; child < _count; child = 2 * at + 1)
        {
            if (child + 1 < _count && _heap[child + 1] < _heap[child])
                child++;
            if (_heap[child] >= key)
                break;
            _heap[at] = _heap[child];
            at = child;
        }
        _heap[at] = key;
    }

    private static uint Ordered(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x80000000) == 0 ? bits | 0x80000000 : ~bits;
    }

    private static float Score(ulong key)
    {
        var ordered = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((ordered & 0x80000000) == 0 ? ~ordered : ordered & 0x7FFFFFFF);
    }
}
