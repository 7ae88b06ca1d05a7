namespace SemanticSearch.Topics.Words;

/// <summary>
/// Which phrases stand in the same papers. Of what tells a topic, people make one subject out of phrases that are used together, and a list
/// of unrelated ones out of the rest.
/// </summary>
internal sealed class Coherence(PhraseTable phrases, int paperCount)
{
    /// <summary>What unrelated phrases count for, so that no phrase is out of question.</summary>
    private const double Least = 0.05;

    /// <summary>The candidates in an order in which each is told by its score and by how often it stands with those before it.</summary>
    public List<ScoredPhrase> Order(IReadOnlyList<ScoredPhrase> candidates, int wanted)
    {
        var ordered = new List<ScoredPhrase>();
        var rest = candidates.ToList();
        var bonds = new Dictionary<int, double>();
        while (rest.Count > 0 && ordered.Count < wanted)
        {
            var best = rest.MaxBy(candidate => candidate.Score * Bond(bonds, candidate.Phrase, ordered.Count));
            rest.Remove(best);
            ordered.Add(best);
            foreach (var other in rest)
                bonds[other.Phrase] = bonds.GetValueOrDefault(other.Phrase) + Association(best.Phrase, other.Phrase);
        }
        return ordered;
    }

    private static double Bond(Dictionary<int, double> bonds, int phrase, int count) =>
        count == 0 ? 1 : Math.Max(Least, bonds[phrase] / count);

    /// <summary>Normalised pointwise mutual information of two phrases over all papers, in [-1, 1] (Bouma, 2009).</summary>
    private double Association(int a, int b)
    {
        var together = Shared(phrases.PapersWith(a), phrases.PapersWith(b)) / (double)paperCount;
        if (together == 0)
            return -1;
        return together >= 1 ? 1 : Math.Log(together * paperCount / phrases.PaperCount(a) * paperCount / phrases.PaperCount(b)) / -Math.Log(together);
    }

    private static int Shared(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var (shared, i, j) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            var (left, right) = (a[i], b[j]);
            shared += left == right ? 1 : 0;
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return shared;
    }
}
