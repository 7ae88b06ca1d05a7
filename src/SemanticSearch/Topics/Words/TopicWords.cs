namespace SemanticSearch.Topics.Words;

/// <summary>The words of the papers that topics are labelled by, and the labels of any division of them.</summary>
internal sealed class TopicWords
{
    /// <summary>How many phrases a topic is told by.</summary>
    public const int Shown = 10;

    private const int Considered = 60;

    private readonly WordTable _words;
    private readonly PlacedWord[][] _papers;
    private readonly PhraseTable _phrases;

    public TopicWords(WordTable words, PlacedWord[][] papers, CancellationToken cancellationToken)
    {
        (_words, _papers) = (words, papers);
        _phrases = new PhraseTable(words, papers, LeastPapers(papers.Length), cancellationToken);
    }

    /// <summary>The phrases and the label of each topic of a division.</summary>
    /// <param name="members">The papers of each topic.</param>
    public TopicLabel[] Describe(int[][] members, CancellationToken cancellationToken) => Describe([members], cancellationToken)[0];

    /// <summary>The phrases and the label of each topic of several divisions.</summary>
    /// <param name="divisions">The papers of each topic of each division.</param>
    public TopicLabel[][] Describe(int[][][] divisions, CancellationToken cancellationToken)
    {
        var choice = new LabelChoice(_phrases, _papers.Length);
        var chosen = Array.ConvertAll(divisions, members =>
            choice.Choose(PhraseScores.Best(_phrases, members, _papers.Length, Considered, cancellationToken), Shown));
        // All papers are read for how phrases are written, so they are read once for all divisions.
        var forms = SurfaceForms.Find(_phrases, _words, _papers, chosen.SelectMany(topics => topics).SelectMany(phrases => phrases).ToHashSet(), cancellationToken);
        return Array.ConvertAll(chosen, topics => Array.ConvertAll(topics, phrases => TopicLabel.Of([.. phrases.Select(phrase => forms[phrase])])));
    }

    /// <summary>How many papers must have a phrase: ten, fewer where there are few papers.</summary>
    private static int LeastPapers(int count) => Math.Clamp(count / 200, count < 20 ? 1 : 2, 10);
}

/// <summary>What a topic is called.</summary>
/// <param name="Text">Three to five words that tell it.</param>
/// <param name="Phrases">The words and phrases that tell it best, best first, as papers write them.</param>
internal sealed record TopicLabel(string Text, IReadOnlyList<string> Phrases)
{
    private const int MaxWords = 5;

    /// <summary>The label of the first phrases up to five words: one phrase always, three at most.</summary>
    public static TopicLabel Of(string[] phrases)
    {
        var shown = new List<string>();
        var words = 0;
        foreach (var phrase in phrases.Take(LabelChoice.First))
        {
            var length = phrase.Split(' ', '-').Length;
            if (shown.Count > 0 && words + length > MaxWords)
                continue;
            shown.Add(phrase);
            words += length;
        }
        return new TopicLabel(shown.Count == 0 ? Unnamed : string.Join(", ", shown), phrases);
    }

    /// <summary>The label with more of its phrases where others have it already; it is among the others from then on.</summary>
    public TopicLabel Unlike(HashSet<string> others)
    {
        var text = Text;
        for (var i = 0; !others.Add(text); i++)
            text = i < Phrases.Count && !Text.Contains(Phrases[i], StringComparison.Ordinal) ? $"{text}, {Phrases[i]}" : i < Phrases.Count ? text : $"{Text} ({i - Phrases.Count + 2})";
        return this with { Text = text };
    }

    /// <summary>What a topic is called whose papers have no word in common.</summary>
    public const string Unnamed = "mixed";
}
