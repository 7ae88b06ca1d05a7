using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>What is known of the topics before a build: where to begin, and which ids live on.</summary>
internal sealed class TopicsBefore(TopicModel? model, PaperColumns papers)
{
    /// <summary>
    /// Whether the papers are those that the topics before were built of, unchanged, so that dividing them anew could only move papers without a
    /// reason.
    /// </summary>
    /// <param name="indexVersion">The state of the store now.</param>
    /// <param name="resolution">How fine the topics shall be.</param>
    public bool IsUnchanged(string indexVersion, double resolution) =>
        model is not null && model.Origin.BuiltVersion == indexVersion && model.Origin.Resolution.Equals(resolution)
        && model.Origin.BuiltPapers == papers.Count && model.Papers.Ids.AsSpan().SequenceEqual(papers.Ids);

    /// <summary>The group that each sampled paper begins with, -1 for one of its own; null where nothing was before.</summary>
    /// <param name="level">The level of the topics before.</param>
    /// <param name="sample">The rows of the sampled papers.</param>
    /// <param name="neighbours">Their neighbours, by which papers that are new begin.</param>
    public int[]? Start(TopicLevel level, int[] sample, NeighbourTable neighbours)
    {
        if (model is null)
            return null;
        var old = OldTopics(level);
        var start = Array.ConvertAll(sample, row => old[row]);
        var known = (int[])start.Clone();
        for (var i = 0; i < start.Length; i++)
        {
            // A paper that was in none of this level, such as one of a topic without subtopics, begins so again.
            if (known[i] >= 0 || model.Papers.Row(papers.Ids[sample[i]]) >= 0)
                continue;
            var votes = neighbours[i].ToArray().Select(neighbour => known[neighbour]).Where(topic => topic >= 0).ToArray();
            start[i] = votes.Length > 0 ? TopicVotes.Elect(votes).Topic : -1;
        }
        return start;
    }

    /// <summary>The id of each node of a new division, and what happened to topics on the way.</summary>
    /// <param name="tree">The new division.</param>
    /// <param name="leaves">The lowest node of each paper.</param>
    /// <param name="labels">What each node is called.</param>
    public (int[] Ids, List<TopicEvent> Events, int NextId) Identify(TopicTree tree, int[] leaves, IReadOnlyList<string> labels)
    {
        var ids = new int[tree.Count];
        var events = new List<TopicEvent>();
        var (build, next) = ((model?.Origin.Build ?? 0) + 1, model?.Origin.NextId ?? 1);
        foreach (var level in Enum.GetValues<TopicLevel>())
        {
            var (nodes, old) = (tree.Nodes(level), model?.Topics.Where(topic => topic.Level == level).ToArray() ?? []);
            var number = Enumerable.Range(0, nodes.Length).ToDictionary(i => nodes[i]);
            var division = Array.ConvertAll(leaves, leaf => number.GetValueOrDefault(tree.At(leaf, level), -1));
            var match = TopicLineage.Match(OldTopics(level), old.Length, division, nodes.Length);
            for (var i = 0; i < nodes.Length; i++)
                ids[nodes[i]] = match.Old[i] >= 0 ? old[match.Old[i]].Id : next++;
            events.AddRange(match.Changes.Select(change => change.Change is TopicChange.Born or TopicChange.SplitFrom
                ? new TopicEvent(build, change.Change, ids[nodes[change.Topic]], change.Other < 0 ? null : old[change.Other].Id, labels[nodes[change.Topic]], change.Shared)
                : new TopicEvent(build, change.Change, old[change.Topic].Id, change.Other < 0 ? null : ids[nodes[change.Other]], old[change.Topic].Label, change.Shared)));
        }
        return (ids, events, next);
    }

    /// <summary>The number of the old topic of a level of each paper, in the order of the model's topics of that level; -1 for none.</summary>
    private int[] OldTopics(TopicLevel level)
    {
        var old = new int[papers.Count];
        Array.Fill(old, -1);
        if (model is null)
            return old;
        var numbers = model.Topics.Where(topic => topic.Level == level).Select((topic, i) => (topic.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
        var ofTopic = model.Topics.ToDictionary(topic => topic.Id, topic => model.Path(topic.Id).FirstOrDefault(above => above.Level == level) is { } found ? numbers[found.Id] : -1);
        for (var row = 0; row < papers.Count; row++)
            if (model.Papers.Row(papers.Ids[row]) is >= 0 and var before)
                old[row] = ofTopic[model.Papers.Topics[before]];
        return old;
    }
}
