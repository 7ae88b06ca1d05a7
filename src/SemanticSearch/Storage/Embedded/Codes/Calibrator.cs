using System.Numerics.Tensors;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// Measures how far the estimates of a segment are off, with a sample of its vectors as queries and their nearest rows, found with
/// margins that lose none; then takes the least margins that a search needs, and searches with them to see what they give.
/// </summary>
internal sealed class Calibrator(CodeLayout layout, Rotation rotation, float[] centre, byte[] blocks, byte[] fine, float offsetError, VectorReader read)
{
    /// <summary>The share of the ten nearest that a search is to find.</summary>
    private const float TargetRecall = 0.999f;

    private const int MaxSample = 64;

    // The work grows with the sample times the rows, and small segments are merged into larger ones soon.
    private const int RowsPerSample = 1000;
    private const int Neighbours = 100;
    private const int Depth = 10;

    // Six standard deviations of either error.
    private const float GenerousCoarse = 3.6f;
    private const float GenerousFine = 6;

    // Standard deviations of a margin. A row that is just among the nearest is lost with a probability of .0007 for either margin; most are well within.
    private const float Deviations = 3.2f;
    private const float Step = 1.1f;
    private const int MaxSteps = 6;

    // Fewer pairs than this say little, so the margins stay at what theory says, with some room.
    private const int EnoughPairs = 1000;
    private const float UsualCoarse = 0.65f * Deviations;
    private const float UsualFine = 1.1f * Deviations;

    /// <summary>What holds where nothing was measured.</summary>
    public static CodeCalibration Unmeasured { get; } = new(UsualCoarse, UsualFine, 1, 0, 0, 0);

    private readonly record struct Probe(List<(int Row, float Score)> Truth, List<(float Coarse, float Fine)> Errors);

    public CodeCalibration Measure(CancellationToken cancellationToken)
    {
        var sample = Math.Min(MaxSample, layout.Count / RowsPerSample);
        var probes = new Probe[sample];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = CodeWriter.Parallelism };
        Parallel.For(0, sample, options, i => probes[i] = Take(Row(i, sample)));
        var errors = probes.SelectMany(probe => probe.Errors).ToList();
        var coarse = Margin(errors.ConvertAll(error => error.Coarse), UsualCoarse);
        var fineMargin = Margin(errors.ConvertAll(error => error.Fine), UsualFine);
        var measured = new CodeCalibration(coarse, fineMargin, 1, 0, 0, 0);
        for (var step = 0; sample > 0 && step < MaxSteps && (step == 0 || measured.Recall < TargetRecall); step++)
        {
            var widened = MathF.Pow(Step, step);
            measured = Try(probes, coarse * widened, fineMargin * widened, options);
        }
        return measured;
    }

    private int Row(int probe, int sample) => (int)((long)layout.Count * probe / sample);

    // The nearest rows of a row, the row itself left out, and how much more similar they are than estimated, in the units of the margins.
    private Probe Take(int row)
    {
        var query = new float[layout.Dimensions];
        read(row, query);
        var truth = new List<(int Row, float Score)>();
        var estimates = EstimatesOf(query);
        Nearest(query, estimates, GenerousCoarse, GenerousFine, Neighbours + 1, truth);
        truth.RemoveAll(found => found.Row == row);
        var codes = new CodeSpans(layout, blocks, fine);
        var errors = new List<(float, float)>();
        foreach (var (near, score) in truth)
            errors.Add(Error(codes, estimates, query, near, score));
        return new Probe(truth, errors);
    }

    private (float Coarse, float Fine) Error(CodeSpans codes, Estimates estimates, float[] query, int row, float score)
    {
        Span<ushort> sums = stackalloc ushort[CodeLayout.BlockRows];
        var block = codes.Block(row / CodeLayout.BlockRows);
        estimates.Sums(block, sums);
        var signSum = estimates.SignSum(sums[row % CodeLayout.BlockRows]);
        var (similarity, unit) = estimates.Fine(codes.Fine(row), signSum);
        var (coarse, coarseUnit) = estimates.Coarse(block, row % CodeLayout.BlockRows, signSum);
        // The error lives in what is at right angles to the row. A text that is typed is less like its nearest rows than a stored one,
        // so the units are those of a query that is at right angles altogether.
        var sine = Sine(query, row);
        return (Ratio(score - coarse, coarseUnit * sine), Ratio(score - similarity, unit * sine));
    }

    private static float Ratio(float error, float unit) => unit > 0 ? error / unit : 0;

    private float Sine(float[] query, int row)
    {
        var (from, to) = (new float[query.Length], new float[query.Length]);
        TensorPrimitives.Subtract(query, centre, from);
        read(row, to);
        TensorPrimitives.Subtract(to, centre, to);
        var lengths = TensorPrimitives.Norm<float>(from) * TensorPrimitives.Norm<float>(to);
        var cosine = lengths > 0 ? TensorPrimitives.Dot<float>(from, to) / lengths : 0;
        // Never so little that the rounding of near copies would count as error of the method.
        return MathF.Sqrt(MathF.Max(0.1f, 1 - cosine * cosine));
    }

    private static float Margin(List<float> errors, float usual)
    {
        if (errors.Count == 0)
            return usual;
        var mean = errors.Average();
        var deviation = MathF.Sqrt(errors.Average(error => (error - mean) * (error - mean)));
        var measured = MathF.Max(0, mean) + Deviations * deviation;
        return errors.Count < EnoughPairs ? MathF.Max(measured, usual) : measured;
    }

    private CodeCalibration Try(Probe[] probes, float coarse, float fineMargin, ParallelOptions options)
    {
        var found = new (int Hits, int Wanted, int Refined, int Rescored)[probes.Length];
        Parallel.For(0, probes.Length, options, i =>
        {
            var query = new float[layout.Dimensions];
            var row = Row(i, probes.Length);
            read(row, query);
            var results = new List<(int Row, float Score)>();
            var search = Nearest(query, EstimatesOf(query), coarse, fineMargin, Depth + 1, results);
            var wanted = probes[i].Truth.Take(Depth).ToList();
            var hits = wanted.Count(near => results.Any(result => result.Row == near.Row));
            found[i] = (hits, wanted.Count, search.Refined, search.Rescored);
        });
        var recall = (float)found.Sum(probe => probe.Hits) / found.Sum(probe => probe.Wanted);
        return new CodeCalibration(coarse, fineMargin, recall, (float)found.Average(probe => probe.Refined), (float)found.Average(probe => probe.Rescored), probes.Length);
    }

    private Estimates EstimatesOf(float[] query) => new(new QueryTables(query, centre, rotation, layout, withFine: true), layout, offsetError, ScanKernel.Current);

    private CodeSearch Nearest(float[] query, Estimates estimates, float coarse, float fineMargin, int depth, List<(int Row, float Score)> results)
    {
        var vector = new float[layout.Dimensions];
        var search = new CodeSearch(estimates, coarse, fineMargin, closer: null, row =>
        {
            read(row, vector);
            return TensorPrimitives.Dot<float>(query, vector);
        });
        var nearest = new NearestRows(depth, float.NegativeInfinity);
        search.Run(new CodeSpans(layout, blocks, fine), RowBitmap.Full(layout.Count).Words, depth, nearest);
        nearest.AppendTo(results);
        return search;
    }
}
