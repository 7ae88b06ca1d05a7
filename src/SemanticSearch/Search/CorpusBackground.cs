using System.Numerics.Tensors;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// How similar two papers of a corpus are that have nothing to do with each other: the cosines of all pairs of a fair sample, counted in
/// bins. Against it a cosine becomes a percentile, and the least that counts as close becomes a number; that of questions comes from what
/// everyday questions reach that no abstract answers (see <see cref="EverydayQuestions"/>).
/// </summary>
/// <remarks>
/// The sample depends on what is stored alone, not on the order in which it came, and one more paper changes one of it at most, so the
/// figures are the same wherever the same papers are and hardly move while a corpus grows.
/// </remarks>
public sealed class CorpusBackground
{
    /// <summary>How many papers the sample has: over half a million pairs.</summary>
    public const int SampleSize = 1024;

    /// <summary>With fewer papers than this, pairs say too little to judge by.</summary>
    public const int LeastPapers = 32;

    /// <summary>A paper counts as like another where so many of a hundred pairs are less alike.</summary>
    public const double ExamplePercentile = 75;

    /// <summary>A question counts as answered by what is at least as similar to it as the best paper is to so many of a hundred everyday questions.</summary>
    public const int EverydayShare = 75;

    private const int Bins = 4096;

    private readonly IReadOnlyList<SampledPaper> _sample;
    private readonly long[] _counts;
    private readonly long[] _below;

    private CorpusBackground(string indexVersion, IReadOnlyList<SampledPaper> sample, long[] counts, IReadOnlyList<ReadOnlyMemory<float>> everyday)
    {
        (IndexVersion, _sample, _counts) = (indexVersion, sample, counts);
        _below = new long[Bins + 1];
        for (var bin = 0; bin < Bins; bin++)
            _below[bin + 1] = _below[bin] + counts[bin];
        QuestionFloor = IsKnown ? FloorOf(Best(everyday)) : null;
    }

    /// <summary>The state of the store that it was made of.</summary>
    public string IndexVersion { get; }

    /// <summary>Whether there are enough papers to judge by.</summary>
    public bool IsKnown => _sample.Count >= LeastPapers;

    /// <summary>The least similarity to a question that counts as close; null where there are too few papers.</summary>
    public ResultFloor? QuestionFloor { get; }

    /// <summary>The least similarity to a paper that counts as close; null where there are too few papers.</summary>
    public ResultFloor? ExampleFloor => SimilarityAt(ExamplePercentile) is { } similarity ? new ResultFloor(similarity, ExamplePercentile) : null;

    /// <param name="indexVersion">The state of the store.</param>
    /// <param name="everyday">The vectors of <see cref="EverydayQuestions"/>.</param>
    /// <param name="sample">What the store has drawn.</param>
    /// <param name="before">An earlier background, from which only the pairs of changed papers are counted anew; null for none.</param>
    public static CorpusBackground Of(
        string indexVersion, IReadOnlyList<SampledPaper> sample, IReadOnlyList<ReadOnlyMemory<float>> everyday, CorpusBackground? before = null)
    {
        var known = before?._sample.ToDictionary(paper => paper.Id) ?? [];
        var kept = sample.Where(paper => known.TryGetValue(paper.Id, out var old) && old.Vector.AsSpan().SequenceEqual(paper.Vector)).ToList();
        if (before is null || kept.Count < sample.Count / 2)
            return new CorpusBackground(indexVersion, sample, Count([], sample), everyday);
        var keptIds = kept.Select(paper => paper.Id).ToHashSet();
        var counts = (long[])before._counts.Clone();
        TensorPrimitives.Subtract(counts, Count(kept, [.. before._sample.Where(paper => !keptIds.Contains(paper.Id))]), counts);
        TensorPrimitives.Add(counts, Count(kept, [.. sample.Where(paper => !keptIds.Contains(paper.Id))]), counts);
        return new CorpusBackground(indexVersion, sample, counts, everyday);
    }

    /// <summary>The share of pairs that are less similar than this, 0 to 100; null where there are too few papers.</summary>
    public double? Percentile(float similarity)
    {
        if (!IsKnown)
            return null;
        var place = Math.Clamp((similarity + 1.0) / 2 * Bins, 0, Bins);
        var bin = Math.Min((int)place, Bins - 1);
        return 100 * (_below[bin] + (place - bin) * _counts[bin]) / _below[Bins];
    }

    /// <summary>The similarity that so many of a hundred pairs stay below; null where there are too few papers.</summary>
    /// <param name="percentile">0 to 100.</param>
    public float? SimilarityAt(double percentile)
    {
        if (!IsKnown)
            return null;
        var wanted = percentile / 100 * _below[Bins];
        var bin = Array.FindIndex(_counts, count => count > 0);
        while (bin < Bins - 1 && _below[bin + 1] < wanted)
            bin++;
        var part = _counts[bin] == 0 ? 0 : Math.Clamp((wanted - _below[bin]) / _counts[bin], 0, 1);
        return (float)((bin + part) / Bins * 2 - 1);
    }

    /// <summary>
    /// The floor that as many papers of the sample reach for one query as reach a given floor for another; null where none does, so that no
    /// floor is known.
    /// </summary>
    /// <param name="known">The query whose floor is known.</param>
    /// <param name="floor">Its floor.</param>
    /// <param name="query">The query whose floor is wanted.</param>
    public ResultFloor? FloorLike(ReadOnlySpan<float> known, float floor, ReadOnlySpan<float> query)
    {
        var reaching = 0;
        var similarities = new float[_sample.Count];
        for (var i = 0; i < similarities.Length; i++)
        {
            reaching += TensorPrimitives.Dot(known, _sample[i].Vector) >= floor ? 1 : 0;
            similarities[i] = TensorPrimitives.Dot(query, _sample[i].Vector);
        }
        if (reaching == 0)
            return null;
        Array.Sort(similarities);
        return FloorOf(similarities[^reaching]);
    }

    private ResultFloor FloorOf(float similarity) => new(similarity, Percentile(similarity)!.Value);

    private float Best(IReadOnlyList<ReadOnlyMemory<float>> questions)
    {
        var best = questions.Select(question => _sample.Max(paper => TensorPrimitives.Dot(question.Span, paper.Vector))).Order().ToList();
        return best[(best.Count - 1) * EverydayShare / 100];
    }

    /// <summary>Counts the pairs of some papers with others and among themselves.</summary>
    private static long[] Count(List<SampledPaper> others, IReadOnlyList<SampledPaper> papers)
    {
        var counts = new long[Bins];
        Parallel.For(0, papers.Count, () => new long[Bins], (i, _, bins) =>
        {
            foreach (var other in others)
                bins[BinOf(papers[i], other)]++;
            for (var j = i + 1; j < papers.Count; j++)
                bins[BinOf(papers[i], papers[j])]++;
            return bins;
        }, bins =>
        {
            lock (counts)
                TensorPrimitives.Add(counts, bins, counts);
        });
        return counts;
    }

    private static int BinOf(SampledPaper a, SampledPaper b) =>
        Math.Clamp((int)((TensorPrimitives.Dot<float>(a.Vector, b.Vector) + 1.0) / 2 * Bins), 0, Bins - 1);
}
