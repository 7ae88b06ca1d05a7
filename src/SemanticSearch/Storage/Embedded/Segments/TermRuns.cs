namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>
/// The rows of each term over rows in memory, in sorted runs. Appending adds a run and merges the last ones while they are of about one
/// size, so there are a logarithm of them; what was handed out before never changes.
/// </summary>
internal sealed class TermRuns
{
    public static readonly TermRuns Empty = new([]);

    private readonly Run[] _runs;

    private TermRuns(Run[] runs) => _runs = runs;

    /// <summary>The runs with more rows, which come after all that are there.</summary>
    /// <param name="first">The place of the first new row.</param>
    /// <param name="added">The new rows.</param>
    public TermRuns With(int first, IReadOnlyList<SegmentRow> added)
    {
        var runs = new List<Run>(_runs) { Run.Of(first, added) };
        while (runs.Count > 1 && runs[^2].Length <= 2 * runs[^1].Length)
        {
            var merged = Run.Merge(runs[^2], runs[^1]);
            runs.RemoveRange(runs.Count - 2, 2);
            runs.Add(merged);
        }
        return new TermRuns([.. runs]);
    }

    /// <summary>Adds the rows that have a term.</summary>
    public void AddTo(RowBitmap rows, uint term)
    {
        foreach (var run in _runs)
            foreach (var row in run.RowsOf(term))
                rows.Add(row);
    }

    /// <summary>How many of some rows have a term.</summary>
    public int Count(uint term, RowBitmap among)
    {
        var count = 0;
        foreach (var run in _runs)
            foreach (var row in run.RowsOf(term))
                if (among[row])
                    count++;
        return count;
    }

    /// <summary>Terms ascending, each as often as it has rows; rows ascending within a term.</summary>
    private sealed class Run(uint[] terms, int[] rows)
    {
        public int Length => terms.Length;

        public static Run Of(int first, IReadOnlyList<SegmentRow> added)
        {
            var keys = new ulong[added.Sum(row => row.Terms.Count)];
            var at = 0;
            for (var i = 0; i < added.Count; i++)
                foreach (var term in added[i].Terms.Indices)
                    keys[at++] = (ulong)term << 32 | (uint)(first + i);
            Array.Sort(keys);
            return new Run(Array.ConvertAll(keys, static key => (uint)(key >> 32)), Array.ConvertAll(keys, static key => (int)(uint)key));
        }

        /// <summary>The rows of the second run come after those of the first.</summary>
        public static Run Merge(Run a, Run b)
        {
            var (terms, rows) = (new uint[a.Length + b.Length], new int[a.Length + b.Length]);
            for (int i = 0, j = 0, at = 0; at < terms.Length; at++)
                (terms[at], rows[at]) = j == b.Length || (i < a.Length && a.TermAt(i) <= b.TermAt(j)) ? a.At(i++) : b.At(j++);
            return new Run(terms, rows);
        }

        public ReadOnlySpan<int> RowsOf(uint term)
        {
            var start = LowerBound(term, 0);
            var end = term == uint.MaxValue ? terms.Length : LowerBound(term + 1, start);
            return rows.AsSpan(start, end - start);
        }

        private uint TermAt(int at) => terms[at];

        private (uint Term, int Row) At(int at) => (terms[at], rows[at]);

        private int LowerBound(uint term, int low)
        {
            var high = terms.Length;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (terms[middle] < term)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }
}
