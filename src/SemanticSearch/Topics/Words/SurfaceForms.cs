using System.Text;

namespace SemanticSearch.Topics.Words;

/// <summary>How phrases are written: with the capitals, endings and hyphens that most papers give them.</summary>
internal static class SurfaceForms
{
    /// <summary>The commonest written form of each phrase; the first in the order of characters of equally common ones.</summary>
    public static Dictionary<int, string> Find(PhraseTable phrases, WordTable words, PlacedWord[][] papers, IReadOnlySet<int> wanted, CancellationToken cancellationToken)
    {
        var counts = Counts(wanted);
        Parallel.For(0, papers.Length, new ParallelOptions { CancellationToken = cancellationToken }, () => Counts(wanted),
            (paper, _, own) =>
            {
                Count(phrases, words, paper, papers[paper], own);
                return own;
            },
            own =>
            {
                lock (counts)
                    foreach (var (phrase, forms) in own)
                        foreach (var (form, count) in forms)
                            counts[phrase][form] = counts[phrase].GetValueOrDefault(form) + count;
            });
        return counts.ToDictionary(entry => entry.Key, entry => Commonest(entry.Value));
    }

    private static Dictionary<int, Dictionary<string, int>> Counts(IReadOnlySet<int> wanted) =>
        wanted.ToDictionary(phrase => phrase, _ => new Dictionary<string, int>(StringComparer.Ordinal));

    private static void Count(PhraseTable phrases, WordTable words, int paper, PlacedWord[] placed, Dictionary<int, Dictionary<string, int>> counts) =>
        phrases.Visit(paper, (phrase, at, length) =>
        {
            if (!counts.TryGetValue(phrase, out var forms))
                return;
            var form = Write(words, placed.AsSpan(at, length));
            forms[form] = forms.GetValueOrDefault(form) + 1;
        });

    private static string Write(WordTable words, ReadOnlySpan<PlacedWord> placed)
    {
        if (placed.Length == 1)
            return words.Surface(placed[0].Number);
        var form = new StringBuilder();
        for (var i = 0; i < placed.Length; i++)
        {
            if (i > 0)
                form.Append(placed[i].Join == WordJoin.Hyphen ? '-' : ' ');
            form.Append(words.Surface(placed[i].Number));
        }
        return form.ToString();
    }

    /// <summary>Titles and beginnings of sentences bring capitals that the word has not: where it is often written small, it is small.</summary>
    private static string Commonest(Dictionary<string, int> forms)
    {
        var total = forms.Values.Sum();
        var small = forms.Where(form => !form.Key.Any(char.IsUpper)).ToList();
        var candidates = small.Sum(form => form.Value) * 4 >= total ? small : [.. forms];
        return candidates.OrderByDescending(form => form.Value).ThenBy(form => form.Key, StringComparer.Ordinal).First().Key;
    }
}
