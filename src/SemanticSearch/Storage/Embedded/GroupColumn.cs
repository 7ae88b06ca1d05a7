using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>The groups of a segment's rows. It is worked out once for a segment and a division, and goes with either.</summary>
internal sealed class GroupColumn
{
    private const int None = int.MinValue;

    private static readonly ConditionalWeakTable<PaperGroups, ConditionalWeakTable<Segment, GroupColumn>> Known = [];

    private readonly int[] _groups;

    private GroupColumn(Segment segment, PaperGroups groups)
    {
        _groups = new int[segment.Count];
        for (var row = 0; row < _groups.Length; row++)
            _groups[row] = groups.Of(segment.Id(row)) ?? None;
    }

    public static GroupColumn Of(Segment segment, PaperGroups groups) =>
        Known.GetValue(groups, static _ => []).GetValue(segment, of => new GroupColumn(of, groups));

    /// <summary>Those of some rows that are of some groups.</summary>
    public RowBitmap Among(RowBitmap rows, IReadOnlyCollection<int> groups)
    {
        var wanted = groups.ToHashSet();
        var among = new RowBitmap(_groups.Length);
        foreach (var row in rows)
            if (wanted.Contains(_groups[row]))
                among.Add(row);
        return among;
    }

    /// <summary>Adds how many of some rows are of each group.</summary>
    public void Count(RowBitmap rows, Dictionary<int, long> counts)
    {
        foreach (var row in rows)
            if (_groups[row] != None)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, _groups[row], out _)++;
    }
}
