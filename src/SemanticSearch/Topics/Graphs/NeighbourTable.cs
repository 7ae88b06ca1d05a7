namespace SemanticSearch.Topics.Graphs;

/// <summary>The nearest rows of each row, nearest first, never the row itself.</summary>
internal sealed class NeighbourTable
{
    private readonly int[] _rows;

    /// <param name="count">How many rows there are.</param>
    /// <param name="width">How many neighbours a row has at most.</param>
    public NeighbourTable(int count, int width)
    {
        (Count, Width) = (count, width);
        _rows = new int[count * width];
        Array.Fill(_rows, -1);
    }

    public int Count { get; }

    public int Width { get; }

    /// <summary>The neighbours of a row; fewer than <see cref="Width"/> where fewer were found.</summary>
    public ReadOnlySpan<int> this[int row]
    {
        get
        {
            var neighbours = _rows.AsSpan(row * Width, Width);
            var end = neighbours.IndexOf(-1);
            return end < 0 ? neighbours : neighbours[..end];
        }
    }

    /// <summary>Sets the neighbours of a row; those beyond <see cref="Width"/> are left out. Rows may be set from several threads.</summary>
    public void Set(int row, ReadOnlySpan<int> neighbours)
    {
        var kept = neighbours[..Math.Min(Width, neighbours.Length)];
        var target = _rows.AsSpan(row * Width, Width);
        target.Fill(-1);
        kept.CopyTo(target);
    }
}
