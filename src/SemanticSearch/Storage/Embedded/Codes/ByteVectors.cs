using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// The vectors of a segment less their centre at a byte a number, little-endian: the centre as float32, row after row its steps, the length
/// of a step of each row as float32. They tell a similarity far more closely than the codes, and half as much is to be read as of the
/// exact vectors.
/// </summary>
internal sealed class ByteVectors
{
    private const int RowsAtOnce = 4_096;

    private readonly MappedBytes _bytes;
    private readonly long _rows;
    private readonly long _steps;
    private readonly int _dimensions;
    private readonly int _count;
    private readonly float[] _centre;

    /// <param name="bytes">The file.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="length">Their bytes.</param>
    /// <param name="count">Rows.</param>
    /// <param name="dimensions">Numbers of a row.</param>
    /// <exception cref="InvalidDataException">The rows do not take that length.</exception>
    public ByteVectors(MappedBytes bytes, long offset, long length, int count, int dimensions)
    {
        var (rows, steps) = (sizeof(float) * (long)dimensions, RowsLength(dimensions, count));
        if (length != rows + steps + sizeof(float) * (long)count)
            throw new InvalidDataException($"{count} rows of {dimensions} bytes do not take {length} bytes.");
        (_bytes, _rows, _steps, _dimensions, _count) = (bytes, offset + rows, offset + rows + steps, dimensions, count);
        _centre = bytes.Slice<float>(offset, dimensions).ToArray();
    }

    /// <summary>Writes what the constructor reads.</summary>
    /// <param name="centre">What <see cref="CodeWriter.Centre"/> gives.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the stream may hold a part.</exception>
    public static void Write(Stream output, float[] centre, int count, VectorReader read, CancellationToken cancellationToken)
    {
        var dimensions = centre.Length;
        output.Write(MemoryMarshal.AsBytes(centre.AsSpan()));
        var steps = new float[count];
        var rows = new sbyte[Math.Min(count, RowsAtOnce) * dimensions];
        for (var first = 0; first < count; first += RowsAtOnce)
        {
            var part = Math.Min(RowsAtOnce, count - first);
            Quantize(first, part, centre, read, rows, steps, cancellationToken);
            output.Write(MemoryMarshal.AsBytes(rows.AsSpan(0, part * dimensions)));
        }
        output.Write(new byte[RowsLength(dimensions, count) - (long)dimensions * count]);
        output.Write(MemoryMarshal.AsBytes(steps.AsSpan()));
    }

    /// <summary>What estimates the similarities of rows to a query.</summary>
    public RowEstimates EstimatesOf(ReadOnlySpan<float> query, ScanKernel kernel)
    {
        var (steps, centreSimilarity) = (new StepQuery(query), TensorPrimitives.Dot(query, _centre));
        return (rows, similarities, errors) => Estimate(steps, centreSimilarity, kernel.Products, rows, similarities, errors);
    }

    private void Estimate(StepQuery query, float centreSimilarity, StepProduct products, ReadOnlySpan<int> rows, Span<float> similarities, Span<float> errors)
    {
        if (rows.IsEmpty)
            return;
        // The rows ascend, and all of a part fit a span where those of a segment might not.
        var (first, queryStep) = (rows[0], query.Step);
        var bytes = _bytes.Slice<sbyte>(_rows + (long)first * _dimensions, (rows[^1] + 1 - first) * _dimensions);
        var steps = _bytes.Slice<float>(_steps, _count);
        for (var i = 0; i < rows.Length; i++)
        {
            var step = steps[rows[i]];
            var sum = products(bytes.Slice((rows[i] - first) * _dimensions, _dimensions), query.Steps);
            similarities[i] = centreSimilarity + sum * (step * queryStep);
            errors[i] = ScalarQuantization.DeviationOfStep * (step + queryStep);
        }
        GC.KeepAlive(this);
    }

    private static void Quantize(int first, int count, float[] centre, VectorReader read, sbyte[] rows, float[] steps, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = CodeWriter.Parallelism };
        Parallel.For(0, count, options, () => new float[centre.Length], (row, _, vector) =>
        {
            read(first + row, vector);
            TensorPrimitives.Subtract(vector, centre, vector);
            steps[first + row] = ScalarQuantization.Quantize(vector, rows.AsSpan(row * centre.Length, centre.Length));
            return vector;
        }, _ => { });
    }

    // The lengths stand at a multiple of their own.
    private static long RowsLength(int dimensions, int count) => ((long)dimensions * count + sizeof(float) - 1) / sizeof(float) * sizeof(float);
}
