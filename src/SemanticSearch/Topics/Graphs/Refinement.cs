namespace SemanticSearch.Topics.Graphs;

/// <summary>
/// The second phase of a Leiden round: divides each community into parts that hold together, so that the next level may take it apart again.
/// </summary>
internal sealed class Refinement
{
    private readonly WeightedGraph _graph;
    private readonly int[] _communities;
    private readonly double _factor;
    private readonly int[] _parts;
    private readonly double[] _partStrengths;
    private readonly int[] _partSizes;
    private readonly double[] _outward;
    private readonly double[] _communityStrengths;
    private readonly double[] _links;
    private readonly List<int> _touched = [];

    private Refinement(WeightedGraph graph, double resolution, int[] communities)
    {
        (_graph, _communities) = (graph, communities);
        _factor = resolution / Math.Max(graph.TotalStrength, double.Epsilon);
        _parts = [.. Enumerable.Range(0, graph.Count)];
        _partStrengths = (double[])graph.Strengths.Clone();
        _partSizes = new int[graph.Count];
        Array.Fill(_partSizes, 1);
        _communityStrengths = new double[graph.Count];
        for (var node = 0; node < graph.Count; node++)
            _communityStrengths[communities[node]] += graph.Strengths[node];
        _links = new double[graph.Count];
        _outward = new double[graph.Count];
        for (var node = 0; node < graph.Count; node++)
            _outward[node] = WeightWithin(node);
    }

    /// <summary>The part of each node, each within one community; numbers with gaps, below the count of nodes.</summary>
    public static int[] Run(WeightedGraph graph, double resolution, Random random, int[] communities)
    {
        var refinement = new Refinement(graph, resolution, communities);
        var order = Enumerable.Range(0, graph.Count).ToArray();
        random.Shuffle(order);
        foreach (var node in order)
            refinement.Merge(node);
        return refinement._parts;
    }

    private double WeightWithin(int node)
    {
        var targets = _graph.Targets(node);
        var weights = _graph.Weights(node);
        var sum = 0.0;
        for (var e = 0; e < targets.Length; e++)
            sum += _communities[targets[e]] == _communities[node] ? weights[e] : 0;
        return sum;
    }

    /// <summary>Merges a node that is still alone into the part where it adds most, where both are well connected with the rest of the community.</summary>
    private void Merge(int node)
    {
        if (_partSizes[_parts[node]] != 1 || _parts[node] != node || !IsWellConnected(node))
            return;
        CountLinks(node);
        var (best, bestGain) = (node, 0.0);
        foreach (var part in _touched)
        {
            var gain = _links[part] - _factor * _graph.Strengths[node] * _partStrengths[part];
            if (gain > bestGain && IsWellConnected(part))
                (best, bestGain) = (part, gain);
        }
        if (best != node)
            Join(node, best);
        foreach (var part in _touched)
            _links[part] = 0;
        _touched.Clear();
    }

    private bool IsWellConnected(int part)
    {
        var whole = _communityStrengths[_communities[part]];
        return _outward[part] >= _factor * _partStrengths[part] * (whole - _partStrengths[part]);
    }

    private void CountLinks(int node)
    {
        var targets = _graph.Targets(node);
        var weights = _graph.Weights(node);
        for (var e = 0; e < targets.Length; e++)
        {
            if (_communities[targets[e]] != _communities[node])
                continue;
            var part = _parts[targets[e]];
            if (_links[part] == 0)
                _touched.Add(part);
            _links[part] += weights[e];
        }
    }

    private void Join(int node, int part)
    {
        _outward[part] += _outward[node] - 2 * _links[part];
        _partStrengths[part] += _partStrengths[node];
        _partSizes[part]++;
        _partSizes[node] = 0;
        _parts[node] = part;
    }
}
