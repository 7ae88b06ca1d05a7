using System.Text;

namespace SemanticSearch.Papers;

/// <summary>Text that came from outside, made fit for everything after it.</summary>
public static class PaperText
{
    /// <summary>What a byte order mark is when read the wrong way round; it is no character.</summary>
    private const int ReversedMark = 0xFFFE;

    /// <summary>
    /// Makes every run of white space and control characters one space and trims the ends. A surrogate without its
    /// partner becomes U+FFFD, and so does U+FFFE, which no text may be normalised with: the result is always valid. Cleaning twice changes nothing; the time is linear.
    /// </summary>
    public static string Clean(string text)
    {
        if (IsPlain(text))
            return text;
        var cleaned = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var separates = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (!separates)
                Append(cleaned, rune.Value == ReversedMark ? Rune.ReplacementChar : rune, gap);
            gap = separates && cleaned.Length > 0;
        }
        return cleaned.ToString();
    }

    /// <summary>The text for use within a message: clean, and no longer than 60 characters.</summary>
    internal static string Excerpt(string text)
    {
        // Cutting first keeps the cost of a message independent of what it quotes; a halved surrogate pair is cleaned away.
        var cleaned = Clean(text.Length > 60 ? text[..60] : text);
        return text.Length > 60 ? cleaned + "..." : cleaned;
    }

    // Most texts are visible ASCII with single spaces between, which stays as it is.
    private static bool IsPlain(string text)
    {
        var before = ' ';
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' || (c == ' ' && before == ' '))
                return false;
            before = c;
        }
        return before != ' ';
    }

    private static void Append(StringBuilder text, Rune rune, bool gap)
    {
        if (gap)
            text.Append(' ');
        Span<char> units = stackalloc char[2];
        text.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
