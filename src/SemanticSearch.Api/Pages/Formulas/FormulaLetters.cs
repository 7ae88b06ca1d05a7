using System.Text;

namespace SemanticSearch.Api.Pages.Formulas;

/// <summary>Letters with accents, and letters of other alphabets that Unicode has for formulas.</summary>
internal static class FormulaLetters
{
    private const int DoubleStruckCapital = 0x1D538;
    private const int ScriptCapital = 0x1D49C;
    private const int FrakturCapital = 0x1D504;

    /// <summary>The letters that Unicode had before it got these alphabets; their places in them are empty.</summary>
    private static readonly Dictionary<(int Alphabet, char Letter), string> Older = new (int Alphabet, string Letters)[]
    {
        (DoubleStruckCapital, "C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ"),
        (ScriptCapital, "B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ"),
        (FrakturCapital, "C ℭ H ℌ I ℑ R ℜ Z ℨ"),
    }.SelectMany(font => Pairs(font.Letters).Select(pair => ((font.Alphabet, pair.Name[0]), pair.Value))).ToDictionary();

    private static readonly Dictionary<string, int> Fonts = new()
    {
        ["mathbb"] = DoubleStruckCapital,
        ["Bbb"] = DoubleStruckCapital,
        ["mathcal"] = ScriptCapital,
        ["mathscr"] = ScriptCapital,
        ["mathfrak"] = FrakturCapital,
        ["frak"] = FrakturCapital,
    };

    private static readonly Dictionary<string, char> Above = Pairs(
        "hat \u0302 widehat \u0302 bar \u0304 overline \u0305 tilde \u0303 widetilde \u0303 vec \u20D7 dot \u0307 ddot \u0308 check \u030C breve \u0306 acute \u0301 grave \u0300 underline \u0332")
        .ToDictionary(pair => pair.Name, pair => pair.Value[0]);

    private static readonly Dictionary<char, char> OfText = Pairs(
        "' \u0301 ` \u0300 ^ \u0302 \" \u0308 ~ \u0303 = \u0304 . \u0307 c \u0327 v \u030C u \u0306 H \u030B k \u0328 r \u030A d \u0323")
        .ToDictionary(pair => pair.Name[0], pair => pair.Value[0]);

    /// <summary>The sign that a command of formulas puts on a letter, as a combining character; null where it puts none.</summary>
    public static char? AccentOf(string command) => Above.TryGetValue(command, out var accent) ? accent : null;

    public static bool IsFont(string command) => Fonts.ContainsKey(command);

    /// <summary>Letters in another alphabet; null where there are others than A to Z, or none.</summary>
    public static string? InFont(string font, string? letters)
    {
        if (string.IsNullOrEmpty(letters) || !letters.All(c => char.IsAsciiLetter(c) || c == '1'))
            return null;
        var capitals = Fonts[font];
        var text = new StringBuilder();
        foreach (var letter in letters)
            text.Append(Older.TryGetValue((capitals, letter), out var older) ? older : letter == '1' ? "𝟙" : char.ConvertFromUtf32(capitals + (char.IsAsciiLetterUpper(letter) ? letter - 'A' : 26 + letter - 'a')));
        return text.ToString();
    }

    /// <summary>A letter of a text with the accent of a command; null where there is no such letter.</summary>
    public static string? Accented(char command, char letter)
    {
        // A quotation mark after a backslash is more often an escape than an accent.
        if (!OfText.TryGetValue(command, out var accent) || !char.IsAsciiLetter(letter) || (command == '"' && !"aeiouyAEIOUY".Contains(letter, StringComparison.Ordinal)))
            return null;
        return $"{letter}{accent}".Normalize(NormalizationForm.FormC) is { Length: 1 } composed ? composed : null;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string text) => text.Split(' ').Chunk(2).Select(pair => (pair[0], pair[1]));
}
