using System.Globalization;
using System.Text;

namespace SemanticSearch.Embeddings;

/// <summary>
/// The rules by which BERT's reference tokenizer reads characters: what it drops, what it folds, what stands alone as a word.
/// They are those of the Hugging Face <c>tokenizers</c> library (BertNormalizer and BertPreTokenizer), one character at a time.
/// </summary>
internal static class BertText
{
    /// <summary>The most UTF-16 units that one character becomes: four characters of two units.</summary>
    public const int MaxFoldedLength = 8;

    /// <summary>Cleans one character: white space becomes a space; false for what is dropped, such as control and private characters.</summary>
    public static bool TryClean(Rune raw, out Rune cleaned)
    {
        cleaned = raw;
        if (raw.Value is '\t' or '\n' or '\r' || IsSeparator(raw))
            cleaned = new Rune(' ');
        else
            return raw != Rune.ReplacementChar && !IsOther(raw);
        return true;
    }

    /// <summary>
    /// Takes the accents off one cleaned character and makes it lower case, as the flags say, into <paramref name="folded"/>.
    /// </summary>
    /// <returns>The number of UTF-16 units written, 0 to <see cref="MaxFoldedLength"/>.</returns>
    /// <remarks>
    /// Decomposing character by character is linear, where <c>string.Normalize</c> sorts runs of combining marks in quadratic time.
    /// The result is the same: the marks that a sort would move are the ones that are dropped.
    /// </remarks>
    public static int Fold(Rune cleaned, bool lowerCase, bool stripAccents, Span<char> folded)
    {
        if (cleaned.IsAscii)
        {
            folded[0] = (char)(lowerCase ? Rune.ToLowerInvariant(cleaned) : cleaned).Value;
            return 1;
        }
        Span<char> decomposed = stackalloc char[MaxFoldedLength];
        var length = stripAccents ? Decompose(cleaned, decomposed) : cleaned.EncodeToUtf16(decomposed);
        var written = 0;
        foreach (var rune in decomposed[..length].EnumerateRunes())
            if (!stripAccents || Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                written += lowerCase ? Lower(rune, folded[written..]) : rune.EncodeToUtf16(folded[written..]);
        return written;
    }

    /// <summary>Whether a folded character is a word by itself: punctuation, every ASCII symbol, or a Chinese character.</summary>
    public static bool StandsAlone(Rune folded)
    {
        if (folded.IsAscii)
            return folded.Value > ' ' && folded.Value < 0x7f && !char.IsAsciiLetterOrDigit((char)folded.Value);
        return Rune.IsPunctuation(folded) || IsChinese(folded.Value);
    }

    private static int Decompose(Rune rune, Span<char> decomposed)
    {
        Span<char> source = stackalloc char[2];
        source = source[..rune.EncodeToUtf16(source)];
        // A mark decomposes into marks only, and Normalize throws on characters that Unicode never assigns.
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherNotAssigned)
            source.CopyTo(decomposed);
        else if (((ReadOnlySpan<char>)source).TryNormalize(decomposed, out var length, NormalizationForm.FormD))
            return length;
        return source.Length;
    }

    private static int Lower(Rune rune, Span<char> destination)
    {
        // The one capital whose lower-case form is two characters; .NET leaves it as it is.
        if (rune.Value != 0x130)
            return Rune.ToLowerInvariant(rune).EncodeToUtf16(destination);
        "i\u0307".CopyTo(destination);
        return 2;
    }

    private static bool IsSeparator(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsOther(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    // The ranges are the reference's own, with its gap from 2B820 to 2B91F.
    private static bool IsChinese(int value) => value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
