namespace SemanticSearch.Topics;

/// <summary>What became of a topic in a rebuild.</summary>
public enum TopicChange
{
    /// <summary>A topic that no topic before it became.</summary>
    Born,

    /// <summary>A new topic that took a good part of an old one, which lives on.</summary>
    SplitFrom,

    /// <summary>A topic ended, and most of its papers went into one other.</summary>
    MergedInto,

    /// <summary>A topic ended, and its papers went into many others or away.</summary>
    Died,
}

/// <summary>One change of one topic.</summary>
/// <param name="Build">The build that brought it, from 1.</param>
/// <param name="Change">What happened.</param>
/// <param name="Topic">The id of the topic that it happened to.</param>
/// <param name="Other">The topic that it split from or merged into; null otherwise.</param>
/// <param name="Label">What the topic was called then.</param>
/// <param name="Shared">How many papers both topics have in common.</param>
public sealed record TopicEvent(int Build, TopicChange Change, int Topic, int? Other, string Label, int Shared);

/// <summary>What of an old division lives on in a new one.</summary>
/// <param name="Old">For each new topic the old one that it continues, or -1.</param>
/// <param name="Changes">Each change with the numbers of the topics: new ones for births and splits, old ones for merges and deaths; the other is the old one that was split, or the new one that was merged into.</param>
internal sealed record LineageMatch(int[] Old, IReadOnlyList<(TopicChange Change, int Topic, int Other, int Shared)> Changes);

/// <summary>Matches the topics of two divisions of the same papers by the members that they share.</summary>
internal static class TopicLineage
{
    /// <summary>The share of its papers that a topic must have in common with another to be that one still.</summary>
    private const double Continues = 1 / 3.0;

    /// <summary>The share of an old topic that makes a new one split from it.</summary>
    private const double Splits = 0.2;

    /// <summary>The share of an old topic that makes it merged rather than dead.</summary>
    private const double Merges = 0.5;

    /// <param name="oldTopics">The old topic of each paper, from 0; -1 for papers that are new.</param>
    /// <param name="oldCount">How many old topics there were.</param>
    /// <param name="newTopics">The new topic of each paper, from 0; -1 for papers that are gone.</param>
    /// <param name="newCount">How many new topics there are.</param>
    public static LineageMatch Match(int[] oldTopics, int oldCount, int[] newTopics, int newCount)
    {
        var (shared, oldSizes, newSizes) = Overlaps(oldTopics, oldCount, newTopics, newCount);
        var (continued, continuing) = (Filled(newCount), Filled(oldCount));
        foreach (var ((old, next), count) in shared.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Old).ThenBy(pair => pair.Key.New))
        {
            if (continued[next] >= 0 || continuing[old] >= 0 || count < Continues * Math.Min(oldSizes[old], newSizes[next]) || count < Splits * Math.Max(oldSizes[old], newSizes[next]))
                continue;
            (continued[next], continuing[old]) = (old, next);
        }
        return new LineageMatch(continued, [.. Births(shared, oldSizes, continued), .. Ends(shared, oldSizes, continuing)]);
    }

    private static (Dictionary<(int Old, int New), int> Shared, int[] OldSizes, int[] NewSizes) Overlaps(int[] oldTopics, int oldCount, int[] newTopics, int newCount)
    {
        var shared = new Dictionary<(int Old, int New), int>();
        var (oldSizes, newSizes) = (new int[oldCount], new int[newCount]);
        for (var paper = 0; paper < oldTopics.Length; paper++)
        {
            var (old, next) = (oldTopics[paper], newTopics[paper]);
            if (old >= 0)
                oldSizes[old]++;
            if (next >= 0)
                newSizes[next]++;
            if (old >= 0 && next >= 0)
                shared[(old, next)] = shared.GetValueOrDefault((old, next)) + 1;
        }
        return (shared, oldSizes, newSizes);
    }

    private static IEnumerable<(TopicChange, int, int, int)> Births(Dictionary<(int Old, int New), int> shared, int[] oldSizes, int[] continued)
    {
        for (var next = 0; next < continued.Length; next++)
        {
            if (continued[next] >= 0)
                continue;
            var source = Most(shared.Where(pair => pair.Key.New == next).Select(pair => (pair.Key.Old, pair.Value)));
            yield return source.Count > 0 && source.Count >= Splits * oldSizes[source.Topic]
                ? (TopicChange.SplitFrom, next, source.Topic, source.Count)
                : (TopicChange.Born, next, -1, 0);
        }
    }

    private static IEnumerable<(TopicChange, int, int, int)> Ends(Dictionary<(int Old, int New), int> shared, int[] oldSizes, int[] continuing)
    {
        for (var old = 0; old < continuing.Length; old++)
        {
            if (continuing[old] >= 0)
                continue;
            var target = Most(shared.Where(pair => pair.Key.Old == old).Select(pair => (pair.Key.New, pair.Value)));
            yield return target.Count > 0 && target.Count >= Merges * oldSizes[old]
                ? (TopicChange.MergedInto, old, target.Topic, target.Count)
                : (TopicChange.Died, old, -1, 0);
        }
    }

    private static (int Topic, int Count) Most(IEnumerable<(int Topic, int Count)> shared) =>
        shared.OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Topic).FirstOrDefault((-1, 0));

    private static int[] Filled(int count)
    {
        var filled = new int[count];
        Array.Fill(filled, -1);
        return filled;
    }
}
