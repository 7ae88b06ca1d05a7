using System.Numerics.Tensors;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Vectors with neighbourhoods like those of more papers than were embedded: each is a real one, the first, moved by the distance
/// of another from their centre, the second: x = c + a (first - c) + b (second - c) with a^2 + b^2 = 1, so that all of them vary as the
/// real ones do, made unit length. Rows of the same first have a centred cosine of about the product of their a; the a are drawn evenly,
/// from the centred cosines of real nearest neighbours up to those that a larger corpus would have.
/// </summary>
internal sealed class VectorMixture
{
    private const double LeastShare = 0.45;
    private const double MostShare = 0.9;

    private readonly float[] _real;
    private readonly float[] _centre = new float[RealEmbeddings.Dimensions];

    /// <param name="real">The real vectors, one after another.</param>
    public VectorMixture(float[] real)
    {
        _real = real;
        for (var row = 0; row < Bases; row++)
            TensorPrimitives.Add(_centre, Real(row), _centre);
        TensorPrimitives.Divide(_centre, Bases, _centre);
    }

    private int Bases => _real.Length / RealEmbeddings.Dimensions;

    /// <summary>Draws the next vector.</summary>
    /// <returns>The row of the real vector that it is nearer to.</returns>
    public int Draw(Random random, Span<float> vector)
    {
        var a = (float)(LeastShare + (MostShare - LeastShare) * random.NextDouble());
        var b = MathF.Sqrt(1 - a * a);
        var (first, second) = (random.Next(Bases), random.Next(Bases));
        TensorPrimitives.Multiply(_centre, 1 - a - b, vector);
        TensorPrimitives.MultiplyAdd(Real(first), a, vector, vector);
        TensorPrimitives.MultiplyAdd(Real(second), b, vector, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return a >= b ? first : second;
    }

    private ReadOnlySpan<float> Real(int row) => _real.AsSpan(row * RealEmbeddings.Dimensions, RealEmbeddings.Dimensions);
}
