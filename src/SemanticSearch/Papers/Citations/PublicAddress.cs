namespace SemanticSearch.Papers.Citations;

/// <summary>Where others keep a paper.</summary>
public static class PublicAddress
{
    /// <summary>The address at arXiv, behind its DOI, or at PubMed; null where none is known.</summary>
    public static string? Of(Paper paper) =>
        ArxivNumber(paper.Id) is { } number ? $"https://arxiv.org/abs/{Path(number)}"
        : DoiOf(paper) is { } doi ? $"https://doi.org/{Path(doi)}"
        : After(paper.Id, "PMID:") is { } pubMed ? $"https://pubmed.ncbi.nlm.nih.gov/{pubMed}/"
        : null;

    /// <summary>The DOI of a paper, from its record or from its id; null where it has none.</summary>
    public static string? DoiOf(Paper paper) => paper.Doi ?? After(paper.Id, "DOI:");

    /// <summary>The number of an arXiv id, such as <c>2301.00001</c>; null for any other.</summary>
    public static string? ArxivNumber(PaperId id) => After(id, "arXiv:");

    private static string? After(PaperId id, string prefix) => id.Value.StartsWith(prefix, StringComparison.Ordinal) ? id.Value[prefix.Length..] : null;

    private static string Path(string text) => Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);
}
