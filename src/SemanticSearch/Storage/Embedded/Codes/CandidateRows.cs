namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>Rows with a number each, in arrays that are used again.</summary>
internal sealed class CandidateRows
{
    private int[] _rows = new int[1024];
    private float[] _values = new float[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int row, float value)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }
        _rows[Count] = row;
        _values[Count++] = value;
    }

    /// <summary>Sorts the rows by their numbers, the least first.</summary>
    public void Sort() => _values.AsSpan(0, Count).Sort(_rows.AsSpan(0, Count));
}
