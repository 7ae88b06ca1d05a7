namespace SemanticSearch.Terms;

/// <summary>
/// Weighted terms: <see cref="Indices"/> ascending and distinct, <see cref="Values"/> of the same length, positive and finite.
/// </summary>
public sealed record SparseVector
{
    public static readonly SparseVector Empty = new([], []);

    /// <exception cref="ArgumentException">The lengths differ, the indices do not ascend, or a value is not positive and finite.</exception>
    public SparseVector(uint[] indices, float[] values)
    {
        if (indices.Length != values.Length)
            throw new ArgumentException($"{indices.Length} indices but {values.Length} values.", nameof(values));
        for (var i = 1; i < indices.Length; i++)
            if (indices[i] <= indices[i - 1])
                throw new ArgumentException($"Index {i} does not ascend.", nameof(indices));
        foreach (var value in values)
            if (!(value > 0) || !float.IsFinite(value))
                throw new ArgumentException($"A weight is positive and finite; found {value}.", nameof(values));
        Indices = indices;
        Values = values;
    }

    public uint[] Indices { get; }

    public float[] Values { get; }

    public int Count => Indices.Length;

    public bool Equals(SparseVector? other) =>
        other is not null && Indices.AsSpan().SequenceEqual(other.Indices) && Values.AsSpan().SequenceEqual(other.Values);

    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, Indices[0], Indices[^1], Values[0]);
}
