namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>The parts of a segment's postings.</summary>
/// <param name="lists">The lists, and at least <see cref="PostingsFormat.Slack"/> bytes behind them.</param>
internal readonly ref struct PostingsView(ReadOnlySpan<byte> lists, ReadOnlySpan<uint> terms, ReadOnlySpan<uint> ends, ReadOnlySpan<float> levels)
{
    public ReadOnlySpan<byte> Lists { get; } = lists;

    public ReadOnlySpan<uint> Terms { get; } = terms;

    public ReadOnlySpan<uint> Ends { get; } = ends;

    /// <summary>See <see cref="WeightLevels"/>.</summary>
    public ReadOnlySpan<float> Levels { get; } = levels;

    /// <summary>Opens the list of a term, where the segment has it.</summary>
    public bool TryOpen(uint term, out PostingsCursor cursor)
    {
        var at = Terms.BinarySearch(term);
        cursor = at < 0 ? default : new PostingsCursor(Lists, Start(at));
        return at >= 0;
    }

    /// <summary>Where the list of the term at that place begins.</summary>
    public int Start(int at) => at == 0 ? 0 : (int)Ends[at - 1];
}
