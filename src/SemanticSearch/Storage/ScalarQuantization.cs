using System.Numerics.Tensors;

namespace SemanticSearch.Storage;

/// <summary>
/// Scalar quantisation to a byte a number: each is a whole number of steps, and the step is a 127th of the largest. A product with a vector
/// of unit length is then off by a normal error whose standard deviation is <see cref="DeviationOfStep"/> steps.
/// </summary>
internal static class ScalarQuantization
{
    /// <summary>The standard deviation of a rounding that is even over one step: the root of 1/12.</summary>
    public const float DeviationOfStep = 0.28867513f;

    /// <summary>Rounds a vector to bytes.</summary>
    /// <param name="vector">Finite numbers.</param>
    /// <param name="steps">Gets as many numbers, -127 to 127.</param>
    /// <returns>The length of a step, 0 for a vector of zeros.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> steps)
    {
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        var step = largest / sbyte.MaxValue;
        var perStep = step > 0 ? 1 / step : 0;
        for (var i = 0; i < vector.Length; i++)
            steps[i] = (sbyte)MathF.Round(vector[i] * perStep);
        return step;
    }
}
