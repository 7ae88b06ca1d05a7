using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SemanticSearch.Topics.Graphs;

/// <summary>
/// The nearest rows by comparing every pair, for vectors that are in memory and short. Rows are compared four at a time, so that what is
/// read is used four times; each row's answer depends on the vectors alone, however many threads there are.
/// </summary>
internal static class ExactNeighbours
{
    private const int Together = 4;

    /// <summary>The rows of the greatest inner product with each row; equal ones in the order of the rows.</summary>
    public static NeighbourTable Find(VectorTable vectors, int width, CancellationToken cancellationToken)
    {
        var table = new NeighbourTable(vectors.Count, Math.Max(1, Math.Min(width, vectors.Count - 1)));
        Parallel.For(0, (vectors.Count + Together - 1) / Together, new ParallelOptions { CancellationToken = cancellationToken },
            () => new Search(vectors, table.Width),
            (group, _, search) =>
            {
                search.Run(table, group * Together);
                return search;
            },
            _ => { });
        return table;
    }

    private sealed class Search(VectorTable vectors, int width)
    {
        private readonly float[][] _products = [.. Enumerable.Range(0, Together).Select(_ => new float[vectors.Count])];
        private readonly (float Product, int Row)[] _best = new (float, int)[width];
        private readonly int[] _rows = new int[width];

        public void Run(NeighbourTable table, int first)
        {
            var together = Math.Min(Together, vectors.Count - first);
            if (together == Together)
                MultiplyFour(first);
            else
                for (var q = 0; q < together; q++)
                    for (var row = 0; row < vectors.Count; row++)
                        _products[q][row] = TensorPrimitives.Dot(vectors[first + q], vectors[row]);
            for (var q = 0; q < together; q++)
                table.Set(first + q, Best(_products[q], first + q));
        }

        private void MultiplyFour(int first)
        {
            ReadOnlySpan<Vector<float>> a = Lanes(first), b = Lanes(first + 1), c = Lanes(first + 2), d = Lanes(first + 3);
            var tail = a.Length * Vector<float>.Count;
            for (var row = 0; row < vectors.Count; row++)
            {
                var other = Lanes(row);
                var (sumA, sumB, sumC, sumD) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
                for (var i = 0; i < other.Length; i++)
                {
                    var lane = other[i];
                    sumA = Vector.FusedMultiplyAdd(a[i], lane, sumA);
                    sumB = Vector.FusedMultiplyAdd(b[i], lane, sumB);
                    sumC = Vector.FusedMultiplyAdd(c[i], lane, sumC);
                    sumD = Vector.FusedMultiplyAdd(d[i], lane, sumD);
                }
                _products[0][row] = Vector.Sum(sumA) + Tail(first, row, tail);
                _products[1][row] = Vector.Sum(sumB) + Tail(first + 1, row, tail);
                _products[2][row] = Vector.Sum(sumC) + Tail(first + 2, row, tail);
                _products[3][row] = Vector.Sum(sumD) + Tail(first + 3, row, tail);
            }
        }

        private ReadOnlySpan<Vector<float>> Lanes(int row) => MemoryMarshal.Cast<float, Vector<float>>(vectors[row]);

        private float Tail(int a, int b, int from)
        {
            var sum = 0f;
            for (var i = from; i < vectors.Dimensions; i++)
                sum += vectors[a][i] * vectors[b][i];
            return sum;
        }

        /// <summary>The best rows by insertion into a short sorted list, which few rows enter.</summary>
        private ReadOnlySpan<int> Best(float[] products, int self)
        {
            var count = 0;
            products[self] = float.NegativeInfinity;
            for (var row = 0; row < products.Length; row++)
            {
                if ((count == width && products[row] <= _best[count - 1].Product) || row == self)
                    continue;
                var at = count < width ? count++ : count - 1;
                for (; at > 0 && _best[at - 1].Product < products[row]; at--)
                    _best[at] = _best[at - 1];
                _best[at] = (products[row], row);
            }
            for (var i = 0; i < count; i++)
                _rows[i] = _best[i].Row;
            return _rows.AsSpan(0, count);
        }
    }
}
