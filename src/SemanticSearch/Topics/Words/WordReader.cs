using System.Globalization;

namespace SemanticSearch.Topics.Words;

/// <summary>Reads titles and abstracts into numbered words.</summary>
internal sealed class WordReader(WordTable words)
{
    private readonly List<PlacedWord> _read = [];

    /// <summary>The words of a paper in order.</summary>
    public PlacedWord[] Read(string title, string abstractText)
    {
        _read.Clear();
        Read(TexText.Plain(title));
        Read(TexText.Plain(abstractText));
        return [.. _read];
    }

    private void Read(string text)
    {
        var join = WordJoin.None;
        var at = 0;
        while (at < text.Length)
        {
            if (!IsWordCharacter(text[at]))
            {
                join = After(join, text, at++);
                continue;
            }
            var start = at;
            if (BeginsCompound(text, at))
                at += 2;
            while (at < text.Length && (IsWordCharacter(text[at]) || IsPossessive(text, at)))
                at++;
            if (at - start <= Terms.Analyzer.MaxWordLength)
                _read.Add(new PlacedWord(words.Number(text.AsSpan(start, at - start)), join));
            join = WordJoin.Space;
        }
    }

    /// <summary>How the next word is joined once one more character stands between.</summary>
    private static WordJoin After(WordJoin join, string text, int at) => text[at] switch
    {
        '-' or '\u2010' or '\u2011' when join == WordJoin.Space && at > 0 && IsWordCharacter(text[at - 1]) => WordJoin.Hyphen,
        '\u2013' when join == WordJoin.Space && at > 0 && IsWordCharacter(text[at - 1]) => WordJoin.Hyphen,
        ' ' when join == WordJoin.Space => WordJoin.Space,
        _ => WordJoin.None,
    };

    /// <summary>Whether a single letter and a hyphen belong to the word that follows, as in X-ray and p-adic.</summary>
    private static bool BeginsCompound(string text, int at) =>
        at + 3 < text.Length && text[at + 1] == '-' && char.IsLetter(text[at]) && char.IsAsciiLetter(text[at + 2]) && char.IsAsciiLetter(text[at + 3]);

    private static bool IsPossessive(string text, int at) =>
        text[at] is '\'' or '\u2019' && at + 1 < text.Length && text[at + 1] == 's' && (at + 2 == text.Length || !IsWordCharacter(text[at + 2]));

    private static bool IsWordCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || (c > 127 && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark));
}

/// <summary>What stands between a word and the one before it.</summary>
internal enum WordJoin : byte
{
    /// <summary>Something that ends a phrase, or nothing at all.</summary>
    None,
    Space,
    Hyphen,
}

/// <summary>A word by its number, and how it is joined to the one before.</summary>
internal readonly record struct PlacedWord(int Number, WordJoin Join);
