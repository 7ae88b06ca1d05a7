namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>Which rows of a segment are alive at one commit. It never changes: a removal makes another.</summary>
internal sealed class LiveRows(RowBitmap rows)
{
    public RowBitmap Rows => rows;

    public int Count { get; } = rows.Count();

    public bool IsAll => Count == rows.Length;

    /// <summary>The part of the rows that is dead, 0 to 1.</summary>
    public double DeadShare => rows.Length == 0 ? 0 : 1 - Count / (double)rows.Length;

    public static LiveRows All(int count) => new(RowBitmap.Full(count));
}
