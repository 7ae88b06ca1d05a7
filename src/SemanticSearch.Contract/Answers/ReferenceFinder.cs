using System.Text.RegularExpressions;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Contract.Answers;

/// <summary>A paper that a reference may mean.</summary>
/// <param name="Paper">The paper.</param>
/// <param name="Confidence">How likely it is meant, 0 to 1: 1 for its id, and for titles the share of their words that the reference has, less a little.</param>
/// <param name="FoundBy">How it was found.</param>
public readonly record struct FoundReference(Paper Paper, double Confidence, FoundBy FoundBy);

/// <summary>How a reference was found.</summary>
public enum FoundBy
{
    /// <summary>The reference is the id of a paper.</summary>
    Id,

    /// <summary>The DOI in the paper's record.</summary>
    Doi,

    /// <summary>An id stands somewhere in the reference.</summary>
    IdWithin,

    /// <summary>The title, but for punctuation and letter case.</summary>
    Title,

    /// <summary>Most words of the title stand in the reference.</summary>
    Words,
}

/// <summary>Finds the paper that somebody means: by its id in any spelling, its DOI, an address, its title, or a citation. Nothing is fetched from anywhere.</summary>
public static partial class ReferenceFinder
{
    private const double IdWithinConfidence = 0.98;
    private const double TitleConfidence = 0.95;

    /// <summary>Below this, too few words of the title stand in the reference.</summary>
    private const double LeastWords = 0.6;

    /// <summary>The title's neighbours that are looked at.</summary>
    private const int Candidates = 10;

    /// <returns>The papers, the most likely first; none where nothing fits.</returns>
    public static async Task<IReadOnlyList<FoundReference>> FindAsync(Engine engine, string reference, CancellationToken cancellationToken)
    {
        var found = await NamedAsync(engine, reference, cancellationToken);
        if (found is [{ FoundBy: FoundBy.Id or FoundBy.Doi }])
            return found;
        if (await TitledAsync(engine, reference, cancellationToken) is { } titled)
            found.Add(titled);
        if (found.Count == 0)
            found.AddRange(await ByWordsAsync(engine, reference, cancellationToken));
        return [.. found.DistinctBy(entry => entry.Paper.Id).OrderByDescending(entry => entry.Confidence)];
    }

    /// <summary>The paper whose id or DOI the reference is, or those whose ids stand in it; titles are not looked at.</summary>
    public static async Task<List<FoundReference>> NamedAsync(Engine engine, string reference, CancellationToken cancellationToken)
    {
        if (PaperId.TryParse(reference, out var whole) && await FindAsync(engine, whole, FoundBy.Id, 1, cancellationToken) is { } exact)
            return [exact];
        var found = new List<FoundReference>();
        foreach (var written in IdPattern().Matches(reference).Select(match => match.Value.TrimEnd('.', ',', ';', ')', ']')))
            if (PaperId.TryParse(written, out var within) && await FindAsync(engine, within, FoundBy.IdWithin, IdWithinConfidence, cancellationToken) is { } named)
                found.Add(named);
        return found;
    }

    /// <summary>Whether a text is the title of a paper, but for punctuation and letter case.</summary>
    public static bool IsTitle(Paper paper, string text) => NameBook.Key(text) is { Length: > 0 } key && key == NameBook.Key(paper.Title);

    private static async Task<FoundReference?> TitledAsync(Engine engine, string reference, CancellationToken cancellationToken) =>
        (await engine.Names.GetAsync(cancellationToken)).OfTitle(reference) is { } id && (await engine.Store.FindAsync([id], cancellationToken))[0] is { } stored
            ? new FoundReference(stored.Paper, TitleConfidence, FoundBy.Title)
            : null;

    private static async Task<FoundReference?> FindAsync(Engine engine, PaperId id, FoundBy by, double confidence, CancellationToken cancellationToken)
    {
        if ((await engine.Store.FindAsync([id], cancellationToken))[0] is { } stored)
            return new FoundReference(stored.Paper, confidence, by);
        return id.Value.StartsWith("DOI:", StringComparison.Ordinal)
            && (await engine.Names.GetAsync(cancellationToken)).OfDoi(id.Value["DOI:".Length..]) is { } other && other != id
            && (await engine.Store.FindAsync([other], cancellationToken))[0] is { } published
            ? new FoundReference(published.Paper, confidence, by == FoundBy.Id ? FoundBy.Doi : by)
            : null;
    }

    private static async Task<IEnumerable<FoundReference>> ByWordsAsync(Engine engine, string reference, CancellationToken cancellationToken)
    {
        var request = new SearchRequest { Text = reference, Operators = false, MinSimilarity = -1, Limit = Candidates };
        var words = NameBook.Key(reference).Split(' ').ToHashSet(StringComparer.Ordinal);
        var result = await engine.Search.SearchAsync(request, cancellationToken);
        return result.Hits.Select(hit => new FoundReference(hit.Paper, Math.Round(TitleConfidence * Share(hit.Paper, words), 3), FoundBy.Words))
            .Where(found => found.Confidence >= LeastWords);
    }

    /// <summary>How many words of the title stand in the reference; an author or year beside it lets a short title be trusted.</summary>
    private static double Share(Paper paper, HashSet<string> words)
    {
        var title = NameBook.Key(paper.Title).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (title.Count == 0)
            return 0;
        var share = (double)title.Count(words.Contains) / title.Count;
        var isShort = title.Count < 4;
        return isShort && !paper.Authors.Any(name => NameBook.Key(name).Split(' ').Any(part => part.Length > 2 && words.Contains(part))) ? share / 2 : share;
    }

    [GeneratedRegex(
        @"10\.[0-9]{4,9}/[^\s""<>]+|(?:arxiv:|arxiv\.org/(?:abs|pdf|html)/)[^\s,;\])]+|\b[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?\b|(?:pmid:? ?|pubmed\.ncbi\.nlm\.nih\.gov/)[0-9]{1,9}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
