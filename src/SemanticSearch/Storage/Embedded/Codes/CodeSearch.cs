using System.Numerics;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// The search for the nearest rows. It goes over the blocks in rounds, each as long as all before it. A round keeps the
/// rows whose estimate from one bit, with the margin on it, reaches the worst of the best so far; then those that still reach it
/// by the second bits, and by closer estimates where there are any; these are computed exactly, the most promising first, until no other can
/// come in. So a row is lost only when its error is beyond a margin, whatever the depth, the filter and the size.
/// </summary>
internal sealed class CodeSearch(Estimates estimates, float coarseMargin, float fineMargin, RowEstimates? closer, RowSimilarity exact)
{
    private const int FirstRound = 16;
    private const int Growth = 2;
    private const int Ahead = 12;

    private readonly CandidateRows _coarse = new();
    private readonly CandidateRows _fine = new();
    private readonly CandidateRows _near = new();
    private float[] _similarities = [];
    private float[] _errors = [];

    /// <summary>How many rows had their second bits read.</summary>
    public int Refined { get; private set; }

    /// <summary>How many exact similarities were computed.</summary>
    public int Rescored { get; private set; }

    public void Run(CodeSpans codes, ReadOnlySpan<ulong> allowed, int depth, NearestRows nearest)
    {
        var end = Math.Max(FirstRound, depth / CodeLayout.BlockRows);
        for (var start = 0; start < allowed.Length; (start, end) = (end, end * Growth))
        {
            end = Math.Min(end, allowed.Length);
            Scan(codes, allowed, start, end, nearest.Bar);
            Refine(codes, nearest.Bar);
            Rescore(closer is null ? _fine : Nearer(closer, nearest.Bar), nearest);
        }
    }

    private void Scan(CodeSpans codes, ReadOnlySpan<ulong> allowed, int start, int end, float bar)
    {
        Span<ushort> sums = stackalloc ushort[CodeLayout.BlockRows];
        _coarse.Clear();
        for (var b = start; b < end; b++)
        {
            if (allowed[b] == 0)
                continue;
            var block = codes.Block(b);
            estimates.Sums(block, sums);
            var rows = allowed[b] & estimates.AtOrAbove(block, sums, coarseMargin * estimates.Distance, bar - estimates.Slack);
            for (; rows != 0; rows &= rows - 1)
            {
                var i = BitOperations.TrailingZeroCount(rows);
                _coarse.Add(b * CodeLayout.BlockRows + i, estimates.SignSum(sums[i]));
            }
        }
    }

    private void Refine(CodeSpans codes, float bar)
    {
        var rows = _coarse.Rows;
        var signSums = _coarse.Values;
        _fine.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + Ahead < rows.Length)
                codes.Prefetch(rows[i + Ahead]);
            var (similarity, error) = estimates.Fine(codes.Fine(rows[i]), signSums[i]);
            var most = similarity + fineMargin * error + estimates.Slack;
            if (most >= bar)
                _fine.Add(rows[i], -most);
        }
        Refined += rows.Length;
    }

    private CandidateRows Nearer(RowEstimates closer, float bar)
    {
        var rows = _fine.Rows;
        if (_similarities.Length < rows.Length)
            (_similarities, _errors) = (new float[2 * rows.Length], new float[2 * rows.Length]);
        closer(rows, _similarities, _errors);
        _near.Clear();
        for (var i = 0; i < rows.Length; i++)
            if (_similarities[i] + FloorSearch.Deviations * _errors[i] + estimates.Slack is var most && most >= bar)
                _near.Add(rows[i], -most);
        return _near;
    }

    private void Rescore(CandidateRows candidates, NearestRows nearest)
    {
        candidates.Sort();
        var rows = candidates.Rows;
        var leasts = candidates.Values;
        for (var i = 0; i < rows.Length && -leasts[i] >= nearest.Bar; i++)
        {
            nearest.Offer(rows[i], exact(rows[i]));
            Rescored++;
        }
    }
}
