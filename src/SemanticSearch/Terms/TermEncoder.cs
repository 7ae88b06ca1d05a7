using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace SemanticSearch.Terms;

/// <summary>
/// Turns text into weighted terms, so that the lexical leg ranks alike in every store.
/// </summary>
/// <remarks>
/// A term's id is a 32-bit hash of its stem. A passage's weight is BM25's saturated term frequency,
/// <c>f (k1 + 1) / (f + k1 (1 - b + b l / L))</c> (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, with the title
/// as a weighted field: f = <see cref="TitleWeight"/> x title count + abstract count). L is a constant, not the corpus's own mean, so
/// that a passage's weights depend on its text alone. The store multiplies by <c>ln(1 + (N - n + 0.5) / (n + 0.5))</c>.
/// Safe for concurrent use.
/// </remarks>
public static class TermEncoder
{
    // The values did best on average over the judged sets; docs/QUALITY.md has what else was tried.
    public const float K1 = 1.5f;
    public const float B = 0.75f;
    public const float TitleWeight = 3f;

    /// <summary>The length, in weighted terms, at which a passage is neither long nor short: about that of a typical arXiv abstract.</summary>
    public const float ReferenceLength = 100f;

    [ThreadStatic]
    private static Analyzer? _analyzer;

    /// <summary>Name and version of the encoder with its parameters: equal text gives equal vectors where this is equal.</summary>
    public static string Identity { get; } =
        string.Create(CultureInfo.InvariantCulture, $"english-2 k1={K1} b={B} title={TitleWeight} length={ReferenceLength}");

    /// <summary>The terms of a passage with BM25 weights in (0, k1 + 1).</summary>
    public static SparseVector EncodePassage(string title, string abstractText)
    {
        var counts = new Dictionary<uint, float>();
        Count(title, TitleWeight, counts);
        Count(abstractText, 1, counts);
        var norm = K1 * (1 - B + B * counts.Values.Sum() / ReferenceLength);
        return ToVector(counts, count => count * (K1 + 1) / (count + norm));
    }

    /// <summary>The terms of a query, each with its count as the weight.</summary>
    public static SparseVector EncodeQuery(string text)
    {
        var counts = new Dictionary<uint, float>();
        Count(text, 1, counts);
        return ToVector(counts, count => count);
    }

    /// <summary>The words of a text that some terms stand for, each with its place in UTF-16 units, in their order.</summary>
    public static List<(int Start, int Length)> Occurrences(string text, SparseVector terms)
    {
        var found = new List<(int Start, int Length)>();
        if (terms.Count == 0)
            return found;
        foreach (var word in new TextWords(text))
        {
            var stands = false;
            (_analyzer ??= new Analyzer()).Analyze(text.AsSpan(word.Start, word.Length), term => stands |= Array.BinarySearch(terms.Indices, TermId(term)) >= 0);
            if (stands)
                found.Add((word.Start, word.Length));
        }
        return found;
    }

    /// <summary>The id of a stem.</summary>
    public static uint TermId(string stem) => (uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(stem.AsSpan()));

    private static void Count(string text, float weight, Dictionary<uint, float> counts) =>
        (_analyzer ??= new Analyzer()).Analyze(text, term =>
            CollectionsMarshal.GetValueRefOrAddDefault(counts, TermId(term), out _) += weight);

    private static SparseVector ToVector(Dictionary<uint, float> counts, Func<float, float> weight)
    {
        if (counts.Count == 0)
            return SparseVector.Empty;
        var indices = counts.Keys.ToArray();
        Array.Sort(indices);
        return new SparseVector(indices, Array.ConvertAll(indices, index => weight(counts[index])));
    }
}
