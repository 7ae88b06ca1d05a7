using SemanticSearch.Papers;

namespace SemanticSearch.Storage;

/// <summary>
/// A division of papers into numbered groups that a store does not know of itself, such as topics. It never changes, so a store may keep what
/// it worked out for one: use the same object for query after query.
/// </summary>
/// <param name="groupOf">The number of each paper's group; a paper that is not there is in none.</param>
public sealed class PaperGroups(IReadOnlyDictionary<PaperId, int> groupOf)
{
    private readonly Lazy<ILookup<int, PaperId>> _papersOf = new(() => groupOf.ToLookup(entry => entry.Value, entry => entry.Key));

    /// <summary>The numbers that papers have.</summary>
    public IEnumerable<int> Numbers => _papersOf.Value.Select(group => group.Key);

    /// <summary>The group of a paper; null where it is in none.</summary>
    public int? Of(PaperId paper) => groupOf.TryGetValue(paper, out var group) ? group : null;

    /// <summary>The papers of a group, whether a store has them or not.</summary>
    public IEnumerable<PaperId> PapersOf(int group) => _papersOf.Value[group];
}
