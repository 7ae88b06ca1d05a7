using System.Globalization;

namespace SemanticSearch.Terms;

/// <summary>A word of a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
/// <param name="IsCommand">Whether it is the name of a TeX command.</param>
/// <param name="JoinsNext">Whether a hyphen joins it to the next word.</param>
internal readonly record struct TextWord(int Start, int Length, bool IsCommand, bool JoinsNext)
{
    public int End => Start + Length;
}

/// <summary>The words of a text one after the other: runs of letters and digits. A decimal point between digits belongs to the number.</summary>
internal ref struct TextWords(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public TextWord Current { get; private set; }

    public readonly TextWords GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_at < _text.Length && !IsWordCharacter(_text[_at]))
            _at++;
        if (_at == _text.Length)
            return false;
        var start = _at;
        SkipWord();
        if (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at - 1]) && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            SkipWord();
        }
        Current = new TextWord(start, _at - start, start > 0 && _text[start - 1] == '\\', IsJoined());
        return true;
    }

    private void SkipWord()
    {
        while (_at < _text.Length && IsWordCharacter(_text[_at]))
            _at++;
    }

    private readonly bool IsJoined() =>
        _at + 1 < _text.Length && _text[_at] is '-' or '\u2010' or '\u2011' && IsWordCharacter(_text[_at + 1]);

    private static bool IsWordCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || (c > 127 && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark));
}
