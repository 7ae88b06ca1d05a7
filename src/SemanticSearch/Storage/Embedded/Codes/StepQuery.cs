using System.Numerics.Tensors;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>A query in whole steps, 4,095 for its largest number.</summary>
internal sealed class StepQuery
{
    // The sum of 4,096 products with a byte stays within 31 bits.
    private const int MostSteps = 4_095;

    private readonly short[] _steps;

    /// <param name="query">Of unit length.</param>
    public StepQuery(ReadOnlySpan<float> query)
    {
        Step = MathF.Max(MathF.Abs(TensorPrimitives.MaxMagnitude(query)), float.Epsilon * MostSteps) / MostSteps;
        _steps = new short[query.Length];
        for (var i = 0; i < query.Length; i++)
            _steps[i] = (short)MathF.Round(query[i] / Step);
    }

    /// <summary>The length of a step.</summary>
    public float Step { get; }

    public ReadOnlySpan<short> Steps => _steps;
}
