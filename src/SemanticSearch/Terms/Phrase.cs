namespace SemanticSearch.Terms;

/// <summary>
/// Words that follow one another, compared without letter case, accents and what stands between them: <c>X-ray</c> is in "x ray". Words are
/// compared as they are written, not by their stems.
/// </summary>
public sealed class Phrase
{
    private readonly string[] _words;

    /// <param name="text">The phrase as it was written.</param>
    public Phrase(string text)
    {
        var words = new List<string>();
        foreach (var word in new TextWords(text))
            if (Analyzer.Fold(text.AsSpan(word.Start, word.Length)) is { Length: > 0 } folded)
                words.Add(folded);
        _words = [.. words];
        Terms = [.. words.SelectMany(word => TermEncoder.EncodeQuery(word).Indices).Distinct()];
    }

    /// <summary>How many words it has.</summary>
    public int Length => _words.Length;

    /// <summary>The ids of terms that every text with the phrase has; none where all of its words are too common to have one.</summary>
    public IReadOnlyList<uint> Terms { get; }

    /// <summary>Whether the words are in the text, one right after the other.</summary>
    public bool IsIn(string text)
    {
        if (_words.Length == 0)
            return false;
        // How many words of the phrase the last words of the text were, for each place where it may have begun.
        Span<bool> begun = stackalloc bool[_words.Length];
        begun.Clear();
        foreach (var word in new TextWords(text))
        {
            var span = text.AsSpan(word.Start, word.Length);
            for (var at = _words.Length - 1; at >= 0; at--)
                begun[at] = (at == 0 || begun[at - 1]) && IsWord(span, _words[at]);
            if (begun[^1])
                return true;
        }
        return false;
    }

    private static bool IsWord(ReadOnlySpan<char> written, string folded) =>
        System.Text.Ascii.IsValid(written) ? written.Equals(folded, StringComparison.OrdinalIgnoreCase) : Analyzer.Fold(written) == folded;
}
