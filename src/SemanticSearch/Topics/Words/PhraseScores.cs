using System.Runtime.InteropServices;

namespace SemanticSearch.Topics.Words;

/// <summary>A phrase that tells a topic, with how well it does.</summary>
/// <param name="Phrase">Its number in the <see cref="PhraseTable"/>.</param>
/// <param name="Score">Above 0; comparable within a topic.</param>
/// <param name="Papers">How many of the topic's papers have it.</param>
internal readonly record struct ScoredPhrase(int Phrase, double Score, int Papers);

/// <summary>
/// Which phrases tell a topic from the others: score = p ln(((c + q) / (m + 1)) / q), with m papers in the topic, c of them with the phrase,
/// p = c / m, and q the share of all papers that have it. It is high for what much of the topic and little else has.
/// </summary>
internal static class PhraseScores
{
    /// <summary>What a phrase counts for beside a word: it says more, so people would rather read it.</summary>
    private const double PhraseFactor = 1.2;

    private const double LeastLift = 1e-3;

    /// <summary>The best phrases of each topic, best first.</summary>
    /// <param name="phrases">The phrases of all papers.</param>
    /// <param name="members">The papers of each topic.</param>
    /// <param name="paperCount">How many papers there are.</param>
    /// <param name="kept">How many phrases of each topic to keep.</param>
    public static ScoredPhrase[][] Best(PhraseTable phrases, int[][] members, int paperCount, int kept, CancellationToken cancellationToken)
    {
        var best = new ScoredPhrase[members.Length][];
        Parallel.For(0, members.Length, new ParallelOptions { CancellationToken = cancellationToken }, topic =>
        {
            var counts = Count(phrases, members[topic]);
            best[topic] = [.. counts
                .Select(count => new ScoredPhrase(count.Key, Score(count.Value, members[topic].Length, phrases.PaperCount(count.Key) / (double)paperCount, phrases.Keys(count.Key).Length), count.Value))
                .OrderByDescending(scored => scored.Score).ThenBy(scored => scored.Phrase)
                .Take(kept)];
        });
        return best;
    }

    // What is no commoner in the topic than elsewhere still tells more than nothing where there is nothing better.
    private static double Score(int count, int size, double share, int words) =>
        (words > 1 ? PhraseFactor : 1) * count / size * Math.Max(LeastLift, Math.Log((count + share) / (size + 1) / share));

    private static Dictionary<int, int> Count(PhraseTable phrases, int[] papers)
    {
        var counts = new Dictionary<int, int>();
        foreach (var paper in papers)
            foreach (var phrase in phrases.ShownIn(paper))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, phrase, out _)++;
        return counts;
    }
}
