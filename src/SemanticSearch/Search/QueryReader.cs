using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>Makes clauses and meaning of the parts of a query.</summary>
internal sealed class QueryReader(List<QueryToken> tokens)
{
    private readonly List<string> _meaning = [];
    private readonly List<QueryPart> _parts = [];
    private readonly List<string> _notices = [];
    private int _at;

    /// <exception cref="FormatException">Alternatives are incomplete.</exception>
    public QueryText Read()
    {
        while (_at < tokens.Count)
            ReadGroup();
        return new QueryText(string.Join(' ', _meaning), _parts, _notices);
    }

    private bool IsAtOr => _at < tokens.Count && tokens[_at].IsOr;

    private void ReadGroup()
    {
        var isInBrackets = tokens[_at].Bracket == '(';
        if (isInBrackets)
            _at++;
        var alternatives = new List<QueryToken> { ReadOne() };
        while (IsAtOr)
        {
            _at++;
            alternatives.Add(ReadOne());
        }
        if (isInBrackets && (_at == tokens.Count || tokens[_at++].Bracket != ')'))
            throw new FormatException("Within brackets, all words are alternatives with OR between them.");
        if (alternatives.Count == 1)
            Take(alternatives[0]);
        else
            TakeAlternatives(alternatives);
    }

    private QueryToken ReadOne()
    {
        if (_at == tokens.Count || tokens[_at].IsOr || tokens[_at].Bracket != ' ')
            throw new FormatException("OR stands between two words or phrases.");
        return tokens[_at++];
    }

    private void Take(QueryToken token)
    {
        var isExcluded = token.Sign == '-';
        var clause = token.IsOperator && TraitOf(token) is { } trait ? new PaperClause([trait], isExcluded) : null;
        _parts.Add(new QueryPart(token.ToString(), clause));
        if (!isExcluded)
            AddMeaning(token);
    }

    private void TakeAlternatives(List<QueryToken> alternatives)
    {
        if (alternatives.Any(token => token.Sign == '-'))
            throw new FormatException("OR cannot stand beside a word with a minus sign.");
        var traits = alternatives.Select(TraitOf).OfType<PaperTrait>().ToList();
        // A paper without any of the others may have the one that cannot be told.
        var clause = traits.Count == alternatives.Count ? new PaperClause(traits) : null;
        _parts.Add(new QueryPart($"({string.Join(" OR ", alternatives)})", clause));
        alternatives.ForEach(AddMeaning);
    }

    private void AddMeaning(QueryToken token)
    {
        if (token.Field is "" or QueryFields.Title)
            _meaning.Add(token.Text);
    }

    /// <returns>Null where no paper can be told by it; then there is a notice.</returns>
    private PaperTrait? TraitOf(QueryToken token)
    {
        var trait = new PaperTrait(KindOf(token), token.Text);
        if (!trait.IsVoid && token.Text.Length > 0)
            return trait;
        _notices.Add($"{token} has no word that could be looked up, and is no condition.");
        return null;
    }

    // A word of several parts, such as X-ray, is a phrase.
    private static TraitKind KindOf(QueryToken token)
    {
        var isPhrase = token.IsQuoted || new Terms.Phrase(token.Text).Length > 1;
        return token.Field switch
        {
            QueryFields.Title => isPhrase ? TraitKind.TitlePhrase : TraitKind.TitleWord,
            QueryFields.Author => TraitKind.Author,
            QueryFields.Category => TraitKind.Category,
            _ => isPhrase ? TraitKind.Phrase : TraitKind.Word,
        };
    }
}
