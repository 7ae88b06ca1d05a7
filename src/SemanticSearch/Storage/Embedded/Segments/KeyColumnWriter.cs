using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>Merges the key columns of several segments into one, in what <see cref="MappedKeyColumn"/> reads.</summary>
internal static class KeyColumnWriter
{
    /// <param name="output">Where the column goes.</param>
    /// <param name="sources">The columns, each with the new place of its rows, -1 for a row that is left out. New places ascend over them all.</param>
    public static void Write(Stream output, IReadOnlyList<(KeyColumn Column, int[] NewRows)> sources)
    {
        var (keys, keyStarts, rows, rowStarts) = (new List<byte>(), new List<int> { 0 }, new List<int>(), new List<int> { 0 });
        foreach (var group in InOrder(sources))
        {
            foreach (var (source, at) in group)
                foreach (var row in sources[source].Column.Rows(at))
                    if (sources[source].NewRows[row] is >= 0 and var place)
                        rows.Add(place);
            if (rows.Count == rowStarts[^1])
                continue;
            keys.AddRange(sources[group[0].Source].Column.Key(group[0].At));
            keyStarts.Add(keys.Count);
            rowStarts.Add(rows.Count);
        }
        Write(output, [keyStarts.Count - 1, 0]);
        Write(output, keyStarts);
        Write(output, rowStarts);
        Write(output, rows);
        output.Write(CollectionsMarshal.AsSpan(keys));
    }

    /// <summary>The places of equal keys together, keys ascending and sources in their order.</summary>
    private static IEnumerable<List<(int Source, int At)>> InOrder(IReadOnlyList<(KeyColumn Column, int[] NewRows)> sources)
    {
        var heads = new PriorityQueue<int, (byte[] Key, int Source)>(Comparer<(byte[] Key, int Source)>.Create(
            static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key) is not 0 and var order ? order : a.Source.CompareTo(b.Source)));
        var next = new int[sources.Count];
        for (var source = 0; source < sources.Count; source++)
            Enqueue(source);
        var group = new List<(int Source, int At)>();
        byte[] current = [];
        while (heads.TryDequeue(out var source, out var head))
        {
            if (group.Count > 0 && !head.Key.AsSpan().SequenceEqual(current))
            {
                yield return group;
                group = [];
            }
            current = head.Key;
            group.Add((source, next[source]++));
            Enqueue(source);
        }
        if (group.Count > 0)
            yield return group;

        void Enqueue(int source)
        {
            if (next[source] < sources[source].Column.Count)
                heads.Enqueue(source, (sources[source].Column.Key(next[source]).ToArray(), source));
        }
    }

    private static void Write(Stream output, List<int> values) => output.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));
}
