namespace SemanticSearch.Topics.Graphs;

/// <summary>The first phase of a Leiden round: each node moves to the community where it adds most, until none would move.</summary>
internal static class LocalMoves
{
    /// <summary>Keeps rounding from moving nodes to and fro.</summary>
    private const double LeastGain = 1e-12;

    /// <param name="graph">What to divide.</param>
    /// <param name="resolution">See <see cref="Leiden"/>.</param>
    /// <param name="random">Decides the order of the nodes.</param>
    /// <param name="communities">The community of each node, numbers below the count of nodes; changed in place.</param>
    /// <param name="inertia">What share of a node's strength it must gain to move.</param>
    public static void Run(WeightedGraph graph, double resolution, Random random, int[] communities, double inertia)
    {
        var state = new CommunityState(graph, resolution, communities, inertia);
        var order = Enumerable.Range(0, graph.Count).ToArray();
        random.Shuffle(order);
        var queue = new Queue<int>(order);
        var isQueued = new bool[graph.Count];
        Array.Fill(isQueued, true);
        while (queue.TryDequeue(out var node))
        {
            isQueued[node] = false;
            if (!state.MoveToBest(node))
                continue;
            foreach (var neighbour in graph.Targets(node))
            {
                if (isQueued[neighbour] || communities[neighbour] == communities[node])
                    continue;
                isQueued[neighbour] = true;
                queue.Enqueue(neighbour);
            }
        }
    }

    /// <summary>The strength of each community, and which numbers are free for a new one.</summary>
    private sealed class CommunityState
    {
        private readonly WeightedGraph _graph;
        private readonly int[] _communities;
        private readonly double[] _strengths;
        private readonly int[] _sizes;
        private readonly Stack<int> _free = new();
        private readonly double[] _links;
        private readonly List<int> _touched = [];
        private readonly double _factor;
        private readonly double _inertia;

        public CommunityState(WeightedGraph graph, double resolution, int[] communities, double inertia)
        {
            (_graph, _communities, _inertia) = (graph, communities, inertia);
            _strengths = new double[graph.Count];
            _sizes = new int[graph.Count];
            _links = new double[graph.Count];
            _factor = resolution / Math.Max(graph.TotalStrength, double.Epsilon);
            for (var node = 0; node < graph.Count; node++)
            {
                _strengths[communities[node]] += graph.Strengths[node];
                _sizes[communities[node]]++;
            }
            for (var community = graph.Count - 1; community >= 0; community--)
                if (_sizes[community] == 0)
                    _free.Push(community);
        }

        public bool MoveToBest(int node)
        {
            var own = _communities[node];
            var strength = _graph.Strengths[node];
            _strengths[own] -= strength;
            CountLinks(node);
            var best = own;
            var bestGain = _links[own] - _factor * strength * _strengths[own] + _inertia * strength + LeastGain;
            foreach (var community in _touched)
            {
                var gain = _links[community] - _factor * strength * _strengths[community];
                if (gain > bestGain)
                    (best, bestGain) = (community, gain);
                _links[community] = 0;
            }
            _touched.Clear();
            if (bestGain < 0 && _sizes[own] > 1)
                best = _free.Peek();
            _strengths[best] += strength;
            return best != own && Move(node, own, best);
        }

        private bool Move(int node, int from, int to)
        {
            if (_sizes[to]++ == 0)
                _free.Pop();
            if (--_sizes[from] == 0)
                _free.Push(from);
            _communities[node] = to;
            return true;
        }

        private void CountLinks(int node)
        {
            var targets = _graph.Targets(node);
            var weights = _graph.Weights(node);
            for (var e = 0; e < targets.Length; e++)
            {
                var community = _communities[targets[e]];
                if (_links[community] == 0)
                    _touched.Add(community);
                _links[community] += weights[e];
            }
        }
    }
}
