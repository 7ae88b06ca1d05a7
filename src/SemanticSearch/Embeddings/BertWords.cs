using System.Text;

namespace SemanticSearch.Embeddings;

/// <summary>
/// Reads a text word by word in BERT's way, cleaned and folded, and looks at no character before it is needed.
/// Time is linear in the part that was read; memory is one word's.
/// </summary>
internal ref struct BertWords(ReadOnlySpan<char> text, bool lowerCase, bool stripAccents)
{
    /// <summary>The most characters of a word that has tokens; the reference makes any longer one unknown.</summary>
    public const int MaxLength = 100;

    private readonly char[] _word = new char[2 * MaxLength];
    private readonly char[] _folded = new char[BertText.MaxFoldedLength];
    private ReadOnlySpan<char> _rest = text;
    private int _wordUnits;
    private int _length;
    private int _foldedStart;
    private int _foldedEnd;

    /// <summary>The word, valid until the next move; only its beginning where <see cref="IsTooLong"/>.</summary>
    public readonly ReadOnlySpan<char> Current => _word.AsSpan(0, _wordUnits);

    /// <summary>Whether the word has more than <see cref="MaxLength"/> characters.</summary>
    public readonly bool IsTooLong => _length > MaxLength;

    /// <summary>How many UTF-16 units of the text were not looked at yet.</summary>
    public readonly int UnreadLength => _rest.Length;

    /// <summary>Goes to the next word; false when there is none.</summary>
    public bool MoveNext()
    {
        (_wordUnits, _length) = (0, 0);
        while (TryPeek(out var rune))
        {
            var separates = rune.Value == ' ' || BertText.StandsAlone(rune);
            if (separates && _length > 0)
                return true;
            _foldedStart += rune.Utf16SequenceLength;
            if (rune.Value != ' ')
                Append(rune);
            if (separates && _length > 0)
                return true;
        }
        return _length > 0;
    }

    private bool TryPeek(out Rune rune)
    {
        while (_foldedStart == _foldedEnd && !_rest.IsEmpty)
            FoldNext();
        return Rune.DecodeFromUtf16(_folded.AsSpan(_foldedStart, _foldedEnd - _foldedStart), out rune, out _) == System.Buffers.OperationStatus.Done;
    }

    private void FoldNext()
    {
        // A lone surrogate decodes to U+FFFD, which the cleaning drops like the reference does.
        Rune.DecodeFromUtf16(_rest, out var raw, out var consumed);
        _rest = _rest[consumed..];
        _foldedStart = 0;
        _foldedEnd = BertText.TryClean(raw, out var cleaned) ? BertText.Fold(cleaned, lowerCase, stripAccents, _folded) : 0;
    }

    private void Append(Rune rune)
    {
        if (_length < MaxLength)
            _wordUnits += rune.EncodeToUtf16(_word.AsSpan(_wordUnits));
        _length = Math.Min(_length + 1, MaxLength + 1);
    }
}
