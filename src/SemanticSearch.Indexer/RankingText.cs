using System.Globalization;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Search;

namespace SemanticSearch.Indexer;

/// <summary>An answer of the interface that ranks papers, in words for people.</summary>
internal static class RankingText
{
    /// <summary>Room for the rank, so that everything else stands in one column.</summary>
    private const int Indent = 5;

    private const int ValuesShown = 10;

    /// <summary>The papers, and then what was counted over all of them.</summary>
    public static string Of(RankingAnswer answer) => string.Join('\n', [
        .. answer.Results.Select(Paper),
        .. (answer.Facets ?? new Dictionary<string, IReadOnlyList<FacetAnswer>>()).Select(facet => Counted(facet.Key, facet.Value)),
        .. (answer.Clusters ?? []).Select(Cluster),
    ]);

    /// <summary>How the query was read, where it was read as more than plain text; null otherwise.</summary>
    public static string? Read(QueryEcho query) => query.Clauses is null
        ? null
        : $"Read as: {string.Join("; ", [.. query.Meaning is { Length: > 0 } meaning ? [$"papers about \"{meaning}\""] : Array.Empty<string>(), .. query.Clauses.Select(Clause)])}.";

    private static string Clause(ClauseEcho clause) =>
        $"{(clause.Excluded ? "without" : "with")} {string.Join(" or ", clause.AnyOf.Select(trait => $"{trait.Kind.Replace('_', ' ')} \"{trait.Text}\""))}";

    private static string Paper(PaperAnswer paper, int index)
    {
        var title = TerminalText.Wrapped(paper.Title.Length > 0 ? paper.Title : paper.Abstract, Indent)[Indent..];
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{index + 1,Indent - 2}  {title}"),
            new string(' ', Indent) + string.Join("  ", Facts(paper)),
        };
        if (paper.Evidence is { Start: { } start, End: { } end })
            lines.Add(TerminalText.Wrapped($"\"{paper.Abstract[start..end]}\"", Indent));
        if (paper.Versions is { } versions)
            lines.Add(TerminalText.Wrapped($"also as {string.Join(", ", versions)}", Indent));
        if (paper.Explain is { } score)
            lines.Add(TerminalText.Wrapped(Arithmetic(score), Indent));
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Facts(PaperAnswer paper)
    {
        yield return paper.Id;
        if (paper.Date is { } date)
            yield return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (paper.Similarity is { } similarity)
            yield return string.Create(CultureInfo.InvariantCulture, $"similarity {similarity:0.000}");
        yield return string.Create(CultureInfo.InvariantCulture, $"score {paper.Score:0.000}");
        if (paper.BelowFloor == true)
            yield return "not close";
    }

    private static string Arithmetic(ScoreExplanation score) => string.Join(" + ", new[] { ("meaning", score.Semantic), ("words", score.Lexical) }
        .Where(part => part.Item2 is not null)
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item2!.Weight:0.00} x {part.Item2.Normalized:0.000} ({part.Item1}, rank {part.Item2.Rank?.ToString(CultureInfo.InvariantCulture) ?? "none"})")));

    private static string Counted(string name, IReadOnlyList<FacetAnswer> values) => TerminalText.Wrapped(
        $"{name}: {string.Join(", ", values.Take(ValuesShown).Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Label ?? value.Value} ({value.Count:N0})")))}"
        + (values.Count > ValuesShown ? ", ..." : ""), 0);

    private static string Cluster(ClusterAnswer cluster) =>
        TerminalText.Wrapped(string.Create(CultureInfo.InvariantCulture, $"{cluster.Label} ({cluster.Count}): {string.Join(", ", cluster.Ids.Take(ValuesShown))}{(cluster.Count > ValuesShown ? ", ..." : "")}"), 0);
}
