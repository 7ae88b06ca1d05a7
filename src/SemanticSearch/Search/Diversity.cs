using System.Numerics.Tensors;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// Maximal marginal relevance (Carbonell and Goldstein, The Use of MMR, SIGIR 1998): each next paper is the one with the greatest
/// <c>(1 - d) score - d m</c>, where m is its greatest similarity to a paper before it.
/// </summary>
internal static class Diversity
{
    /// <summary>The ranking with its first papers in another order; what follows them stays.</summary>
    /// <param name="ranked">The ranking by score.</param>
    /// <param name="best">Its first papers; null for each that is gone.</param>
    /// <param name="diversity">d, above 0 and at most 1.</param>
    public static IReadOnlyList<RankedCandidate> Reorder(IReadOnlyList<RankedCandidate> ranked, IReadOnlyList<StoredPaper?> best, float diversity)
    {
        var rest = Enumerable.Range(0, best.Count).Where(i => best[i] is not null).ToList();
        var nearest = new float[best.Count];
        var reordered = new List<RankedCandidate>(ranked.Count);
        while (rest.Count > 0)
        {
            // Of equals the one that scores best comes first, since it stands first.
            var next = rest.MaxBy(i => (1 - diversity) * ranked[i].Score - diversity * nearest[i]);
            reordered.Add(ranked[next]);
            rest.Remove(next);
            foreach (var i in rest)
                nearest[i] = Math.Max(nearest[i], TensorPrimitives.Dot<float>(best[i]!.Vector, best[next]!.Vector));
        }
        reordered.AddRange(ranked.Skip(best.Count));
        return reordered;
    }
}
