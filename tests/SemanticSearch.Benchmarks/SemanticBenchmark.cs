using System.Globalization;
using System.Runtime.Intrinsics.X86;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// The search by short codes with exact rescoring from float16, against a scan of float32 vectors by TensorPrimitives, both on one thread,
/// in turn. Times are the process's CPU time, so that a busy machine tells the same. The queries are real vectors that are not stored.
/// </summary>
internal static class SemanticBenchmark
{
    private const int RealCount = 20_000;
    private const int QueryCount = 200;
    private const int ScanCount = 60;
    private const double SlowestFiltered = 1.3;

    private static readonly double LeastSpeedup = Avx512BW.IsSupported ? 20 : 8;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var real = await RealEmbeddings.LoadAsync(RealCount, cancellationToken);
        var stored = real[..^(QueryCount * RealEmbeddings.Dimensions)];
        var queries = real[stored.Length..].Chunk(RealEmbeddings.Dimensions).ToArray();
        var measurements = new List<Measurement>();
        foreach (var count in (int[])[stored.Length / RealEmbeddings.Dimensions, 100_000, 1_000_000])
        {
            var isReal = count <= RealCount;
            var vectors = isReal ? stored : SemanticCorpus.Mixed(stored, count, cancellationToken);
            var name = string.Create(CultureInfo.InvariantCulture, $"{count / 1000}k {(isReal ? "real" : "mixed")}");
            measurements.AddRange(Measure(new SemanticCorpus(name, vectors, cancellationToken), queries, cancellationToken));
        }
        return measurements;
    }

    private static List<Measurement> Measure(SemanticCorpus corpus, float[][] queries, CancellationToken cancellationToken)
    {
        var (scan, truths) = ScanAll(corpus, queries[..ScanCount], cancellationToken);
        var all = RowBitmap.Full(corpus.Count);
        var calibration = corpus.Index.Calibration;
        List<Measurement> report =
        [
            new($"{corpus.Name}: writing, all cores", corpus.WriteSeconds, "CPU s"),
            new($"{corpus.Name}: size", (double)corpus.Bytes / corpus.Count, "B/paper"),
            new($"{corpus.Name}: calibrated margins, one bit", calibration.CoarseMargin, ""),
            new($"{corpus.Name}: calibrated margins, two bits", calibration.FineMargin, ""),
            new($"{corpus.Name}: calibrated recall@10", calibration.Recall, "", 0.999),
            new($"{corpus.Name}: calibrated R, two bits", calibration.Rescored, "rows"),
            new($"{corpus.Name}: similarity of the nearest", truths.Average(truth => truth.Best(all, 1)[0].Score), ""),
            new($"{corpus.Name}: similarity of the tenth", truths.Average(truth => truth.Best(all, 10)[9].Score), ""),
            new($"{corpus.Name}: exact scan", scan, "ms"),
        ];
        var unfiltered = 0.0;
        foreach (var depth in (int[])[10, 200])
        {
            var found = SearchAll(corpus, queries, truths, all, depth);
            unfiltered = depth == 10 ? found.Milliseconds : unfiltered;
            report.AddRange(found.Report($"{corpus.Name}, depth {depth}"));
            report.Add(new($"{corpus.Name}, depth {depth}: scan / search", scan / found.Milliseconds, "x", depth == 10 && corpus.Count == 1_000_000 ? LeastSpeedup : null));
        }
        foreach (var share in (double[])[0.5, 0.1, 0.01, 0.001])
        {
            var found = SearchAll(corpus, queries, truths, Share(corpus.Count, share), 10);
            var name = string.Create(CultureInfo.InvariantCulture, $"{corpus.Name}, {share:0.#%} allowed");
            report.Add(new($"{name}: recall", found.Recall, "", 0.999));
            report.Add(new($"{name}: unfiltered / filtered", unfiltered / found.Milliseconds, "x", 1 / SlowestFiltered));
        }
        var floor = FloorAll(corpus, queries, truths);
        report.Add(new($"{corpus.Name}, floor at the best 1 %: set", floor.Milliseconds, "ms"));
        report.Add(new($"{corpus.Name}, floor at the best 1 %: second bits read", floor.Refined, "rows"));
        report.Add(new($"{corpus.Name}, floor at the best 1 %: rescored exactly", floor.Rescored, "rows"));
        report.Add(new($"{corpus.Name}, floor at the best 1 %: scan / set", scan / floor.Milliseconds, "x"));
        return report;
    }

    private static (double Milliseconds, Truth[] Truths) ScanAll(SemanticCorpus corpus, float[][] queries, CancellationToken cancellationToken)
    {
        var truths = new Truth[queries.Length];
        var similarities = new float[corpus.Count];
        var milliseconds = 0.0;
        for (var q = 0; q < queries.Length; q++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = Environment.CpuUsage.TotalTime;
            corpus.Scan(queries[q], similarities);
            milliseconds += (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            truths[q] = new Truth(similarities);
        }
        return (milliseconds / queries.Length, truths);
    }

    private static Found SearchAll(SemanticCorpus corpus, float[][] queries, Truth[] truths, RowBitmap allowed, int depth)
    {
        var (recall, refined, rescored) = (0.0, 0L, 0L);
        for (var q = 0; q < truths.Length; q++)
        {
            var results = new List<(int Row, float Score)>();
            corpus.Index.Search(queries[q], allowed, depth, -1, corpus.Exact(queries[q]), results);
            recall += truths[q].Recall(allowed, depth, results) / truths.Length;
        }
        var before = Environment.CpuUsage.TotalTime;
        foreach (var query in queries)
        {
            var found = corpus.Index.Search(query, allowed, depth, -1, corpus.Exact(query), []);
            (refined, rescored) = (refined + found.Refined, rescored + found.Rescored);
        }
        var spent = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        return new Found(spent / queries.Length, recall, (double)refined / queries.Length, (double)rescored / queries.Length);
    }

    private static (double Milliseconds, double Refined, double Rescored) FloorAll(SemanticCorpus corpus, float[][] queries, Truth[] truths)
    {
        var all = RowBitmap.Full(corpus.Count);
        var (refined, rescored) = (0.0, 0.0);
        var before = Environment.CpuUsage.TotalTime;
        for (var q = 0; q < truths.Length; q++)
        {
            var found = corpus.Index.AtLeast(queries[q], all, truths[q].BestPercent, corpus.Exact(queries[q]), new RowBitmap(corpus.Count));
            (refined, rescored) = (refined + found.Refined, rescored + found.Rescored);
        }
        return ((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / truths.Length, refined / truths.Length, rescored / truths.Length);
    }

    private static RowBitmap Share(int count, double share)
    {
        var random = new Random(3);
        var rows = new RowBitmap(count);
        for (var row = 0; row < count; row++)
            if (random.NextDouble() < share)
                rows.Add(row);
        return rows;
    }

    /// <summary>What the searches of one kind took and found, a query.</summary>
    private sealed record Found(double Milliseconds, double Recall, double Refined, double Rescored)
    {
        public IEnumerable<Measurement> Report(string name) =>
        [
            new($"{name}: search", Milliseconds, "ms"),
            new($"{name}: recall", Recall, "", 0.999),
            new($"{name}: second bits read", Refined, "rows"),
            new($"{name}: rescored exactly", Rescored, "rows"),
        ];
    }

    /// <summary>The best percent of the rows by the exact scan, best first, and enough of them for a filter that lets few pass.</summary>
    private sealed class Truth
    {
        private readonly (int Row, float Score)[] _best;

        public Truth(float[] similarities)
        {
            var (rows, scores) = (Enumerable.Range(0, similarities.Length).ToArray(), Array.ConvertAll(similarities, score => -score));
            Array.Sort(scores, rows);
            _best = [.. rows.Take(Kept(rows.Length)).Select((row, i) => (row, -scores[i]))];
            BestPercent = -scores[rows.Length / 100];
        }

        public float BestPercent { get; }

        public List<(int Row, float Score)> Best(RowBitmap allowed, int depth) => [.. _best.Where(found => allowed[found.Row]).Take(depth)];

        public double Recall(RowBitmap allowed, int depth, List<(int Row, float Score)> results)
        {
            var best = Best(allowed, depth).Select(found => found.Row).ToHashSet();
            return best.Count == 0 ? 1 : (double)results.Count(found => best.Contains(found.Row)) / best.Count;
        }

        private static int Kept(int count) => Math.Min(count, Math.Max(count / 50, 20_000));
    }
}
