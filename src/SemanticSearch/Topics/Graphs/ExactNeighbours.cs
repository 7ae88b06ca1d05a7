using System.Numerics;
using System.Runtime.InteropServices;

namespace SemanticSearch.Topics.Graphs;

/// <summary>
/// The nearest rows by comparing every pair, for vectors that are in memory and short. Rows are compared four at a time with as many others as
/// a register holds, so that what is read is used four times; each product is summed in the order of the dimensions, so the answer
/// depends on the vectors alone, however many threads there are and however wide the registers.
/// </summary>
internal static class ExactNeighbours
{
    private const int Together = 4;

    /// <summary>The rows of the greatest inner product with each row; equal ones in the order of the rows.</summary>
    public static NeighbourTable Find(VectorTable vectors, int width, CancellationToken cancellationToken)
    {
        var table = new NeighbourTable(vectors.Count, Math.Max(1, Math.Min(width, vectors.Count - 1)));
        var blocks = Transposed(vectors);
        Parallel.For(0, (vectors.Count + Together - 1) / Together, new ParallelOptions { CancellationToken = cancellationToken },
            () => new Search(vectors, blocks, table.Width),
            (group, _, search) =>
            {
                search.Run(table, group * Together);
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
        private readonly float[][] _products = [.. Enumerable.Range(0, Together).Select(_ => new float[blocks.Length / vectors.Dimensions])];
        private readonly (float Product, int Row)[] _best = new (float, int)[width];
        private readonly int[] _rows = new int[width];

        public void Run(NeighbourTable table, int first)
        {
            var last = vectors.Count - 1;
            Multiply(vectors[first], vectors[Math.Min(first + 1, last)], vectors[Math.Min(first + 2, last)], vectors[Math.Min(first + 3, last)]);
            for (var q = 0; q < Together && first + q <= last; q++)
                table.Set(first + q, Best(_products[q].AsSpan(0, vectors.Count), first + q));
        }

        private void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d)
        {
            var numbers = MemoryMarshal.Cast<float, Vector<float>>(blocks);
            for (int block = 0, row = 0; block < numbers.Length; block += a.Length, row += Vector<float>.Count)
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

        /// <summary>The best rows by insertion into a short sorted list, which few rows enter.</summary>
        private ReadOnlySpan<int> Best(Span<float> products, int self)
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
