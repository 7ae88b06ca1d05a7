using SemanticSearch.Search;

namespace SemanticSearch.Api.Pages;

/// <summary>A piece of a text, as it is to be shown.</summary>
/// <param name="Text">What it says.</param>
/// <param name="IsMatch">Whether the question has this word too.</param>
/// <param name="IsSentence">Whether it is of the sentence that answers best.</param>
public readonly record struct MarkedPiece(string Text, bool IsMatch, bool IsSentence);

/// <summary>Cuts a text where its marks begin and end.</summary>
public static class MarkedPieces
{
    /// <summary>The pieces in their order; together they are the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="matches">Places in it, which may be anywhere.</param>
    /// <param name="sentence">A place that may have some of the matches in it.</param>
    public static IEnumerable<MarkedPiece> Of(string text, IReadOnlyList<TextRange> matches, TextRange? sentence)
    {
        var cuts = new SortedSet<int> { 0, text.Length };
        foreach (var range in sentence is { } marked ? matches.Append(marked) : matches)
            cuts.UnionWith([Math.Clamp(range.Start, 0, text.Length), Math.Clamp(range.End, 0, text.Length)]);
        return cuts.Zip(cuts.Skip(1), (start, end) => new MarkedPiece(
            text[start..end], matches.Any(match => IsWithin(match, start, end)), sentence is { } range && IsWithin(range, start, end)));
    }

    private static bool IsWithin(TextRange range, int start, int end) => range.Start <= start && end <= range.End;
}
