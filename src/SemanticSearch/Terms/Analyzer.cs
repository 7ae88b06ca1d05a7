using System.Text;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace SemanticSearch.Terms;

/// <summary>
/// Splits English text into stemmed words: lower case, accents folded, stop words out, numbers kept.
/// A hyphenated word gives its parts and the whole without hyphens, so that <c>X-ray</c>, <c>x ray</c> and <c>xray</c> meet.
/// </summary>
/// <remarks>Stems are Porter's second English stemmer, as Lucene.Net ships it. Instances are not safe for concurrent use.</remarks>
public sealed class Analyzer
{
    /// <summary>Longer words are cut here: no word that people search for is longer, and a bound keeps hostile text linear.</summary>
    public const int MaxWordLength = 64;

    private readonly EnglishStemmer _stemmer = new();
    private readonly StringBuilder _whole = new();
    private int _parts;

    /// <summary>Calls <paramref name="take"/> with each term of the text, in order of appearance.</summary>
    public void Analyze(ReadOnlySpan<char> text, Action<string> take)
    {
        foreach (var word in new TextWords(text))
        {
            TakeWord(text.Slice(word.Start, word.Length), word.IsCommand, take);
            if (!word.JoinsNext)
                TakeWhole(take);
        }
    }

    /// <summary>A word as it is compared: lower case, no accents, no longer than <see cref="MaxWordLength"/>; empty where nothing is left of it.</summary>
    internal static string Fold(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxWordLength)
            word = word[..MaxWordLength];
        Span<char> lower = stackalloc char[MaxWordLength];
        lower = lower[..word.ToLowerInvariant(lower)];
        return Ascii.IsValid(lower) ? lower.ToString() : WithoutAccents(lower.ToString());
    }

    private void TakeWord(ReadOnlySpan<char> word, bool isCommand, Action<string> take)
    {
        var folded = Fold(word);
        if (folded.Length == 0)
            return;
        _parts++;
        if (_whole.Length + folded.Length <= MaxWordLength)
            _whole.Append(folded);
        if (StopWords.Contains(folded) || (isCommand && StopWords.IsTexLayout(folded)))
            return;
        take(Stem(folded));
    }

    private void TakeWhole(Action<string> take)
    {
        if (_parts > 1)
            take(Stem(_whole.ToString()));
        _whole.Clear();
        _parts = 0;
    }

    // Decomposing may bring capitals (from a double-struck R), white space, and many letters for one.
    private static string WithoutAccents(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var c in word.Normalize(NormalizationForm.FormKD))
            if (char.IsLetterOrDigit(c) && folded.Length < MaxWordLength)
                folded.Append(char.ToLowerInvariant(c));
        return folded.ToString();
    }

    private string Stem(string word)
    {
        _stemmer.SetCurrent(word);
        _stemmer.Stem();
        return _stemmer.Current;
    }
}
