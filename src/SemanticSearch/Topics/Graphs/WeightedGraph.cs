namespace SemanticSearch.Topics.Graphs;

/// <summary>An undirected graph in compressed rows: each edge stands at both of its ends. Edges from a node to itself count in strengths alone.</summary>
internal sealed class WeightedGraph
{
    private readonly int[] _starts;
    private readonly int[] _targets;
    private readonly float[] _weights;

    /// <param name="starts">Where each node's edges begin, and the end of the last one's.</param>
    /// <param name="targets">The other end of each edge.</param>
    /// <param name="weights">The weight of each edge, above 0.</param>
    /// <param name="strengths">The weight of all edges of each node, edges to itself counted twice; null where there are none to itself.</param>
    public WeightedGraph(int[] starts, int[] targets, float[] weights, double[]? strengths = null)
    {
        (_starts, _targets, _weights) = (starts, targets, weights);
        Strengths = strengths ?? SumWeights();
        TotalStrength = Strengths.Sum();
    }

    public int Count => _starts.Length - 1;

    /// <summary>The weight of all edges of each node.</summary>
    public double[] Strengths { get; }

    /// <summary>Twice the weight of all edges.</summary>
    public double TotalStrength { get; }

    public ReadOnlySpan<int> Targets(int node) => _targets.AsSpan(_starts[node], _starts[node + 1] - _starts[node]);

    public ReadOnlySpan<float> Weights(int node) => _weights.AsSpan(_starts[node], _starts[node + 1] - _starts[node]);

    /// <summary>The graph whose nodes are groups of this one's: weights between groups are summed, those within are kept in the strengths.</summary>
    /// <param name="groups">The group of each node, from 0 without gaps.</param>
    /// <param name="groupCount">How many groups there are.</param>
    public WeightedGraph Aggregate(int[] groups, int groupCount)
    {
        var members = Grouping.Of(groups, groupCount);
        var (starts, targets, weights) = (new int[groupCount + 1], new List<int>(), new List<float>());
        var sums = new double[groupCount];
        var touched = new List<int>();
        var strengths = new double[groupCount];
        for (var group = 0; group < groupCount; group++)
        {
            foreach (var node in members[group])
            {
                strengths[group] += Strengths[node];
                AddByGroup(node, groups, group, sums, touched);
            }
            touched.Sort();
            foreach (var other in touched)
            {
                targets.Add(other);
                weights.Add((float)sums[other]);
                sums[other] = 0;
            }
            touched.Clear();
            starts[group + 1] = targets.Count;
        }
        return new WeightedGraph(starts, [.. targets], [.. weights], strengths);
    }

    /// <summary>The same edges with other weights.</summary>
    /// <param name="weight">The new weight, above 0, from both ends and the weight before; called from several threads.</param>
    public WeightedGraph Reweighted(Func<int, int, float, float> weight)
    {
        var weights = new float[_weights.Length];
        Parallel.For(0, Count, node =>
        {
            for (var e = _starts[node]; e < _starts[node + 1]; e++)
                weights[e] = weight(node, _targets[e], _weights[e]);
        });
        return new WeightedGraph(_starts, _targets, weights);
    }

    /// <summary>Some of the edges, with other weights.</summary>
    /// <param name="keeps">Whether an edge stays, from both ends and the weight; alike for both directions.</param>
    /// <param name="weight">The new weight, above 0, from the weight before.</param>
    public WeightedGraph Filtered(Func<int, int, float, bool> keeps, Func<float, float> weight)
    {
        var (starts, targets, weights) = (new int[Count + 1], new List<int>(), new List<float>());
        for (var node = 0; node < Count; node++)
        {
            for (var e = _starts[node]; e < _starts[node + 1]; e++)
            {
                if (!keeps(node, _targets[e], _weights[e]))
                    continue;
                targets.Add(_targets[e]);
                weights.Add(weight(_weights[e]));
            }
            starts[node + 1] = targets.Count;
        }
        return new WeightedGraph(starts, [.. targets], [.. weights]);
    }

    /// <summary>The graph among some nodes, numbered in the order that is given.</summary>
    public WeightedGraph Among(ReadOnlySpan<int> nodes)
    {
        var numbers = new Dictionary<int, int>(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
            numbers[nodes[i]] = i;
        var (starts, targets, weights) = (new int[nodes.Length + 1], new List<int>(), new List<float>());
        for (var i = 0; i < nodes.Length; i++)
        {
            var all = Targets(nodes[i]);
            var allWeights = Weights(nodes[i]);
            for (var e = 0; e < all.Length; e++)
            {
                if (!numbers.TryGetValue(all[e], out var number))
                    continue;
                targets.Add(number);
                weights.Add(allWeights[e]);
            }
            starts[i + 1] = targets.Count;
        }
        return new WeightedGraph(starts, [.. targets], [.. weights]);
    }

    private void AddByGroup(int node, int[] groups, int own, double[] sums, List<int> touched)
    {
        var targets = Targets(node);
        var weights = Weights(node);
        for (var e = 0; e < targets.Length; e++)
        {
            var other = groups[targets[e]];
            if (other == own)
                continue;
            if (sums[other] == 0)
                touched.Add(other);
            sums[other] += weights[e];
        }
    }

    private double[] SumWeights()
    {
        var strengths = new double[Count];
        for (var node = 0; node < Count; node++)
            foreach (var weight in Weights(node))
                strengths[node] += weight;
        return strengths;
    }
}
