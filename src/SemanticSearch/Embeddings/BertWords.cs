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

    private readonly char[] word = new char[2 * MaxLength];
    private readonly char[] folded = new char[BertText.MaxFoldedLength];
    private ReadOnlySpan<char> rest = text;
    private int wordUnits;
    private int length;
    private int foldedStart;
    private int foldedEnd;

    /// <summary>The word, valid until the next move; only its beginning where <see cref="IsTooLong"/>.</summary>
    public readonly ReadOnlySpan<char> Current => word.AsSpan(0, wordUnits);

    /// <summary>Whether the word has more than <see cref="MaxLength"/> characters.</summary>
    public readonly bool IsTooLong => length > MaxLength;

    /// <summary>How many UTF-16 units of the text were not looked at yet.</summary>
    public readonly int UnreadLength => rest.Length;

    /// <summary>Goes to the next word; false when there is none.</summary>
    public bool MoveNext()
    {
        (wordUnits, length) = (0, 0);
        while (TryPeek(out var rune))
        {
            var separates = rune.Value == ' ' || BertText.StandsAlone(rune);
            if (separates && length > 0)
                return true;
            foldedStart += rune.Utf16SequenceLength;
            if (rune.Value != ' ')
                Append(rune);
            if (separates && length > 0)
                return true;
        }
        return length > 0;
    }

    private bool TryPeek(out Rune rune)
    {
        while (foldedStart == foldedEnd && !rest.IsEmpty)
            FoldNext();
        return Rune.DecodeFromUtf16(folded.AsSpan(foldedStart, foldedEnd - foldedStart), out rune, out _) == System.Buffers.OperationStatus.Done;
    }

    private void FoldNext()
    {
        // A lone surrogate decodes to U+FFFD, which the cleaning drops like the reference does.
        Rune.DecodeFromUtf16(rest, out var raw, out var consumed);
        rest = rest[consumed..];
        foldedStart = 0;
        foldedEnd = BertText.TryClean(raw, out var cleaned) ? BertText.Fold(cleaned, lowerCase, stripAccents, folded) : 0;
    }

    private void Append(Rune rune)
    {
        if (length < MaxLength)
            wordUnits += rune.EncodeToUtf16(word.AsSpan(wordUnits));
        length = Math.Min(length + 1, MaxLength + 1);
    }
}
