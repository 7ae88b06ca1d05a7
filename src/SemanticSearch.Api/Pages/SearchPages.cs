using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Pages;

/// <summary>The page that asks, and the one that shows what was found.</summary>
internal static class SearchPages
{
    /// <summary>A sample paper that answers one of the example questions.</summary>
    private static readonly PaperId ExampleAnswer = PaperId.Parse("sample:ecology-03");

    private static readonly ParameterTable Parameters = new([RankingParameters.AlsoQuestion, RankingParameters.LikeId, RankingParameters.UnlikeId, .. RankingParameters.Common]);

    public static void MapSearchPage(this IEndpointRouteBuilder routes) => routes.MapMethods("/", Verbs.Read, SearchAsync);

    private static async Task<IResult> SearchAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters, dropEmpty: true);
        var (text, likes, unlikes) = (given.Get(RankingParameters.AlsoQuestion), given.All(RankingParameters.LikeId), given.All(RankingParameters.UnlikeId));
        var statistics = await engine.Store.StatisticsAsync(cancellationToken);
        if (text is null && likes.Count == 0 && unlikes.Count == 0)
            return await StartAsync(context, engine, statistics, cancellationToken);
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = Request(given, text, likes, unlikes, topics) with
        {
            Facets = [FacetField.Year, FacetField.Category, FacetField.Author, FacetField.Source],
            Evidence = true,
        };
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return await PageAnswer.OfAsync<ResultsPage>(context,
            (nameof(ResultsPage.Fields), PageFields.Of(context.Request)),
            (nameof(ResultsPage.Page), page),
            (nameof(ResultsPage.Nearest), await NearestAsync(engine, page, cancellationToken)),
            (nameof(ResultsPage.Topics), topics),
            (nameof(ResultsPage.Likes), await PapersAsync(engine, likes, cancellationToken)),
            (nameof(ResultsPage.Unlikes), await PapersAsync(engine, unlikes, cancellationToken)),
            (nameof(ResultsPage.Notices), RankingAnswers.Notices(page, given).Where(notice => notice != RankingAnswers.NothingClose).ToList()),
            (nameof(ResultsPage.Corpus), PageEndpoints.Corpus(engine, statistics)));
    }

    private static RankingRequest Request(Given given, string? text, IReadOnlyList<PaperId> likes, IReadOnlyList<PaperId> unlikes, TopicModel? topics)
    {
        if (text is not null && likes.Count + unlikes.Count == 0)
            return RankingRequests.ToSearch(given, text, topics);
        List<Example> liked = [.. likes.Select(id => new Example(id, null))];
        // What is unlike a paper must be like something: where no paper is, the question is.
        if (liked.Count == 0 && text is not null)
            liked.Add(new Example(null, text));
        return RankingRequests.ToSimilar(given, liked, [.. unlikes.Select(id => new Example(id, null))], topics);
    }

    /// <summary>What is nearest where nothing is close; nothing where anything is, or where no meaning is compared.</summary>
    private static async Task<IReadOnlyList<SearchHit>> NearestAsync(Engine engine, RankedPage page, CancellationToken cancellationToken)
    {
        if (page.Result.Total > 0 || page.Request.MinSimilarity is not null || page.Request.EffectiveMode == SearchMode.Lexical)
            return [];
        var all = page.Request with { MinSimilarity = -1, Facets = [], Offset = 0, Limit = RankingRequest.DefaultLimit };
        return (await RankedPage.RunAsync(engine, all, null, cancellationToken)).Result.Hits;
    }

    private static async Task<IResult> StartAsync(HttpContext context, Engine engine, StoreStatistics statistics, CancellationToken cancellationToken)
    {
        var found = await engine.Store.FindAsync([ExampleAnswer], cancellationToken);
        return await PageAnswer.OfAsync<StartPage>(context,
            (nameof(StartPage.Fields), PageFields.Of(context.Request)),
            (nameof(StartPage.HasSample), found[0] is not null),
            (nameof(StartPage.Corpus), PageEndpoints.Corpus(engine, statistics)));
    }

    private static async Task<IReadOnlyList<Paper>> PapersAsync(Engine engine, IReadOnlyList<PaperId> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : [.. (await engine.Store.FindAsync(ids, cancellationToken)).OfType<StoredPaper>().Select(stored => stored.Paper)];
}
