using System.Numerics.Tensors;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>
/// Gives the papers of topics that are too small to the topics whose centres are nearest, the smallest topic first, so that small ones of one
/// subject become a large one rather than parts of another.
/// </summary>
internal sealed class SmallTopics
{
    private readonly int[] _topics;
    private readonly VectorTable _centred;
    private readonly List<int>[] _members;
    private readonly VectorTable _sums;

    private SmallTopics(int[] topics, int topicCount, VectorTable centred)
    {
        (_topics, _centred) = (topics, centred);
        _members = [.. Grouping.Of(topics, topicCount).Select(rows => rows.ToList())];
        _sums = new VectorTable(new float[topicCount * centred.Dimensions], centred.Dimensions);
        for (var row = 0; row < topics.Length; row++)
            Add(row, topics[row]);
    }

    /// <param name="topics">The topic of each row; changed in place, with gaps in the numbers afterwards.</param>
    /// <param name="centred">The rows' vectors, centred, unit length.</param>
    /// <param name="smallest">How many papers a topic needs; where all of them have fewer together, they are one topic.</param>
    public static void Dissolve(int[] topics, VectorTable centred, int smallest)
    {
        var small = new SmallTopics(topics, Grouping.Renumber(topics), centred);
        var sizes = new PriorityQueue<int, (int Size, int Topic)>();
        for (var topic = 0; topic < small._members.Length; topic++)
            sizes.Enqueue(topic, (small._members[topic].Count, topic));
        while (sizes.Count > 1 && sizes.TryDequeue(out var least, out var known))
        {
            if (known.Size != small._members[least].Count)
                sizes.Enqueue(least, (small._members[least].Count, least));
            else if (known.Size >= smallest)
                return;
            else
                small.GiveAway(least);
        }
    }

    private void GiveAway(int topic)
    {
        var rows = _members[topic];
        var others = Enumerable.Range(0, _members.Length).Where(other => other != topic && _members[other].Count > 0).ToArray();
        var norms = Array.ConvertAll(others, other => Math.Max(1e-12f, TensorPrimitives.Norm(_sums[other])));
        var nearest = rows.ConvertAll(row => others[Nearest(row, others, norms)]);
        _members[topic] = [];
        for (var i = 0; i < rows.Count; i++)
        {
            _topics[rows[i]] = nearest[i];
            _members[nearest[i]].Add(rows[i]);
            Add(rows[i], nearest[i]);
        }
    }

    private int Nearest(int row, int[] others, float[] norms)
    {
        var (best, bestSimilarity) = (0, float.NegativeInfinity);
        for (var i = 0; i < others.Length; i++)
            if (TensorPrimitives.Dot(_centred[row], _sums[others[i]]) / norms[i] is var similarity && similarity > bestSimilarity)
                (best, bestSimilarity) = (i, similarity);
        return best;
    }

    private void Add(int row, int topic)
    {
        var sum = _sums.Writable(topic);
        TensorPrimitives.Add(sum, _centred[row], sum);
    }
}
