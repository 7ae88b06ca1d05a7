using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers.Citations;
using SemanticSearch.Search;

namespace SemanticSearch.Contract.Answers;

/// <summary>One page of a ranking, with the way on to the next. The interface and the web page both come from here.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Result">What was found.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record RankedPage(RankingRequest Request, SearchResult Result, string? Next)
{
    /// <summary>The papers of the page with their places in the whole ranking.</summary>
    public IEnumerable<RankedPaper> Papers => Result.Hits.Select((hit, i) => new RankedPaper(hit.Paper, Request.Offset + i + 1, hit.Score, hit.Similarity));

    /// <summary>Answers a request, from the place of its cursor on.</summary>
    /// <param name="engine">What answers.</param>
    /// <param name="request">A question, or examples.</param>
    /// <param name="cursorText">The cursor as it was sent; null for the first page.</param>
    /// <exception cref="ProblemException">The cursor cannot be used.</exception>
    /// <exception cref="PaperNotFoundException">An example is not in the store.</exception>
    public static async Task<RankedPage> RunAsync(Engine engine, RankingRequest request, string? cursorText, CancellationToken cancellationToken)
    {
        var cursor = cursorText is null ? default : Cursor.Parse(cursorText);
        if (cursorText is not null)
            cursor.RequireQuery(request);
        var placed = request with { Offset = cursor.Offset, Limit = Math.Min(request.Limit, RankingRequest.MaxResults - cursor.Offset) };
        var result = await AnswerAsync(engine, placed, cancellationToken);
        // The index may change at any moment: what counts is the state that has answered.
        var state = result.IndexVersion + result.VersionsStamp;
        if (cursorText is not null)
            cursor.RequireIndex(state);
        var end = placed.Offset + placed.Limit;
        var next = !result.IsEnd && end < Math.Min(result.Total, RankingRequest.MaxResults) ? Cursor.After(end, request, state).ToString() : null;
        return new RankedPage(placed, result, next);
    }

    private static Task<SearchResult> AnswerAsync(Engine engine, RankingRequest request, CancellationToken cancellationToken) => request switch
    {
        SearchRequest search => engine.Search.SearchAsync(search, cancellationToken),
        SimilarRequest similar => engine.Search.SimilarAsync(similar, cancellationToken),
        _ => throw new ArgumentException($"{request.GetType().Name} is no known request.", nameof(request)),
    };
}
