using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Turns rotated distances from the centre into two bits a dimension. The same bits and factors come out on every processor.</summary>
internal static class RowEncoder
{
    /// <param name="distance">The row's rotated distance from the centre.</param>
    /// <param name="centre">The rotated centre.</param>
    /// <param name="signs">Gets the first bits: whether a dimension is positive.</param>
    /// <param name="steps">Gets the second bits: whether it is above what the first bit stands for.</param>
    public static RowFactors Encode(ReadOnlySpan<float> distance, ReadOnlySpan<float> centre, Span<byte> signs, Span<byte> steps)
    {
        var values = MemoryMarshal.Cast<float, Vector256<float>>(distance);
        var centres = MemoryMarshal.Cast<float, Vector256<float>>(centre);
        var (square, magnitude, offset) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < values.Length; i++)
        {
            square += values[i] * values[i];
            magnitude += Vector256.Abs(values[i]);
            offset += values[i] * centres[i];
        }
        var magnitudes = Vector256.Sum(magnitude);
        var (large, largeMagnitudes) = Bits(values, magnitudes / distance.Length, signs, steps);
        return Factors(distance.Length, Vector256.Sum(square), magnitudes, large, largeMagnitudes) with { Offset = Vector256.Sum(offset) };
    }

    // Fills the codes; how many dimensions are further out than the mean one, and the sum of their magnitudes.
    private static (int Large, float LargeMagnitudes) Bits(ReadOnlySpan<Vector256<float>> values, float mean, Span<byte> signs, Span<byte> steps)
    {
        var (large, sum) = (0, Vector256<float>.Zero);
        for (var i = 0; i < values.Length; i++)
        {
            var magnitude = Vector256.Abs(values[i]);
            var isLarge = Vector256.GreaterThan(magnitude, Vector256.Create(mean));
            var positive = Vector256.GreaterThan(values[i], Vector256<float>.Zero).ExtractMostSignificantBits();
            var outside = isLarge.ExtractMostSignificantBits();
            signs[i] = (byte)positive;
            steps[i] = (byte)~(positive ^ outside);
            large += BitOperations.PopCount(outside);
            sum += magnitude & isLarge;
        }
        return (large, Vector256.Sum(sum));
    }

    // The least squares fit of a s + b t to v, then stretched to be unbiased.
    private static RowFactors Factors(int dimensions, float square, float magnitudes, int large, float largeMagnitudes)
    {
        if (magnitudes == 0)
            return default;
        double n = dimensions, signsBySteps = 2.0 * large - n;
        double withSigns = magnitudes, withSteps = 2.0 * largeMagnitudes - magnitudes;
        var determinant = n * n - signsBySteps * signsBySteps;
        var (a, b) = determinant > 0
            ? ((n * withSigns - signsBySteps * withSteps) / determinant, (n * withSteps - signsBySteps * withSigns) / determinant)
            : (withSigns / n, 0);
        var stretch = Math.Max(1, square / (a * withSigns + b * withSteps));
        return new RowFactors(0, square / magnitudes, (float)(stretch * a), (float)(stretch * b), (float)Math.Sqrt(square * (stretch - 1) / n));
    }
}
