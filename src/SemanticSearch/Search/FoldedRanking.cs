using SemanticSearch.Papers;
using SemanticSearch.Versions;

namespace SemanticSearch.Search;

/// <summary>A ranking in which each paper comes once, as its best record.</summary>
internal sealed class FoldedRanking
{
    private readonly List<RankedCandidate> _kept = [];
    private readonly List<int> _places = [];
    private readonly Dictionary<PaperId, List<PaperId>> _others = [];

    private FoldedRanking(VersionBook book) => Book = book;

    /// <summary>The groups that were folded by.</summary>
    public VersionBook Book { get; }

    /// <summary>What is left of the ranking.</summary>
    public IReadOnlyList<RankedCandidate> Kept => _kept;

    /// <summary>Leaves out every record of a paper of which a better one comes before it.</summary>
    /// <param name="ranked">The ranking.</param>
    /// <param name="book">The groups.</param>
    /// <param name="leftOut">Papers of which no record is kept at all.</param>
    public static FoldedRanking Of(IReadOnlyList<RankedCandidate> ranked, VersionBook book, IEnumerable<PaperId> leftOut)
    {
        var folded = new FoldedRanking(book);
        var firsts = leftOut.Select(book.GroupOf).OfType<IReadOnlyList<PaperId>>().Distinct().ToDictionary(group => group, _ => new List<PaperId>());
        for (var place = 0; place < ranked.Count; place++)
        {
            var id = ranked[place].Candidate.Id;
            var group = book.GroupOf(id);
            if (group is not null && firsts.TryGetValue(group, out var others))
            {
                others.Add(id);
                continue;
            }
            if (group is not null)
                firsts[group] = folded._others[id] = [];
            folded._kept.Add(ranked[place]);
            folded._places.Add(place);
        }
        return folded;
    }

    /// <summary>How long a beginning of the whole ranking must be certain, so that the first so many that are left are.</summary>
    public int Reach(int count) => count <= _places.Count ? _places[count - 1] + 1 : int.MaxValue;

    /// <summary>The other records of a paper that is left: those that were ranked, best first, and the rest in the order of their ids.</summary>
    public (IReadOnlyList<PaperId> Ranked, IReadOnlyList<PaperId> Unranked) OthersOf(PaperId id)
    {
        IReadOnlyList<PaperId> ranked = _others.GetValueOrDefault(id) ?? [];
        return (ranked, [.. Book.OthersOf(id).Except(ranked)]);
    }
}
