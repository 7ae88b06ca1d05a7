using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage;

/// <summary>What a retrieval must answer, computed the slow and obvious way in double precision.</summary>
/// <param name="papers">What is stored.</param>
/// <param name="alsoCounted">What counts in the frequencies of terms beside it.</param>
internal sealed class RetrievalOracle(IReadOnlyList<StoredPaper> papers, params IReadOnlyList<StoredPaper> alsoCounted)
{
    private Dictionary<uint, int>? _matching;

    public IReadOnlyList<StoredPaper> Papers => papers;

    public static double Similarity(StoredPaper stored, ReadOnlyMemory<float> query)
    {
        var sum = 0.0;
        var vector = TestCorpus.AsStored(stored.Vector);
        for (var d = 0; d < query.Length; d++)
            sum += (double)vector[d] * query.Span[d];
        return sum;
    }

    public double Lexical(StoredPaper stored, SparseVector query)
    {
        _matching ??= papers.Concat(alsoCounted).SelectMany(paper => paper.Terms.Indices).CountBy(term => term).ToDictionary();
        var sum = 0.0;
        for (var t = 0; t < query.Count; t++)
        {
            var matching = _matching.GetValueOrDefault(query.Indices[t]);
            var at = Array.BinarySearch(stored.Terms.Indices, query.Indices[t]);
            if (at >= 0)
                sum += query.Values[t] * Math.Log(1 + (papers.Count + alsoCounted.Count - matching + 0.5) / (matching + 0.5)) * stored.Terms.Values[at];
        }
        return sum;
    }

    public double MeanSimilarity(ReadOnlyMemory<float> query) => papers.Count == 0 ? 0 : papers.Average(paper => Similarity(paper, query));

    /// <summary>The papers that the query defines as its answer.</summary>
    public List<StoredPaper> Answer(RetrievalQuery query) => [.. papers.Where(stored =>
        !query.Exclude.Contains(stored.Paper.Id)
        && Passes(stored.Paper, query.Filter)
        && (query.OnlyGroups.Count == 0 || (query.Groups!.Of(stored.Paper.Id) is { } group && query.OnlyGroups.Contains(group)))
        && query.Clauses.All(clause => clause.Traits.Any(trait => Has(stored.Paper, trait)) != clause.IsExcluded)
        && (query.MinSimilarity is not { } floor || Similarity(stored, query.Vector) >= floor)
        && (!query.Vector.IsEmpty || query.Terms.Count == 0 || Lexical(stored, query.Terms) > 0))];

    /// <summary>The answer in an order of its own.</summary>
    public List<PaperId> InOrder(RetrievalQuery query) => [.. Answer(query)
        .OrderByDescending(stored => query.Order == CandidateOrder.Date ? stored.Paper.Date?.DayNumber ?? -1 : stored.Paper.Upvotes ?? -1)
        .ThenBy(stored => stored.Paper.Id)
        .Select(stored => stored.Paper.Id)
        .Take(query.Depth)];

    // The words of the test corpus are their own stems, but for the plural.
    private static bool Has(Paper paper, PaperTrait trait) => trait.Kind switch
    {
        TraitKind.Word => Words($"{paper.Title} {paper.Abstract}").Contains(trait.Text),
        TraitKind.TitleWord => Words(paper.Title).Contains(trait.Text),
        TraitKind.Phrase => $" {paper.Title.ToLowerInvariant()} ".Contains($" {trait.Text} ") || $" {paper.Abstract} ".Contains($" {trait.Text} "),
        TraitKind.TitlePhrase => $" {paper.Title.ToLowerInvariant()} ".Contains($" {trait.Text} "),
        TraitKind.Author => PaperFilter.AuthorKeys(paper).Contains(PaperFilter.AuthorKey(trait.Text)),
        _ => paper.Categories.Any(category => category.Equals(trait.Text, StringComparison.OrdinalIgnoreCase) || category.StartsWith(trait.Text + ".", StringComparison.OrdinalIgnoreCase)),
    };

    private static string[] Words(string text) => text.ToLowerInvariant().Split(' ');

    /// <summary>The values of a property with how many papers have each, as a store lists them.</summary>
    public static List<FacetCount> Counts(IEnumerable<StoredPaper> answer, FacetField field) =>
        [.. answer.SelectMany(stored => Values(stored.Paper, field).Distinct()).GroupBy(value => value)
            .Select(group => new FacetCount(group.Key, group.Count()))
            .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Value, StringComparer.Ordinal).Take(CandidateSet.MostFacetValues)];

    private static IEnumerable<string> Values(Paper paper, FacetField field) => field switch
    {
        FacetField.Year => paper.Date is { } date ? [date.Year.ToString("D4", System.Globalization.CultureInfo.InvariantCulture)] : [],
        FacetField.Category => paper.Categories,
        FacetField.Author => paper.Authors,
        FacetField.Source => paper.Source is { } source ? [source] : [],
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static bool Passes(Paper paper, PaperFilter filter) =>
        (filter.From is null || paper.Date >= filter.From)
        && (filter.To is null || paper.Date <= filter.To)
        && (filter.Categories.Count == 0 || filter.Categories.Any(wanted => paper.Categories.Any(category =>
            category.Equals(wanted, StringComparison.OrdinalIgnoreCase) || category.StartsWith(wanted + ".", StringComparison.OrdinalIgnoreCase))))
        && (filter.Sources.Count == 0 || filter.Sources.Any(wanted => wanted.Equals(paper.Source, StringComparison.OrdinalIgnoreCase)))
        && filter.Authors.All(wanted => PaperFilter.AuthorKeys(paper).Contains(PaperFilter.AuthorKey(wanted)));
}
