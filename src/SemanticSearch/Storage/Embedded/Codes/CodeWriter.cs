using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Fills a row's exact vector, of unit length or zero. It is called from several threads at the same time.</summary>
internal delegate void VectorReader(int row, Span<float> vector);

/// <summary>Makes the codes of a segment. They depend on the vectors alone: the same vectors give the same bytes.</summary>
internal static class CodeWriter
{
    /// <summary>How many rows tell the centre; more would move it by less than a code can show.</summary>
    private const int CentreSample = 20_000;

    /// <summary>Segments are written while others search and write: half of the cores is theirs.</summary>
    internal static readonly int Parallelism = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Writes what <see cref="CodeIndex"/> reads. All of it is in memory meanwhile, 116 bytes a row at 384 dimensions.</summary>
    /// <param name="centre">What <see cref="Centre"/> gives: 8 to 4,096 dimensions.</param>
    /// <param name="count">1 to 1,000,000 rows</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one that a segment may have.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the stream may hold a part.</exception>
    public static void Write(Stream output, float[] centre, int count, VectorReader read, CancellationToken cancellationToken)
    {
        var layout = new CodeLayout(centre.Length, count);
        var rotation = new Rotation(layout.PaddedDimensions);
        var blocks = new byte[layout.BlocksLength];
        var fine = new byte[layout.FineLength];
        var encoder = new BlockEncoder(layout, rotation, centre, read);
        Parallel.For(0, layout.BlockCount, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Parallelism }, block => encoder.Encode(block, blocks, fine));
        var offsetError = encoder.OffsetError;
        var calibration = new Calibrator(layout, rotation, centre, blocks, fine, offsetError, read).Measure(cancellationToken);
        WritePart(output, CodeLayout.CentreOffset, MemoryMarshal.AsBytes([new CodeHeader(layout, offsetError, calibration)]));
        WritePart(output, layout.BlocksOffset - CodeLayout.CentreOffset, MemoryMarshal.AsBytes<float>(centre));
        output.Write(blocks);
        output.Write(fine);
    }

    /// <summary>The mean of the vectors, of many a sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one that a segment may have.</exception>
    internal static float[] Centre(int dimensions, int count, VectorReader read)
    {
        var layout = new CodeLayout(dimensions, count);
        var sums = new double[layout.Dimensions];
        var vector = new float[layout.Dimensions];
        var sample = Math.Min(layout.Count, CentreSample);
        for (var i = 0; i < sample; i++)
        {
            read((int)((long)layout.Count * i / sample), vector);
            for (var d = 0; d < vector.Length; d++)
                sums[d] += vector[d];
        }
        return [.. sums.Select(sum => (float)(sum / sample))];
    }

    private static void WritePart(Stream output, int length, ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        output.Write(new byte[length - bytes.Length]);
    }
}
