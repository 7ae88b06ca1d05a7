using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Search;

/// <summary>A title that was found by how it begins.</summary>
/// <param name="Id">Its paper.</param>
/// <param name="IsExact">Whether it is spelled as it was typed.</param>
public readonly record struct TitleFound(PaperId Id, bool IsExact);

/// <summary>An author who was found by how the name begins.</summary>
/// <param name="Name">The name as a paper writes it.</param>
/// <param name="Papers">How many papers have it.</param>
/// <param name="IsExact">Whether it is spelled as it was typed.</param>
public readonly record struct AuthorFound(string Name, int Papers, bool IsExact);

/// <summary>
/// Titles, authors and DOIs of one state of the store, to be found by how they begin. It holds each title, id, DOI and distinct name once in
/// short form: by calculation some 300 bytes a paper, and about three times as much while it is made. A search reads all titles, about 90 bytes a paper.
/// </summary>
public sealed class NameBook
{
    private readonly List<PaperId> _ids = [];
    private readonly TextLines _titles;
    private readonly TextLines _dois;
    private readonly TextLines _authors;
    private readonly List<PaperId> _doiIds = [];
    private readonly List<(string Name, int Papers)> _names = [];

    private NameBook(string indexVersion, List<string> titles, List<string> dois, Dictionary<string, (string Name, int Papers)> authors)
    {
        IndexVersion = indexVersion;
        // Of several that fit, the names of many papers come first.
        var ordered = authors.OrderByDescending(entry => entry.Value.Papers).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToList();
        (_titles, _dois, _authors) = (new TextLines(titles), new TextLines(dois), new TextLines(ordered.Select(entry => entry.Key)));
        _names.AddRange(ordered.Select(entry => entry.Value));
    }

    /// <summary>The state of the store that it was made of.</summary>
    public string IndexVersion { get; }

    /// <summary>Reads all papers once.</summary>
    internal static async Task<NameBook> OfAsync(string indexVersion, IAsyncEnumerable<Paper> papers)
    {
        var (titles, dois, ids, doiIds) = (new List<string>(), new List<string>(), new List<PaperId>(), new List<PaperId>());
        var authors = new Dictionary<string, (string Name, int Papers)>(StringComparer.Ordinal);
        await foreach (var paper in papers)
        {
            titles.Add(Key(paper.Title));
            ids.Add(paper.Id);
            if (paper.Doi is { } doi)
            {
                dois.Add(doi.ToLowerInvariant());
                doiIds.Add(paper.Id);
            }
            foreach (var name in paper.Authors.DistinctBy(PaperFilter.AuthorKey).Where(name => PaperFilter.AuthorKey(name).Length > 0))
            {
                var key = PaperFilter.AuthorKey(name);
                authors[key] = authors.TryGetValue(key, out var known) ? (known.Name, known.Papers + 1) : (name, 1);
            }
        }
        var book = new NameBook(indexVersion, titles, dois, authors);
        book._ids.AddRange(ids);
        book._doiIds.AddRange(doiIds);
        return book;
    }

    /// <summary>A text with nothing but its letters and digits, in lower case, with single spaces between.</summary>
    public static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                key.Append(Rune.ToLowerInvariant(rune));
            else if (key.Length > 0 && key[^1] != ' ' && rune.Value != '\'')
                key.Append(' ');
        }
        return key.ToString().TrimEnd();
    }

    /// <summary>The titles, or words of them, that begin so; where none does, those that do but for one slip.</summary>
    public IReadOnlyList<TitleFound> Titles(string beginning, int most) => Key(beginning) is { Length: > 0 } key
        ? [.. _titles.Beginning(key, most).Select(found => new TitleFound(_ids[found.Row], found.Fit < LineFit.Typo))]
        : [];

    /// <summary>The same of authors.</summary>
    public IReadOnlyList<AuthorFound> Authors(string beginning, int most) => PaperFilter.AuthorKey(beginning) is { Length: > 0 } key
        ? [.. _authors.Beginning(key, most).Select(found => new AuthorFound(_names[found.Row].Name, _names[found.Row].Papers, found.Fit < LineFit.Typo))]
        : [];

    /// <summary>The same of other names, which are few.</summary>
    /// <param name="names">The names; of several that fit as well, the earlier ones come first.</param>
    /// <returns>The places of the names, 0-based.</returns>
    public static IReadOnlyList<(int Place, bool IsExact)> Fitting(IEnumerable<string> names, string beginning, int most) => Key(beginning) is { Length: > 0 } key
        ? [.. new TextLines(names.Select(Key)).Beginning(key, most).Select(found => (found.Row, found.Fit < LineFit.Typo))]
        : [];

    /// <summary>The paper whose title is this but for punctuation and letter case; null where there is none.</summary>
    public PaperId? OfTitle(string title) => _titles.Exactly(Key(title)) is >= 0 and var row ? _ids[row] : null;

    /// <summary>The paper whose record has this DOI; null where there is none.</summary>
    public PaperId? OfDoi(string doi) => _dois.Exactly(doi.ToLowerInvariant()) is >= 0 and var row ? _doiIds[row] : null;
}
