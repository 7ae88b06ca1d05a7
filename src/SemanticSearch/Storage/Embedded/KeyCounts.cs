using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// Counts of keys, of which there may be as many as papers: they stay the bytes that they are, told apart by 64 bits of hash, and only those
/// that are shown become texts.
/// </summary>
internal sealed class KeyCounts
{
    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<long> _counts = [];
    private readonly List<int> _starts = [0];
    private readonly List<byte> _keys = [];

    public void Add(ReadOnlySpan<byte> key, long count)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, XxHash3.HashToUInt64(key), out var isKnown);
        if (isKnown)
        {
            CollectionsMarshal.AsSpan(_counts)[place] += count;
            return;
        }
        place = _counts.Count;
        _counts.Add(count);
        _keys.AddRange(key);
        _starts.Add(_keys.Count);
    }

    /// <summary>The keys that were counted most, equal counts in the order of the keys as texts.</summary>
    public IReadOnlyList<FacetCount> Most(int number)
    {
        var least = LeastOfMost(number);
        return [.. Enumerable.Range(0, _counts.Count).Where(place => _counts[place] >= least)
            .Select(place => new FacetCount(Key(place), _counts[place]))
            .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Value, StringComparer.Ordinal).Take(number)];
    }

    /// <summary>The count of the last one of the keys that were counted most; 0 where there are fewer.</summary>
    private long LeastOfMost(int number)
    {
        var most = new PriorityQueue<long, long>(number + 1);
        foreach (var count in _counts)
            if (most.Count < number)
                most.Enqueue(count, count);
            else if (count > most.Peek())
                most.EnqueueDequeue(count, count);
        return most.Count < number ? 0 : most.Peek();
    }

    private string Key(int place) => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_keys)[_starts[place].._starts[place + 1]]);
}
