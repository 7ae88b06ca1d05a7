namespace SemanticSearch.Search;

/// <summary>A part of a query that stands between spaces, quotation marks taken together.</summary>
/// <param name="Sign">'+', '-', or a space where there is none.</param>
/// <param name="Field">The name before a colon, in lower case; empty where there is none.</param>
/// <param name="Text">The word or the phrase; empty for a bracket.</param>
/// <param name="IsQuoted">Whether it stood in quotation marks.</param>
/// <param name="Bracket">'(' or ')' for a bracket, else a space.</param>
internal readonly record struct QueryToken(char Sign, string Field, string Text, bool IsQuoted, char Bracket = ' ')
{
    public bool IsOr => Text == "OR" && !IsQuoted && Sign == ' ' && Field.Length == 0;

    public bool IsOperator => Sign != ' ' || Field.Length > 0 || IsQuoted;

    /// <summary>The token as it would be written.</summary>
    public override string ToString() => Bracket != ' ' ? $"{Bracket}" : $"{(Sign == ' ' ? "" : Sign)}{(Field.Length == 0 ? "" : Field + ":")}{(IsQuoted ? $"\"{Text}\"" : Text)}";
}

/// <summary>Cuts a query into its parts.</summary>
internal sealed class QueryTokens(string text)
{
    private const string Quotes = "\"\u201C\u201D\u201E";

    private int _at;

    /// <exception cref="FormatException">A quotation mark or a bracket is left open.</exception>
    public List<QueryToken> Read()
    {
        var tokens = new List<QueryToken>();
        var isInBrackets = false;
        while (SkipSpaces())
        {
            if (text[_at] == '(' && OpensAlternatives())
            {
                _at++;
                isInBrackets = true;
                tokens.Add(new QueryToken(' ', "", "", false, '('));
            }
            else if (text[_at] == ')' && isInBrackets)
            {
                _at++;
                isInBrackets = false;
                tokens.Add(new QueryToken(' ', "", "", false, ')'));
            }
            else
                tokens.Add(ReadToken(isInBrackets));
        }
        return tokens;
    }

    private bool SkipSpaces()
    {
        while (_at < text.Length && text[_at] == ' ')
            _at++;
        return _at < text.Length;
    }

    // Brackets in prose stay text: only those with alternatives in them are operators.
    private bool OpensAlternatives()
    {
        var end = text.IndexOf(')', _at);
        var inner = end < 0 ? "" : text[(_at + 1)..end];
        return inner.Contains(" OR ", StringComparison.Ordinal) && !inner.Contains('(', StringComparison.Ordinal);
    }

    private QueryToken ReadToken(bool isInBrackets)
    {
        var sign = ReadSign();
        var field = ReadField();
        if (_at < text.Length && IsQuote(text[_at]))
            return new QueryToken(sign, field, ReadQuoted(), true);
        var word = ReadWord(isInBrackets);
        return new QueryToken(sign, field, word, false);
    }

    // A sign belongs to the word that follows it at once; "-5" and "+0.3" are numbers.
    private char ReadSign()
    {
        var sign = text[_at] == '\u2212' ? '-' : text[_at];
        if (sign is not ('+' or '-') || _at + 1 == text.Length || !(char.IsLetter(text[_at + 1]) || IsQuote(text[_at + 1]) || text[_at + 1] == '('))
            return ' ';
        _at++;
        if (text[_at] == '(')
            throw new FormatException("A sign stands before a bracket, which can only be read before a word or a phrase.");
        return sign;
    }

    private string ReadField()
    {
        foreach (var (name, field) in QueryFields.All)
            if (text.AsSpan(_at).StartsWith(name, StringComparison.OrdinalIgnoreCase) && _at + name.Length + 1 < text.Length && text[_at + name.Length] == ':' && text[_at + name.Length + 1] != ' ')
            {
                _at += name.Length + 1;
                return field;
            }
        return "";
    }

    private string ReadQuoted()
    {
        var start = ++_at;
        while (_at < text.Length && !(IsQuote(text[_at]) && IsEnd(_at + 1)))
            _at++;
        if (_at == text.Length)
            throw new FormatException("A quotation mark is not closed.");
        return text[start.._at++].Trim();
    }

    private string ReadWord(bool isInBrackets)
    {
        var start = _at;
        var isTex = false;
        while (_at < text.Length && (isTex || text[_at] != ' ') && (!isInBrackets || text[_at] != ')'))
        {
            // Between dollar signs, spaces do not end a word, unless the second one is missing.
            if (text[_at] == '$')
                isTex = !isTex && text.IndexOf('$', _at + 1) >= 0;
            _at++;
        }
        return text[start.._at];
    }

    private bool IsEnd(int at) => at == text.Length || text[at] is ' ' or ')';

    private static bool IsQuote(char c) => Quotes.Contains(c, StringComparison.Ordinal);
}

/// <summary>The names before a colon.</summary>
internal static class QueryFields
{
    public const string Title = "title";
    public const string Author = "author";
    public const string Category = "category";

    /// <summary>Each spelling with the field that it stands for.</summary>
    public static readonly IReadOnlyList<(string Name, string Field)> All =
    [
        (Title, Title), ("ti", Title), (Author, Author), ("au", Author), (Category, Category), ("cat", Category),
    ];
}
