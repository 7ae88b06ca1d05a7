using System.Numerics;
using System.Runtime.InteropServices;

namespace SemanticSearch.Topics.Graphs;

/// <summary>
/// The nearest rows by comparing every pair, for vectors that are in memory and short. Four rows at a time are compared with as many others as
/// a register holds, and many rows with a stretch of others that the cache holds, so that what is read is used often; each product is summed in the
/// order of the dimensions, so the answer depends on the vectors alone, however many threads there are and however wide the registers.
/// </summary>
internal static class ExactNeighbours
{
    private const int Together = 4;

    /// <summary>The rows that go through the others side by side, and the others that they look at before the next ones.</summary>
    private const int QueriesAtOnce = 32;
    private const int OthersAtOnce = 512;

    /// <summary>The rows of the greatest inner product with each row; equal ones in the order of the rows.</summary>
    public static NeighbourTable Find(VectorTable vectors, int width, CancellationToken cancellationToken)
    {
        var table = new NeighbourTable(vectors.Count, Math.Max(1, Math.Min(width, vectors.Count - 1)));
        var blocks = Transposed(vectors);
        Parallel.For(0, (vectors.Count + QueriesAtOnce - 1) / QueriesAtOnce, new ParallelOptions { CancellationToken = cancellationToken },
            () => new Search(vectors, blocks, table.Width),
            (group, _, search) =>
            {
                search.Run(table, group * QueriesAtOnce);
                return search;
            },
            _ => { });
        return table;
    }

    /// <summary>For each block of rows, as many as a register has lanes, their first numbers, then their second ones, and so on.</summary>
    private static float[] Transposed(VectorTable vectors)
    {
        var lanes = Vector<float>.Count;
        var blocks = new float[(vectors.Count + lanes - 1) / lanes * lanes * vectors.Dimensions];
        for (var row = 0; row < vectors.Count; row++)
            for (var d = 0; d < vectors.Dimensions; d++)
                blocks[(row / lanes * vectors.Dimensions + d) * lanes + row % lanes] = vectors[row][d];
        return blocks;
    }

    private sealed class Search(VectorTable vectors, float[] blocks, int width)
    {
        private readonly float[][] _products = [.. Enumerable.Range(0, Together).Select(_ => new float[OthersAtOnce])];
        private readonly Nearest[] _nearest = [.. Enumerable.Range(0, QueriesAtOnce).Select(_ => new Nearest(width))];

        public void Run(NeighbourTable table, int first)
        {
            var queries = Math.Min(QueriesAtOnce, vectors.Count - first);
            foreach (var nearest in _nearest)
                nearest.Clear();
            for (var from = 0; from < vectors.Count; from += OthersAtOnce)
            {
                var others = Math.Min(OthersAtOnce, vectors.Count - from);
                for (var q = 0; q < queries; q += Together)
                {
                    Multiply(Row(first + q), Row(first + q + 1), Row(first + q + 2), Row(first + q + 3), from, others);
                    for (var i = 0; i < Together && q + i < queries; i++)
                        _nearest[q + i].Add(_products[i].AsSpan(0, others), from, self: first + q + i);
                }
            }
            for (var q = 0; q < queries; q++)
                table.Set(first + q, _nearest[q].Rows());
        }

        private ReadOnlySpan<float> Row(int row) => vectors[Math.Min(row, vectors.Count - 1)];

        private void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, int from, int count)
        {
            var numbers = MemoryMarshal.Cast<float, Vector<float>>(blocks)[(from / Vector<float>.Count * a.Length)..];
            for (int block = 0, row = 0; row < count; block += a.Length, row += Vector<float>.Count)
            {
                var (sumA, sumB, sumC, sumD) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
                var others = numbers.Slice(block, a.Length);
                for (var i = 0; i < others.Length; i++)
                {
                    sumA = Vector.FusedMultiplyAdd(Vector.Create(a[i]), others[i], sumA);
                    sumB = Vector.FusedMultiplyAdd(Vector.Create(b[i]), others[i], sumB);
                    sumC = Vector.FusedMultiplyAdd(Vector.Create(c[i]), others[i], sumC);
                    sumD = Vector.FusedMultiplyAdd(Vector.Create(d[i]), others[i], sumD);
                }
                sumA.CopyTo(_products[0], row);
                sumB.CopyTo(_products[1], row);
                sumC.CopyTo(_products[2], row);
                sumD.CopyTo(_products[3], row);
            }
        }
    }

    /// <summary>The best rows so far by insertion into a short sorted list, which few rows enter.</summary>
    private sealed class Nearest(int width)
    {
        private readonly (float Product, int Row)[] _best = new (float, int)[width];
        private readonly int[] _rows = new int[width];
        private int _count;

        public void Clear() => _count = 0;

        /// <param name="products">The products of rows that stand one after another.</param>
        /// <param name="from">The first of these rows; rows come in ascending order.</param>
        /// <param name="self">The row that is no neighbour.</param>
        public void Add(ReadOnlySpan<float> products, int from, int self)
        {
            for (var i = 0; i < products.Length; i++)
            {
                if ((_count == width && products[i] <= _best[_count - 1].Product) || from + i == self)
                    continue;
                var at = _count < width ? _count++ : _count - 1;
                for (; at > 0 && _best[at - 1].Product < products[i]; at--)
                    _best[at] = _best[at - 1];
                _best[at] = (products[i], from + i);
            }
        }

        public ReadOnlySpan<int> Rows()
        {
            for (var i = 0; i < _count; i++)
                _rows[i] = _best[i].Row;
            return _rows.AsSpan(0, _count);
        }
    }
}
