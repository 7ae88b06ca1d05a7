using System.Numerics.Tensors;
using System.Text;
using System.Text.RegularExpressions;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// Tells records of one paper: those whose ids differ in a version at their end alone, and those with the same title, in letters and digits,
/// and nearly the same vector, such as a preprint and its article.
/// </summary>
internal static partial class Versions
{
    /// <summary>The least cosine between records of one title. Different papers that share a title, as "Introduction", are farther apart.</summary>
    public const float LeastSimilarity = 0.9f;

    /// <summary>Leaves out every record of a paper of which a better one comes before it.</summary>
    /// <param name="ranked">The ranking.</param>
    /// <param name="best">Its first papers, the only ones that are looked at; null for each that is gone.</param>
    public static FoldedRanking Fold(IReadOnlyList<RankedCandidate> ranked, IReadOnlyList<StoredPaper?> best)
    {
        var (kept, papers) = (new List<RankedCandidate>(ranked.Count), new List<StoredPaper?>(best.Count));
        var versions = new Dictionary<PaperId, List<PaperId>>();
        var first = new Dictionary<string, List<StoredPaper>>(StringComparer.Ordinal);
        for (var i = 0; i < best.Count; i++)
        {
            if (best[i] is { } stored && FirstOf(first, stored) is { } earlier)
            {
                versions.TryAdd(earlier.Paper.Id, []);
                versions[earlier.Paper.Id].Add(stored.Paper.Id);
                continue;
            }
            kept.Add(ranked[i]);
            papers.Add(best[i]);
        }
        kept.AddRange(ranked.Skip(best.Count));
        return new FoldedRanking(kept, papers, versions);
    }

    /// <summary>The record of the same paper that came first; null, and the record is noted, where there is none.</summary>
    private static StoredPaper? FirstOf(Dictionary<string, List<StoredPaper>> first, StoredPaper stored)
    {
        string[] keys = ["id " + VersionAtEnd().Replace(stored.Paper.Id.Value, ""), "title " + Letters(stored.Paper.Title)];
        foreach (var key in keys)
            if (first.GetValueOrDefault(key)?.Find(earlier => key == keys[0] || IsNear(earlier, stored)) is { } earlier)
                return earlier;
        foreach (var key in keys)
        {
            first.TryAdd(key, []);
            first[key].Add(stored);
        }
        return null;
    }

    private static bool IsNear(StoredPaper one, StoredPaper other) => TensorPrimitives.Dot<float>(one.Vector, other.Vector) >= LeastSimilarity;

    private static string Letters(string title) =>
        string.Concat(title.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    [GeneratedRegex("v[0-9]{1,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionAtEnd();
}

/// <summary>A ranking in which each paper comes once.</summary>
/// <param name="Ranked">What is left of the ranking.</param>
/// <param name="Best">Its first papers.</param>
/// <param name="Versions">The other records of a paper, best first, by the one that is left.</param>
internal sealed record FoldedRanking(
    IReadOnlyList<RankedCandidate> Ranked, IReadOnlyList<StoredPaper?> Best, IReadOnlyDictionary<PaperId, List<PaperId>> Versions);
