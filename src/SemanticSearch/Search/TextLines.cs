using System.Text;

namespace SemanticSearch.Search;

/// <summary>How well a line fits what was typed, best first.</summary>
internal enum LineFit
{
    /// <summary>The line begins with it.</summary>
    Start,

    /// <summary>A word of the line begins with it.</summary>
    Word,

    /// <summary>The line, or a word of it, begins with it but for one letter that is wrong, missing, too many, or exchanged with the next.</summary>
    Typo,
}

/// <summary>Many short texts in one block of UTF-8, a line each, which is searched as a whole.</summary>
internal sealed class TextLines
{
    private const byte LineEnd = (byte)'\n';
    private const byte Space = (byte)' ';

    /// <summary>Shorter beginnings are near too many words.</summary>
    private const int LeastForTypo = 4;

    private readonly byte[] _text;
    private readonly int[] _starts;

    /// <param name="lines">The texts, without line ends, in lower case.</param>
    public TextLines(IEnumerable<string> lines)
    {
        var text = new MemoryStream();
        var starts = new List<int>();
        text.WriteByte(LineEnd);
        foreach (var line in lines)
        {
            starts.Add((int)text.Length);
            text.Write(Encoding.UTF8.GetBytes(line));
            text.WriteByte(LineEnd);
        }
        (_text, _starts) = (text.ToArray(), [.. starts]);
    }

    /// <summary>The number of the line that is exactly this; -1 where there is none.</summary>
    public int Exactly(string line)
    {
        var at = line.Length == 0 ? -1 : _text.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\n{line}\n"));
        return at < 0 ? -1 : RowAt(at + 1);
    }

    /// <summary>The lines that fit a beginning, the best fit first, each once.</summary>
    /// <param name="beginning">What was typed, in lower case.</param>
    /// <param name="most">How many lines at most.</param>
    public IReadOnlyList<(int Row, LineFit Fit)> Beginning(string beginning, int most)
    {
        var found = new Dictionary<int, LineFit>();
        Collect($"\n{beginning}", LineFit.Start, most, found);
        Collect($" {beginning}", LineFit.Word, most, found);
        if (found.Count == 0 && beginning.Length >= LeastForTypo)
            CollectTypos(Encoding.UTF8.GetBytes(beginning), most, found);
        return [.. found.OrderBy(entry => entry.Value).ThenBy(entry => entry.Key).Take(most).Select(entry => (entry.Key, entry.Value))];
    }

    private void Collect(string pattern, LineFit fit, int most, Dictionary<int, LineFit> found)
    {
        var bytes = Encoding.UTF8.GetBytes(pattern);
        for (int at = 0, next; found.Count < most && (next = _text.AsSpan(at).IndexOf(bytes)) >= 0; at += next + 1)
            if (at + next + 1 < _text.Length)
                found.TryAdd(RowAt(at + next + 1), fit);
    }

    private void CollectTypos(byte[] beginning, int most, Dictionary<int, LineFit> found)
    {
        for (int at = 0, next; found.Count < most && (next = _text.AsSpan(at).IndexOfAny(LineEnd, Space)) >= 0; at += next + 1)
            if (at + next + 1 < _text.Length && BeginsNearly(_text.AsSpan(at + next + 1), beginning))
                found.TryAdd(RowAt(at + next + 1), LineFit.Typo);
    }

    /// <summary>Whether a text begins with another but for one slip after its first letter.</summary>
    private static bool BeginsNearly(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning)
    {
        var same = text.CommonPrefixLength(beginning);
        if (same == 0 || same == beginning.Length)
            return same > 0;
        var rest = text[same..];
        var wanted = beginning[same..];
        return (rest.Length > 1 && rest[1..].StartsWith(wanted[1..]))
            || rest.StartsWith(wanted[1..])
            || (rest.Length > 1 && rest[1..].StartsWith(wanted))
            || (wanted.Length > 1 && rest.Length > 1 && rest[0] == wanted[1] && rest[1] == wanted[0] && rest[2..].StartsWith(wanted[2..]));
    }

    private int RowAt(int offset)
    {
        var row = Array.BinarySearch(_starts, offset);
        return row >= 0 ? row : ~row - 1;
    }
}
