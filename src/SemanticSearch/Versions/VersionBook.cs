using System.Globalization;
using System.IO.Hashing;
using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Versions;

/// <summary>Which records are of one paper, at one moment. Only papers with several records are in it, so that it is small.</summary>
public sealed class VersionBook
{
    private readonly Dictionary<PaperId, PaperId[]> _groups = [];

    /// <summary>Joins the records of each pair, and those that are joined by others.</summary>
    internal VersionBook(IEnumerable<(PaperId Newer, PaperId Older)> pairs)
    {
        var joined = new Dictionary<PaperId, PaperId>();
        foreach (var (newer, older) in pairs)
            joined[First(joined, newer)] = First(joined, older);
        var stamp = 0UL;
        foreach (var group in joined.Keys.ToList().GroupBy(id => First(joined, id)))
        {
            PaperId[] ids = [.. group.Order()];
            foreach (var id in ids)
                _groups[id] = ids;
            // The sum is the same in whatever order the groups come.
            stamp += XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join(' ', ids.Select(id => id.Value))));
        }
        Stamp = stamp.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>No paper has several records.</summary>
    public static VersionBook Empty { get; } = new([]);

    /// <summary>Tells this state from others: equal groups have equal stamps, in whatever program.</summary>
    public string Stamp { get; }

    /// <summary>All records of a paper, in the order of their ids; null where a record is the only one.</summary>
    public IReadOnlyList<PaperId>? GroupOf(PaperId id) => _groups.GetValueOrDefault(id);

    /// <summary>The other records of a paper, in the order of their ids.</summary>
    public IEnumerable<PaperId> OthersOf(PaperId id) => GroupOf(id)?.Where(other => other != id) ?? [];

    // The paths are halved on the way, so that the next one is short.
    private static PaperId First(Dictionary<PaperId, PaperId> joined, PaperId id)
    {
        joined.TryAdd(id, id);
        while (joined[id] != id)
            id = joined[id] = joined[joined[id]];
        return id;
    }
}
