using SemanticSearch.Api.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>Puts a ranking into its envelope.</summary>
internal static class RankingAnswers
{
    /// <summary>How many papers of a cluster others are to be like.</summary>
    private const int ClusterExamples = 5;

    /// <param name="page">What was found.</param>
    /// <param name="given">What was given.</param>
    /// <param name="context">The request that is answered.</param>
    /// <param name="path">The path that repeats the request; null where it came with a body.</param>
    /// <param name="engine">What has answered.</param>
    public static async Task<RankingAnswer> OfAsync(
        RankedPage page, Given given, HttpContext context, string? path, Engine engine, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var next = path is null || page.Next is null ? null : Address(context.Request, path, given, page.Next);
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        return new RankingAnswer(
            new RankingMeta
            {
                Query = Echo(page.Request, page.Result),
                Total = page.Result.Total,
                TotalRelation = page.Result.TotalRelation == TotalRelation.Exact ? "eq" : "gte",
                TookMs = Math.Round(page.Result.Timings.Total.TotalMilliseconds, 3),
                IndexVersion = page.Result.IndexVersion,
                Model = engine.Model.Name,
                TruncatedAtTokens = page.Result.QueryLength is { Truncated: true } length ? length.Tokens : null,
                Self = path is null ? null : Address(context.Request, path, given, given.Get(RankingParameters.CursorText)),
                Next = next,
                NextCursor = page.Next,
                Notices = [.. Notices(page, given)],
            },
            [.. page.Result.Hits.Select(hit => PaperAnswer.Of(hit, context.Request, given.Get(RankingParameters.Explain), topics))],
            given.Get(RankingParameters.Clusters) is { } count ? Clusters(page, count, context.Request, cancellationToken) : null);
    }

    /// <summary>What a reader should know about how a query was answered, in words.</summary>
    public static IEnumerable<string> Notices(RankedPage page, Given given)
    {
        if (page.Result.QueryLength is { Truncated: true } length)
            yield return $"The text is longer than the model reads: the first {length.Tokens} tokens were compared by meaning.";
        if (given.Has(RankingParameters.SemanticWeight) && page.Request.Mode != SearchMode.Hybrid)
            yield return $"semantic_weight has no effect in {Choice.Word(page.Request.Mode)} mode.";
        if (page.Result.Total > RankingRequest.MaxResults)
            yield return $"The first {RankingRequest.MaxResults} results can be reached by paging; narrow the query by filters to reach others.";
    }

    private static List<ClusterAnswer> Clusters(RankedPage page, int count, HttpRequest request, CancellationToken cancellationToken) =>
        [.. AnswerClusters.Find(page.Result.Best, count, cancellationToken).Select(cluster => new ClusterAnswer(
            cluster.Label, cluster.Phrases, cluster.Papers.Count, [.. cluster.Papers.Select(paper => paper.Value)],
            Links.Whole(request, Links.With(Links.SimilarToSeveral, [
                .. cluster.Papers.Take(ClusterExamples).Select(paper => (RankingParameters.LikeId.Name, paper.Value)),
                .. RankingParameters.ToTexts(page.Request.Filter),
            ]))))];

    private static string Address(HttpRequest request, string path, Given given, string? cursor) =>
        Links.Whole(request, Links.With(path, Links.WithCursor(given, cursor)));

    private static QueryEcho Echo(RankingRequest request, SearchResult result) => new()
    {
        Text = (request as SearchRequest)?.Text,
        Like = request is SimilarRequest similar ? Examples(result.LikeIds, similar.LikeTexts) : null,
        Mode = Choice.Word(request.Mode),
        SemanticWeight = request.Mode == SearchMode.Hybrid ? request.SemanticWeight : null,
        Filter = request.Filter.IsEmpty ? null : Filter(request.Filter),
        MinSimilarity = request.MinSimilarity,
    };

    private static List<ExampleEcho> Examples(IReadOnlyList<PaperId> ids, IReadOnlyList<string> texts) =>
        [.. ids.Select(id => new ExampleEcho { Id = id.Value }), .. texts.Select(text => new ExampleEcho { Text = text })];

    private static FilterEcho Filter(PaperFilter filter) => new()
    {
        From = filter.From,
        To = filter.To,
        Category = filter.Categories.Count == 0 ? null : filter.Categories,
        Author = filter.Authors.Count == 0 ? null : filter.Authors,
    };
}
