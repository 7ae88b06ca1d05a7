using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics.Maps;

/// <summary>How the map is laid out.</summary>
internal sealed record MapOptions
{
    /// <summary>How many of its strongest edges hold a paper in its place.</summary>
    public int Edges { get; init; } = 13;

    /// <summary>How often every paper is moved; 500 times changed nothing that can be told from chance.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>How many papers a paper is pushed away from for each that draws it near.</summary>
    public int Negatives { get; init; } = 8;

    /// <summary>How many papers are moved at once.</summary>
    public int Block { get; init; } = 256;

    /// <summary>Decides what chance decides.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Lays papers out so that neighbours stay neighbours, by the loss of UMAP (McInnes, Healy and Melville, 2018)
/// with a least distance of 0.1. UMAP moves papers one edge after
/// another, which threads cannot share without racing; here the papers of one block after another move at once, each seeing the others where
/// they were before its block, and chance is a hash of seed, epoch and paper. So the map is the same bit for bit, however many threads there are.
/// </summary>
internal static class MapLayout
{
    // The curve 1 / (1 + a d^2b) that is nearest to 1 up to a distance of 0.1 and falls off as exp(0.1 - d) beyond.
    private const float A = 1.5769434f;
    private const float B = 0.8950608f;
    private const float MaxStep = 4;
    private const float Closest = 0.001f;

    /// <param name="edges">What draws papers together, see <see cref="MapEdges"/>.</param>
    /// <param name="start">Where the papers are in the beginning.</param>
    public static MapPoint[] Run(WeightedGraph edges, MapPoint[] start, MapOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var (points, moved) = ((MapPoint[])start.Clone(), new MapPoint[start.Length]);
        var heaviest = Heaviest(edges);
        var order = Enumerable.Range(0, start.Length).ToArray();
        new Random(options.Seed).Shuffle(order);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            var step = 1f - (float)epoch / options.Epochs;
            for (var from = 0; from < order.Length; from += options.Block)
            {
                var to = Math.Min(order.Length, from + options.Block);
                Parallel.For(from, to, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                    moved[order[i]] = Move(order[i], epoch, step, heaviest, edges, points, options));
                for (var i = from; i < to; i++)
                    points[order[i]] = moved[order[i]];
            }
            progress?.Report((epoch + 1.0) / options.Epochs);
        }
        return points;
    }

    private static float Heaviest(WeightedGraph edges)
    {
        var heaviest = 0f;
        for (var node = 0; node < edges.Count; node++)
            foreach (var weight in edges.Weights(node))
                heaviest = Math.Max(heaviest, weight);
        return heaviest;
    }

    private static MapPoint Move(int node, int epoch, float step, float heaviest, WeightedGraph edges, MapPoint[] points, MapOptions options)
    {
        var chance = new Chance(options.Seed, epoch, node);
        var (x, y) = (points[node].X, points[node].Y);
        var targets = edges.Targets(node);
        var weights = edges.Weights(node);
        for (var e = 0; e < targets.Length; e++)
        {
            // An edge of the greatest weight draws both of its ends twice an epoch, once for each direction, a lighter one less often.
            var draws = Times(2 * weights[e] / heaviest, epoch, e);
            for (var i = 0; i < draws; i++)
                Attract(ref x, ref y, points[targets[e]], step);
            var pushes = Times(options.Negatives * weights[e] / heaviest, epoch, e);
            for (var i = 0; i < pushes; i++)
                if (chance.Next(points.Length) is var other && other != node)
                    Repel(ref x, ref y, points[other], step);
        }
        return new MapPoint(x, y);
    }

    /// <summary>How often something of a rate an epoch happens in this one, evenly spread; edges do not all begin at once.</summary>
    private static int Times(float rate, int epoch, int edge)
    {
        var phase = edge * 0.618034f;
        phase -= MathF.Floor(phase);
        return (int)MathF.Floor((epoch + 1) * rate + phase) - (int)MathF.Floor(epoch * rate + phase);
    }

    private static void Attract(ref float x, ref float y, MapPoint other, float step)
    {
        var (dx, dy) = (x - other.X, y - other.Y);
        var square = dx * dx + dy * dy;
        if (square <= 0)
            return;
        var power = MathF.Pow(square, B);
        var factor = -2 * A * B * power / square / (1 + A * power);
        x += step * Math.Clamp(factor * dx, -MaxStep, MaxStep);
        y += step * Math.Clamp(factor * dy, -MaxStep, MaxStep);
    }

    private static void Repel(ref float x, ref float y, MapPoint other, float step)
    {
        var (dx, dy) = (x - other.X, y - other.Y);
        var square = dx * dx + dy * dy;
        var factor = 2 * B / ((Closest + square) * (1 + A * MathF.Pow(square, B)));
        x += step * Math.Clamp(factor * dx, -MaxStep, MaxStep);
        y += step * Math.Clamp(factor * dy, -MaxStep, MaxStep);
    }

    /// <summary>Numbers that depend on nothing but seed, epoch and node (splitmix64: Steele, Lea and Flood, 2014).</summary>
    private struct Chance(int seed, int epoch, int node)
    {
        private ulong _state = ((ulong)(uint)seed << 40) ^ ((ulong)(uint)epoch << 24) * 0x9E3779B97F4A7C15 ^ (ulong)(uint)node * 0xD1B54A32D192ED03;

        public int Next(int below)
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            return (int)((z >> 32) * (ulong)below >> 32);
        }
    }
}
