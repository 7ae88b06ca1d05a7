using System.IO.Hashing;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Versions;

/// <summary>
/// What tells whether two records are of one paper: ids that differ in a version at their end alone, or titles and vectors that are nearly the
/// same, such as those of a preprint and its article.
/// </summary>
/// <param name="Id">The record.</param>
/// <param name="Marks">
/// Hashes by which records that may be of the same paper find each other: first that of the id without its version; where the title tells
/// anything, those of all its words whatever their order, of its first words and of its last ones.
/// </param>
/// <param name="Words">A hash of each word of the title, ascending, each once; empty where the title tells nothing.</param>
internal sealed partial record RecordTraits(PaperId Id, long[] Marks, uint[] Words)
{
    /// <summary>The version of these rules and of the hashes; a file of another one is made again.</summary>
    public const int RulesVersion = 1;

    /// <summary>The least cosine between records of the same title. Different papers that share a title, as "Introduction", are farther apart.</summary>
    public const float LeastOfSameTitle = 0.9f;

    /// <summary>The least cosine between records whose titles were changed a little.</summary>
    public const float LeastOfLikeTitle = 0.97f;

    /// <summary>Which share of the words of both titles together the titles have in common then, at least.</summary>
    private const double LeastSharedWords = 0.7;

    /// <summary>How many words make the beginning and the end of a title: with four, one word more in the middle of a title of five hides it.</summary>
    private const int EndWords = 3;

    /// <summary>A title of fewer words tells nothing by itself: many editorials that have no abstract are many papers.</summary>
    private const int FewestTelling = 3;

    private enum Mark : byte
    {
        Stem,
        AllWords,
        FirstWords,
        LastWords,
    }

    public static RecordTraits Of(Paper paper)
    {
        var marks = new List<long> { Hash(Mark.Stem, Encoding.UTF8.GetBytes(VersionAtEnd().Replace(paper.Id.Key, ""))) };
        var words = NoLetters().Split(paper.Title.Normalize(NormalizationForm.FormKC).ToUpperInvariant()).Where(word => word.Length > 0).ToList();
        var hashes = words.Select(word => (uint)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(word))).Distinct().Order().ToArray();
        if (hashes.Length == 0 || (hashes.Length < FewestTelling && paper.Abstract.Length == 0))
            return new RecordTraits(paper.Id, [.. marks], []);
        marks.Add(Hash(Mark.AllWords, MemoryMarshal.AsBytes(hashes.AsSpan())));
        if (words.Count >= EndWords)
            marks.AddRange([Hash(Mark.FirstWords, Joined(words[..EndWords])), Hash(Mark.LastWords, Joined(words[^EndWords..]))]);
        return new RecordTraits(paper.Id, [.. marks], hashes);
    }

    /// <summary>Whether two records have a mark in common; those without one are taken for different papers.</summary>
    public bool SharesMark(RecordTraits other) => Marks.AsSpan().ContainsAny(other.Marks);

    /// <summary>
    /// The least cosine of their vectors with which two records are of one paper: -1 where their ids say it all, null where no cosine is
    /// enough.
    /// </summary>
    public float? LeastSimilarity(RecordTraits other)
    {
        if (Marks[0] == other.Marks[0])
            return -1;
        var shared = SharedWords(other);
        return shared >= 1 ? LeastOfSameTitle : shared >= LeastSharedWords ? LeastOfLikeTitle : null;
    }

    // The index of Jaccard: 1 for the same words.
    private double SharedWords(RecordTraits other)
    {
        var (shared, i, j) = (0, 0, 0);
        while (i < Words.Length && j < other.Words.Length)
        {
            var order = Words[i].CompareTo(other.Words[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return shared / (double)Math.Max(1, Words.Length + other.Words.Length - shared);
    }

    private static byte[] Joined(IEnumerable<string> words) => Encoding.UTF8.GetBytes(string.Join(' ', words));

    private static long Hash(Mark mark, ReadOnlySpan<byte> bytes) => unchecked((long)XxHash3.HashToUInt64(bytes, (long)mark));

    // After a letter it is more likely the letter's word than a version: dev1 and dev2 are two papers.
    [GeneratedRegex(@"(?:(?<=[0-9])|(?<=[\p{L}\p{N}])[-_./])v[0-9]{1,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionAtEnd();

    [GeneratedRegex(@"[^\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoLetters();
}

/// <summary>A record that is about to be stored.</summary>
/// <param name="Traits">What tells its paper.</param>
/// <param name="Vector">Its vector, rounded as stores may round it: what was compared before it was stored compares the same afterwards.</param>
/// <param name="Fingerprint">See <see cref="StoredPaper.Fingerprint"/>.</param>
internal sealed record ToldRecord(RecordTraits Traits, float[] Vector, ulong Fingerprint)
{
    public static ToldRecord Of(StoredPaper stored) => new(RecordTraits.Of(stored.Paper), Rounded(stored.Vector), stored.Fingerprint);

    /// <summary>A vector as every store gives it back.</summary>
    public static float[] Rounded(float[] vector) => Float16.Decode(Float16.Encode(vector));

    /// <summary>Whether a cosine is great enough for one paper.</summary>
    public bool IsNear(float[] vector, float least) => least <= -1 || TensorPrimitives.Dot<float>(Vector, vector) >= least;
}

/// <summary>A record that the file has.</summary>
/// <param name="Number">Its row, greater for each that is written later.</param>
internal sealed record KnownRecord(long Number, RecordTraits Traits);
