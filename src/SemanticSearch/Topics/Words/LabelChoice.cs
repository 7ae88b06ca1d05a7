namespace SemanticSearch.Topics.Words;

/// <summary>Chooses from the phrases of each topic those that say different things, and gives no two topics the same first ones.</summary>
internal sealed class LabelChoice(PhraseTable phrases, int paperCount)
{
    private readonly Coherence _coherence = new(phrases, paperCount);

    /// <summary>How many of a topic's first phrases no other topic has among its first ones.</summary>
    public const int First = 3;

    /// <summary>A phrase says what one of its words says where it is in at least this share of the word's papers in the topic.</summary>
    private const double SameShare = 0.5;

    /// <summary>The phrases of each topic in the order in which they are shown.</summary>
    /// <param name="scored">The best phrases of each topic, best first.</param>
    /// <param name="shown">How many phrases a topic has at most.</param>
    public int[][] Choose(ScoredPhrase[][] scored, int shown)
    {
        var varied = new List<ScoredPhrase>[scored.Length];
        Parallel.For(0, scored.Length, topic => varied[topic] = _coherence.Order(Vary(scored[topic]), 2 * shown));
        var first = ChooseFirst(varied);
        var taken = first.SelectMany(own => own).ToHashSet();
        return [.. first.Select((own, topic) => Rest(own, varied[topic], taken, shown))];
    }

    /// <summary>The first phrases and those after them. Where there are too few first ones, the others' must not take their place.</summary>
    private static int[] Rest(List<int> first, List<ScoredPhrase> varied, HashSet<int> taken, int shown)
    {
        var others = varied.Select(candidate => candidate.Phrase).Where(phrase => !first.Contains(phrase));
        var free = first.Count < First && first.Count > 0 ? others.Where(phrase => !taken.Contains(phrase)) : others;
        return [.. first, .. free.Take(shown - first.Count)];
    }

    /// <summary>Leaves out what another phrase of the topic says already.</summary>
    private List<ScoredPhrase> Vary(ScoredPhrase[] scored)
    {
        var kept = new List<(ScoredPhrase Scored, int[] Keys)>();
        foreach (var candidate in scored)
        {
            var keys = phrases.Keys(candidate.Phrase);
            var same = kept.FindIndex(other => SaysTheSame(candidate, keys, other.Scored, other.Keys));
            if (same < 0)
                kept.Add((candidate, keys));
            else if (keys.Length > kept[same].Keys.Length)
                kept[same] = (kept[same].Scored with { Phrase = candidate.Phrase, Papers = candidate.Papers }, keys);
        }
        return [.. kept.Select(entry => entry.Scored)];
    }

    private static bool SaysTheSame(ScoredPhrase a, int[] keysA, ScoredPhrase b, int[] keysB)
    {
        var shared = keysA.Count(key => keysB.Contains(key));
        if (shared == 0)
            return false;
        // Two phrases of which neither holds the other, such as "neural network" and "network traffic", share a word and yet say two things.
        return shared == Math.Min(keysA.Length, keysB.Length)
            && Math.Min(a.Papers, b.Papers) >= SameShare * Math.Max(a.Papers, b.Papers);
    }

    /// <summary>Goes through all phrases from the one that tells its topic best, and gives each to one topic alone.</summary>
    private List<int>[] ChooseFirst(List<ScoredPhrase>[] varied)
    {
        var chosen = Array.ConvertAll(varied, _ => new List<int>());
        var taken = new HashSet<int>();
        foreach (var (topic, candidate) in varied
            .SelectMany((candidates, topic) => candidates.Select(candidate => (Topic: topic, Candidate: candidate)))
            .OrderByDescending(entry => entry.Candidate.Score).ThenBy(entry => entry.Topic))
        {
            if (chosen[topic].Count < First && !Repeats(chosen[topic], candidate.Phrase) && taken.Add(candidate.Phrase))
                chosen[topic].Add(candidate.Phrase);
        }
        return chosen;
    }

    /// <summary>Whether a label would say a word twice.</summary>
    private bool Repeats(List<int> chosen, int phrase) => chosen.Exists(other => phrases.AreAlike(other, phrase));
}
