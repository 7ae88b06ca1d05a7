namespace SemanticSearch.Terms;

/// <summary>Weighted terms where they are kept, without a copy: ids ascending and distinct, and as many weights.</summary>
public readonly ref struct TermSpan(ReadOnlySpan<uint> indices, ReadOnlySpan<float> values)
{
    public ReadOnlySpan<uint> Indices { get; } = indices;

    public ReadOnlySpan<float> Values { get; } = values;

    public int Count => Indices.Length;

    public static implicit operator TermSpan(SparseVector terms) => new(terms.Indices, terms.Values);

    /// <summary>A copy that outlives the span.</summary>
    public SparseVector ToVector() => new(Indices.ToArray(), Values.ToArray());
}
