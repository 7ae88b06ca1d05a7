using System.Runtime.InteropServices;

namespace SemanticSearch.Topics.Words;

/// <summary>
/// The words and short phrases that enough papers have, and which papers have them. A phrase is only counted where its parts were
/// frequent (Agrawal and Srikant, 1994), so that the memory is bounded by what may be shown.
/// </summary>
internal sealed class PhraseTable
{
    /// <summary>The longest phrase that is shown, in words. One word more is counted, to tell a phrase from a piece of one.</summary>
    public const int MaxLength = 3;

    /// <summary>A phrase is a piece of a longer one that has at least this share of its papers, such as "element method".</summary>
    private const double PieceShare = 0.7;

    private readonly WordTable _words;
    private readonly PlacedWord[][] _papers;
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<int[]> _keys = [];
    private readonly List<int> _paperCounts = [];
    private readonly List<bool> _isPiece = [];
    private readonly int[][] _shownOf;
    private readonly int[]?[] _papersWith;

    /// <param name="words">The words by their numbers.</param>
    /// <param name="papers">The words of each paper.</param>
    /// <param name="leastPapers">How many papers must have a phrase.</param>
    public PhraseTable(WordTable words, PlacedWord[][] papers, int leastPapers, CancellationToken cancellationToken)
    {
        (_words, _papers) = (words, papers);
        for (var length = 1; length <= MaxLength + 1; length++)
            Count(leastPapers, length, cancellationToken);
        var mayShow = Enumerable.Range(0, _keys.Count).Select(MayShow).ToArray();
        _shownOf = new int[papers.Length][];
        Parallel.For(0, papers.Length, paper => _shownOf[paper] = Distinct(paper, mayShow));
        _papersWith = Invert(mayShow);
    }

    /// <summary>How many papers have a phrase.</summary>
    public int PaperCount(int phrase) => _paperCounts[phrase];

    /// <summary>The keys of a phrase's words.</summary>
    public int[] Keys(int phrase) => _keys[phrase];

    /// <summary>Whether two phrases have words that are the same or begin alike.</summary>
    public bool AreAlike(int a, int b) => Array.Exists(_keys[a], key => Array.Exists(_keys[b], other => _words.AreAlike(key, other)));

    /// <summary>The phrases of a paper that may be shown, each once, in ascending order.</summary>
    public ReadOnlySpan<int> ShownIn(int paper) => _shownOf[paper];

    /// <summary>The papers that have a phrase that may be shown, in ascending order.</summary>
    public ReadOnlySpan<int> PapersWith(int phrase) => _papersWith[phrase];

    /// <summary>Calls <paramref name="take"/> with each phrase in each of its places in a paper: its number, where it begins and its length in words.</summary>
    public void Visit(int paper, Action<int, int, int> take)
    {
        var placed = _papers[paper];
        for (var at = 0; at < placed.Length; at++)
        {
            var prefix = -1;
            for (var length = 1; length <= MaxLength && at + length <= placed.Length; length++)
            {
                var word = placed[at + length - 1];
                if ((length > 1 && word.Join == WordJoin.None) || !_numbers.TryGetValue(Longer(prefix, _words.Key(word.Number)), out prefix))
                    break;
                take(prefix, at, length);
            }
        }
    }

    /// <summary>What a phrase is found by: the number of all of it but the last word, and that word's key.</summary>
    private static ulong Longer(int prefix, int key) => (ulong)(uint)prefix << 32 | (uint)key;

    private int[] Distinct(int paper, bool[] mayShow)
    {
        var seen = new HashSet<int>();
        Visit(paper, (phrase, _, _) =>
        {
            if (mayShow[phrase])
                seen.Add(phrase);
        });
        return [.. seen.Order()];
    }

    private int[]?[] Invert(bool[] mayShow)
    {
        var papersWith = mayShow.Select((may, phrase) => may ? new int[_paperCounts[phrase]] : null).ToArray();
        var filled = new int[papersWith.Length];
        for (var paper = 0; paper < _shownOf.Length; paper++)
            foreach (var phrase in _shownOf[paper])
                papersWith[phrase]![filled[phrase]++] = paper;
        return papersWith;
    }

    private bool MayShow(int phrase)
    {
        var keys = _keys[phrase];
        if (_isPiece[phrase] || keys.Length > MaxLength)
            return false;
        return keys.Length == 1
            ? Has(keys[0], WordRole.Alone)
            : Has(keys[0], WordRole.Begins) && Has(keys[^1], WordRole.Ends) && Array.Exists(keys, key => Has(key, WordRole.Alone));
    }

    private bool Has(int key, WordRole role) => (_words.Role(key) & role) != 0;

    private void Count(int leastPapers, int length, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<ulong, (int Papers, int Last)>();
        for (var paper = 0; paper < _papers.Length; paper++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var placed = _papers[paper];
            for (var at = 0; at + length <= placed.Length; at++)
            {
                if (!IsCandidate(placed.AsSpan(at, length), out var phrase))
                    continue;
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, phrase, out var isThere);
                if (!isThere || count.Last != paper)
                    count = (count.Papers + 1, paper);
            }
        }
        foreach (var (phrase, count) in counts)
            if (count.Papers >= leastPapers)
                Add(phrase, count.Papers);
    }

    private void Add(ulong phrase, int papers)
    {
        var (prefix, key) = ((int)(phrase >> 32), (int)(uint)phrase);
        _numbers[phrase] = _keys.Count;
        _keys.Add(prefix < 0 ? [key] : [.. _keys[prefix], key]);
        _paperCounts.Add(papers);
        _isPiece.Add(false);
        if (prefix < 0 || !Has(key, WordRole.Within))
            return;
        foreach (var part in new[] { prefix, Find(_keys[^1].AsSpan(1)) })
            if (part >= 0 && papers >= PieceShare * _paperCounts[part])
                _isPiece[part] = true;
    }

    private int Find(ReadOnlySpan<int> keys)
    {
        var number = -1;
        foreach (var key in keys)
            if (!_numbers.TryGetValue(Longer(number, key), out number))
                return -1;
        return number;
    }

    /// <summary>Whether words that stand together may be part of a phrase: frequent parts, and none that only holds sentences together but for "of".</summary>
    private bool IsCandidate(ReadOnlySpan<PlacedWord> placed, out ulong phrase)
    {
        phrase = 0;
        var prefix = -1;
        for (var i = 0; i < placed.Length; i++)
        {
            var key = _words.Key(placed[i].Number);
            if ((i > 0 && placed[i].Join == WordJoin.None) || !Has(key, i > 0 ? WordRole.Within | WordRole.Of : WordRole.Within))
                return false;
            phrase = Longer(prefix, key);
            if (i < placed.Length - 1 && !_numbers.TryGetValue(phrase, out prefix))
                return false;
        }
        return placed.Length == 1 || Has(_words.Key(placed[^1].Number), WordRole.Of) || _numbers.ContainsKey(Longer(-1, _words.Key(placed[^1].Number)));
    }
}
