namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>Where the columns of a segment are: row numbers (8 bytes), day numbers (4), votes (4), the starts of ids (4), the ids in UTF-8, columns of keys.</summary>
/// <param name="offset">Where the section begins; a multiple of 8.</param>
/// <param name="count">How many rows there are.</param>
internal readonly struct ColumnLayout(long offset, int count)
{
    public long Ids { get; } = offset + 16L * count + 4L * (count + 1);

    public long Number(int row) => offset + 8L * row;

    public long Day(int row) => offset + 8L * count + 4L * row;

    public long Upvotes(int row) => offset + 12L * count + 4L * row;

    /// <summary>Where the start of a row's id is; its end follows.</summary>
    public long IdStart(int row) => offset + 16L * count + 4L * row;

    /// <summary>Where the first column of keys begins.</summary>
    public long Keys(MappedBytes bytes) => Aligned(Ids + bytes.Slice<int>(IdStart(count), 1)[0]);

    public static long Aligned(long offset) => (offset + 7) & ~7L;
}
