using System.Buffers;
using SemanticSearch.Storage.Embedded.Postings;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>
/// The rows of each term over rows in memory, with their weights, in sorted runs. Appending adds a run; as soon as there are some of one
/// generation they become one of the next, so that few are to be looked into. What was handed out before never changes.
/// </summary>
internal sealed class TermRuns
{
    public static readonly TermRuns Empty = new([]);

    /// <summary>So many runs of a generation become one of the next.</summary>
    private const int Width = 8;

    private readonly Run[] _runs;

    private TermRuns(Run[] runs) => _runs = runs;

    /// <summary>The runs with more rows, which come after all that are there.</summary>
    /// <param name="first">The place of the first new row.</param>
    /// <param name="added">The new rows.</param>
    public TermRuns With(int first, IReadOnlyList<SegmentRow> added)
    {
        var runs = new List<Run>(_runs) { Run.Of(first, added) };
        while (runs.Count >= Width && runs[^Width].Generation == runs[^1].Generation)
        {
            var merged = Run.Merge(runs[^Width..]);
            runs.RemoveRange(runs.Count - Width, Width);
            runs.Add(merged);
        }
        return new TermRuns([.. runs]);
    }

    /// <summary>Adds the rows that have a term.</summary>
    public void AddTo(RowBitmap rows, uint term)
    {
        foreach (var run in _runs)
            foreach (var row in run.RowsOf(term, out _))
                rows.Add(row);
    }

    /// <summary>Adds the term's part of the score to each row that has it.</summary>
    /// <param name="scores">A score for each row of the segment.</param>
    /// <param name="query">The term with its factor.</param>
    public void AddTo(Span<float> scores, QueryTerm query)
    {
        foreach (var run in _runs)
        {
            var rows = run.RowsOf(query.Term, out var weights);
            for (var i = 0; i < rows.Length && rows[i] < scores.Length; i++)
                scores[rows[i]] += query.Factor * weights[i];
        }
    }

    /// <summary>How many of some rows have a term.</summary>
    public int Count(uint term, RowBitmap among)
    {
        var count = 0;
        foreach (var run in _runs)
            foreach (var row in run.RowsOf(term, out _))
                if (among[row])
                    count++;
        return count;
    }

    /// <summary>Terms ascending, each as often as it has rows; rows ascending within a term, each with the term's weight.</summary>
    private sealed class Run(uint[] terms, int[] rows, float[] weights, int generation)
    {
        private readonly uint[] _terms = terms;
        private readonly int[] _rows = rows;
        private readonly float[] _weights = weights;

        /// <summary>How many times its rows were merged.</summary>
        public int Generation => generation;

        public static Run Of(int first, IReadOnlyList<SegmentRow> added)
        {
            var length = added.Sum(row => row.Terms.Count);
            var (terms, rows, weights) = (new uint[length], new int[length], new float[length]);
            var at = 0;
            for (var i = 0; i < added.Count; i++)
            {
                var of = added[i].Terms;
                of.Indices.CopyTo(terms, at);
                of.Values.CopyTo(weights, at);
                rows.AsSpan(at, of.Count).Fill(first + i);
                at += of.Count;
            }
            return Sorted(terms, rows, weights, 0);
        }

        /// <summary>The rows of each run come after those of the one before it.</summary>
        public static Run Merge(IReadOnlyList<Run> runs) => Sorted(
            Concatenated(runs, static run => run._terms), Concatenated(runs, static run => run._rows), Concatenated(runs, static run => run._weights), runs[0].Generation + 1);

        public ReadOnlySpan<int> RowsOf(uint term, out ReadOnlySpan<float> weightsOf)
        {
            var start = LowerBound(term, 0);
            var end = term == uint.MaxValue ? _terms.Length : LowerBound(term + 1, start);
            weightsOf = _weights.AsSpan(start, end - start);
            return _rows.AsSpan(start, end - start);
        }

        private static T[] Concatenated<T>(IReadOnlyList<Run> runs, Func<Run, T[]> part)
        {
            var all = new T[runs.Sum(run => part(run).Length)];
            var at = 0;
            foreach (var run in runs)
            {
                part(run).CopyTo(all, at);
                at += part(run).Length;
            }
            return all;
        }

        // Stable by the four bytes of the term, so that rows stay in their order.
        private static Run Sorted(uint[] terms, int[] rows, float[] weights, int generation)
        {
            var (rented, rentedToo) = (ArrayPool<ulong>.Shared.Rent(terms.Length), ArrayPool<ulong>.Shared.Rent(terms.Length));
            var order = rented.AsSpan(0, terms.Length);
            var scratch = rentedToo.AsSpan(0, terms.Length);
            for (var at = 0; at < order.Length; at++)
                order[at] = (ulong)terms[at] << 32 | (uint)at;
            for (var shift = 32; shift < 64; shift += 16)
            {
                RadixSort.ByByte(order, scratch, shift);
                RadixSort.ByByte(scratch, order, shift + 8);
            }
            var (sortedTerms, sortedRows, sortedWeights) = (new uint[terms.Length], new int[terms.Length], new float[terms.Length]);
            for (var at = 0; at < order.Length; at++)
                (sortedTerms[at], sortedRows[at], sortedWeights[at]) = ((uint)(order[at] >> 32), rows[(uint)order[at]], weights[(uint)order[at]]);
            ArrayPool<ulong>.Shared.Return(rented);
            ArrayPool<ulong>.Shared.Return(rentedToo);
            return new Run(sortedTerms, sortedRows, sortedWeights, generation);
        }

        private int LowerBound(uint term, int low)
        {
            var high = _terms.Length;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (_terms[middle] < term)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }
}
