namespace SemanticSearch.Topics.Words;

/// <summary>The words of a corpus by number: each as it is written, and the key that its plural and its capitals share.</summary>
internal sealed class WordTable
{
    private const int AlikeLetters = 6;

    private static readonly Dictionary<string, string> Latin = new(StringComparer.Ordinal)
    {
        ["matrices"] = "matrix",
        ["vertices"] = "vertex",
        ["vortices"] = "vortex",
        ["indices"] = "index",
        ["simplices"] = "simplex",
        ["helices"] = "helix",
    };

    private readonly Dictionary<string, int> _surfaceNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly Dictionary<string, int> _keyNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _surfaces = [];
    private readonly List<int> _keys = [];
    private readonly List<WordRole> _roles = [];
    private readonly List<string> _keyTexts = [];

    public WordTable() => _bySpan = _surfaceNumbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many keys there are.</summary>
    public int KeyCount => _roles.Count;

    /// <summary>The number of a word as it is written.</summary>
    public int Number(ReadOnlySpan<char> surface)
    {
        if (_bySpan.TryGetValue(surface, out var number))
            return number;
        var written = surface.ToString();
        _surfaceNumbers[written] = number = _surfaces.Count;
        _surfaces.Add(written);
        _keys.Add(KeyNumber(written));
        return number;
    }

    public string Surface(int number) => _surfaces[number];

    /// <summary>The number of the key of a word's number.</summary>
    public int Key(int number) => _keys[number];

    public WordRole Role(int key) => _roles[key];

    /// <summary>Whether two keys are the same or begin alike, as "turbulent" and "turbulence" do.</summary>
    public bool AreAlike(int a, int b) => a == b
        || (_keyTexts[a].Length > AlikeLetters && _keyTexts[b].Length > AlikeLetters && _keyTexts[a].AsSpan(0, AlikeLetters).SequenceEqual(_keyTexts[b].AsSpan(0, AlikeLetters)));

    private int KeyNumber(string written)
    {
        var lower = WithoutPossessive(written).ToLowerInvariant();
        var key = Singular(lower);
        if (_keyNumbers.TryGetValue(key, out var number))
            return number;
        _keyNumbers[key] = number = _roles.Count;
        _roles.Add(RoleOf(lower));
        _keyTexts.Add(key);
        return number;
    }

    private static string WithoutPossessive(string word) =>
        word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("\u2019s", StringComparison.Ordinal) ? word[..^2] : word;

    /// <summary>Takes the commonest plural endings away. Keys are never shown, so they need not be words.</summary>
    private static string Singular(string word)
    {
        if (Latin.TryGetValue(word, out var one))
            return one;
        if (word.Length <= 3 || word[^1] != 's' || word[^2] is 's' or 'u' or 'i' || word.EndsWith("ics", StringComparison.Ordinal))
            return word;
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4)
            return word[..^3] + "y";
        return word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal)
            || word.EndsWith("ches", StringComparison.Ordinal) ? word[..^2] : word[..^1];
    }

    private static WordRole RoleOf(string lower)
    {
        if (lower == "of")
            return WordRole.Of;
        if (LabelStopWords.IsFunction(lower) || !lower.Any(char.IsLetter))
            return WordRole.None;
        return (LabelStopWords.MayStandAlone(lower) ? WordRole.Alone : 0)
            | (lower.Length > 1 && LabelStopWords.MayBegin(lower) ? WordRole.Begins : 0)
            | (lower.Length > 1 && LabelStopWords.MayEnd(lower) ? WordRole.Ends : 0)
            | WordRole.Within;
    }
}

/// <summary>Where in a label a word may stand.</summary>
[Flags]
internal enum WordRole
{
    None = 0,
    Alone = 1,
    Begins = 2,
    Ends = 4,
    Within = 8,
    Of = 16,
}
