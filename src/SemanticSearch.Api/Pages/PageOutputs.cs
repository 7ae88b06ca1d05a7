using SemanticSearch.Api.Endpoints;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Pages;

/// <summary>Where other programs get what a page shows.</summary>
internal static class PageOutputs
{
    private static readonly (string Name, string Format)[] Formats = [("feed", "atom"), ("CSV", "csv"), ("BibTeX", "bib"), ("RIS", "ris")];

    /// <summary>The answer of a page, first as the interface gives it.</summary>
    public static IEnumerable<(string Name, string Address)> Of(PageFields fields, RankingRequest request) =>
        Formats.Select(entry => (entry.Name, Address(fields, request, entry.Format))).Prepend(("JSON", Address(fields, request, null)));

    /// <summary>The feed of what is new of it.</summary>
    public static string Feed(PageFields fields, RankingRequest request) => Address(fields, request, "atom");

    private static string Address(PageFields fields, RankingRequest request, string? format)
    {
        var (path, asked) = request switch
        {
            SimilarRequest similar => (Links.SimilarToSeveral, Examples(similar)),
            SearchRequest search => (SearchEndpoints.Path, [("q", search.Text)]),
            _ => throw new ArgumentException($"{request.GetType().Name} is no known request.", nameof(request)),
        };
        IEnumerable<(string, string)> others = format is null ? [.. fields.Except("q", "collapse"), ("collapse", "true")] : fields.Except("q", "explain", "collapse");
        return Links.With(format is null ? path : $"{path}.{format}", asked.Concat(others));
    }

    // Papers are among the fields; a text that is an example is not there as one.
    private static IEnumerable<(string, string)> Examples(SimilarRequest request) =>
        request.LikeTexts.Select(text => ("like_text", text)).Concat(request.Text.Length > 0 ? [("q", request.Text)] : []);
}
