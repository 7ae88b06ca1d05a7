using System.Numerics.Tensors;
using System.Text;
using System.Text.RegularExpressions;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// Tells records of one paper: those whose ids differ in a version at their end alone, and those whose titles and vectors are nearly the same,
/// such as a preprint and its article.
/// </summary>
internal static partial class Versions
{
    /// <summary>The least cosine between records of the same title. Different papers that share a title, as "Introduction", are farther apart.</summary>
    public const float LeastOfSameTitle = 0.9f;

    /// <summary>The least cosine between records whose titles were changed a little.</summary>
    public const float LeastOfLikeTitle = 0.97f;

    /// <summary>Which share of the words of both titles together the titles have in common then, at least.</summary>
    private const double LeastSharedWords = 0.7;

    /// <summary>Leaves out every record of a paper of which a better one comes before it.</summary>
    /// <param name="ranked">The ranking.</param>
    /// <param name="best">Its first papers, the only ones that are looked at; null for each that is gone.</param>
    public static FoldedRanking Fold(IReadOnlyList<RankedCandidate> ranked, IReadOnlyList<StoredPaper?> best)
    {
        var (kept, papers) = (new List<RankedCandidate>(ranked.Count), new List<StoredPaper?>(best.Count));
        var versions = new Dictionary<PaperId, List<PaperId>>();
        var firsts = new List<RecordTraits>();
        for (var i = 0; i < best.Count; i++)
        {
            if (best[i] is { } stored)
            {
                var traits = RecordTraits.Of(stored);
                if (firsts.Find(traits.IsOfSamePaper) is { } first)
                {
                    versions.TryAdd(first.Id, []);
                    versions[first.Id].Add(traits.Id);
                    continue;
                }
                firsts.Add(traits);
            }
            kept.Add(ranked[i]);
            papers.Add(best[i]);
        }
        kept.AddRange(ranked.Skip(best.Count));
        return new FoldedRanking(kept, papers, versions);
    }

    [GeneratedRegex("v[0-9]{1,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionAtEnd();

    /// <summary>What tells whether two records are of one paper.</summary>
    private sealed record RecordTraits(PaperId Id, string Stem, HashSet<string> Words, float[] Vector)
    {
        public static RecordTraits Of(StoredPaper stored) =>
            new(stored.Paper.Id, VersionAtEnd().Replace(stored.Paper.Id.Value, ""), WordsOf(stored.Paper.Title), stored.Vector);

        public bool IsOfSamePaper(RecordTraits other) =>
            Stem == other.Stem
            || (TensorPrimitives.Dot<float>(Vector, other.Vector) is >= LeastOfSameTitle and var similarity
                && SharedWords(other) >= (similarity >= LeastOfLikeTitle ? LeastSharedWords : 1));

        // The index of Jaccard: 1 for the same words.
        private double SharedWords(RecordTraits other)
        {
            var shared = Words.Count(other.Words.Contains);
            return shared / (double)Math.Max(1, Words.Count + other.Words.Count - shared);
        }

        private static HashSet<string> WordsOf(string title) =>
            [.. NoLetters().Split(title.Normalize(NormalizationForm.FormKC).ToUpperInvariant()).Where(word => word.Length > 0)];
    }

    [GeneratedRegex(@"[^\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoLetters();
}

/// <summary>A ranking in which each paper comes once.</summary>
/// <param name="Ranked">What is left of the ranking.</param>
/// <param name="Best">Its first papers.</param>
/// <param name="Versions">The other records of a paper, best first, by the one that is left.</param>
internal sealed record FoldedRanking(
    IReadOnlyList<RankedCandidate> Ranked, IReadOnlyList<StoredPaper?> Best, IReadOnlyDictionary<PaperId, List<PaperId>> Versions);
