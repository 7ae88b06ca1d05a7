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
    /// <param name="whole">Places that are not to be cut, in their order: a mark that begins or ends within one takes in all of it.</param>
    public static IEnumerable<MarkedPiece> Of(string text, IReadOnlyList<TextRange> matches, TextRange? sentence, IReadOnlyList<TextRange> whole)
    {
        List<TextRange> words = [.. matches.Select(match => Widened(match, text.Length, whole))];
        var told = sentence is { } given ? Widened(given, text.Length, whole) : (TextRange?)null;
        var cuts = new SortedSet<int> { 0, text.Length };
        foreach (var range in told is { } marked ? words.Append(marked) : words)
            cuts.UnionWith([range.Start, range.End]);
        return cuts.Zip(cuts.Skip(1), (start, end) => new MarkedPiece(
            text[start..end], words.Exists(match => IsWithin(match, start, end)), told is { } range && IsWithin(range, start, end)));
    }

    private static TextRange Widened(TextRange range, int length, IReadOnlyList<TextRange> whole)
    {
        var (start, end) = (Math.Clamp(range.Start, 0, length), Math.Clamp(range.End, 0, length));
        foreach (var place in whole)
        {
            if (place.Start < start && start < place.End)
                start = place.Start;
            if (place.Start < end && end < place.End)
                end = place.End;
        }
        return new TextRange(start, end);
    }

    private static bool IsWithin(TextRange range, int start, int end) => range.Start <= start && end <= range.End;
}
