using System.Numerics.Tensors;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>How papers are divided into topics.</summary>
internal sealed record ClusterOptions
{
    private const int MostNeighbours = 30;
    private const int FewestNeighbours = 8;
    private const double NeighboursOfOne = 1.45;

    /// <summary>How fine the topics are: 8 gives about 60 to 80 at 10,000 papers, 40 to 60 at 2,000.</summary>
    public double Resolution { get; init; } = 8;

    /// <summary>Decides what chance decides.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many divisions from different orders are made, of which what they agree in is taken.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How many rounds each of these has at most.</summary>
    public int AttemptIterations { get; init; } = 2;

    /// <summary>How many rounds the last division has at most.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>What share of its ties a paper must gain to leave the topic that it had before.</summary>
    public double Inertia { get; init; } = 0.1;

    /// <summary>Whether each paper moves to the topic of the nearest centre at the end.</summary>
    public bool Settle { get; init; } = true;

    /// <summary>Whether the division to begin with stays as it is, because nothing came, went or changed.</summary>
    public bool Keep { get; init; }

    /// <summary>
    /// How many of its nearest papers a paper is joined with: 30 of 10,000 papers and more, fewer of fewer papers, where thirty would reach
    /// beyond a subject.
    /// </summary>
    public static int Neighbours(int count) => Math.Clamp((int)Math.Round(NeighboursOfOne * Math.Cbrt(count)), FewestNeighbours, MostNeighbours);
}

/// <summary>Divides papers into topics. Every paper has one.</summary>
internal static class TopicClusters
{
    /// <summary>What an edge counts whose ends no division leaves together.</summary>
    private const float LeastWeight = 1e-4f;

    /// <summary>The topic of each row, from 0 without gaps, in the order of their first rows.</summary>
    /// <param name="graph">The graph of shared neighbours.</param>
    /// <param name="centred">The rows' vectors, centred, unit length.</param>
    /// <param name="options">How to divide.</param>
    /// <param name="start">The topic that each row begins with, any numbers, -1 for one of its own; null where nothing was before.</param>
    public static int[] Find(WeightedGraph graph, VectorTable centred, ClusterOptions options, int[]? start, CancellationToken cancellationToken)
    {
        if (graph.Count == 0)
            return [];
        var best = start is null ? Agreed(graph, options, cancellationToken) : Numbered(start);
        if (start is not null && options.Keep)
            return best;
        if (start is not null)
            best = Leiden.Find(graph, options.Resolution, options.Seed, options.Iterations, best, options.Inertia, cancellationToken);
        SmallTopics.Dissolve(best, centred, SmallestSize(graph.Count));
        if (options.Settle)
            Settle(best, centred);
        Grouping.Renumber(best);
        return best;
    }

    /// <summary>The same topics, numbered from 0 without gaps in the order of their first rows.</summary>
    private static int[] Numbered(int[] start)
    {
        var next = Math.Max(0, start.Max() + 1);
        var numbered = Array.ConvertAll(start, topic => topic < 0 ? next++ : topic);
        Grouping.Renumber(numbered);
        return numbered;
    }

    /// <summary>
    /// What divisions from different orders agree in: each edge counts by the share of them that leave both of its ends together, and the graph
    /// of that is divided once more (Lancichinetti and Fortunato, Consensus clustering in complex networks, 2012). The greatest modularity of
    /// many divisions is steady too, but takes more of them.
    /// </summary>
    private static int[] Agreed(WeightedGraph graph, ClusterOptions options, CancellationToken cancellationToken)
    {
        var attempts = new int[options.Attempts][];
        Parallel.For(0, attempts.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            attempts[i] = Leiden.Find(graph, options.Resolution, options.Seed * 1000 + i, options.AttemptIterations, null, 0, cancellationToken));
        var agreed = graph.Reweighted((node, target, weight) =>
            Math.Max(LeastWeight, weight * attempts.Count(division => division[node] == division[target]) / attempts.Length));
        return Leiden.Find(agreed, options.Resolution, options.Seed, options.Iterations, null, 0, cancellationToken);
    }

    /// <summary>The fewest papers that make a topic: a five hundredth of them, from 10 to 20.</summary>
    public static int SmallestSize(int count) => Math.Clamp(count / 500, 10, 20);

    /// <summary>The direction of each topic's mean, unit length.</summary>
    public static VectorTable Centres(int[] topics, int topicCount, VectorTable centred)
    {
        var centres = new VectorTable(new float[topicCount * centred.Dimensions], centred.Dimensions);
        for (var row = 0; row < topics.Length; row++)
        {
            if (topics[row] < 0)
                continue;
            var sum = centres.Writable(topics[row]);
            TensorPrimitives.Add(sum, centred[row], sum);
        }
        for (var topic = 0; topic < topicCount; topic++)
        {
            var sum = centres.Writable(topic);
            var norm = TensorPrimitives.Norm<float>(sum);
            if (norm > 0)
                TensorPrimitives.Divide(sum, norm, sum);
        }
        return centres;
    }

    /// <summary>The centre that is nearest to a vector; the first of equal ones.</summary>
    public static int Nearest(ReadOnlySpan<float> vector, VectorTable centres)
    {
        var (best, bestProduct) = (0, float.NegativeInfinity);
        for (var topic = 0; topic < centres.Count; topic++)
            if (TensorPrimitives.Dot(vector, centres[topic]) is var product && product > bestProduct)
                (best, bestProduct) = (topic, product);
        return best;
    }

    private static void Settle(int[] topics, VectorTable centred)
    {
        var centres = Centres(topics, topics.Max() + 1, centred);
        Parallel.For(0, topics.Length, row => topics[row] = Nearest(centred[row], centres));
    }
}
