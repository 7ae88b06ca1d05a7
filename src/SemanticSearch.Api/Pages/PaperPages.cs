using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Pages;

/// <summary>Which papers like one are shown beside it.</summary>
public enum LikesShown
{
    /// <summary>The most similar of any date.</summary>
    Closest,

    /// <summary>The most similar of those from days before.</summary>
    Earlier,

    /// <summary>The most similar of those from days after.</summary>
    Later,
}

/// <summary>The page of a paper.</summary>
internal static class PaperPages
{
    private const int SimilarShown = 10;

    private static readonly ChoiceParameter<LikesShown> Show = new("show", "Which papers like this one to show.");
    private static readonly ParameterTable Parameters = new([Show]);

    public static void MapPaperPage(this IEndpointRouteBuilder routes) => routes.MapMethods("/papers/{**id}", Verbs.Read, PaperAsync);

    private static async Task<IResult> PaperAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var shown = QueryParameters.Read(context.Request, Parameters).Get(Show);
        var id = PaperEndpoints.IdOf(context);
        var paper = (await engine.Store.FindAsync([id], cancellationToken))[0]?.Paper ?? throw new PaperNotFoundException(id);
        var similar = await engine.Search.SimilarAsync(new SimilarRequest { LikeIds = [id], Limit = SimilarShown, Collapse = true, Filter = FilterOf(paper, shown) }, cancellationToken);
        return await PageAnswer.OfAsync<PaperPage>(context,
            (nameof(PaperPage.Paper), paper),
            (nameof(PaperPage.Address), context.Request.Site().Whole(Links.PaperPage(paper.Id))),
            (nameof(PaperPage.LikeAddress), context.Request.Site().Whole(Links.With("/", [("like", paper.Id.Value)]))),
            (nameof(PaperPage.Topic), PaperTopicAnswer.WithPath(await engine.Topics.FindAsync(cancellationToken), paper.Id)),
            (nameof(PaperPage.Versions), await engine.Versions.OthersAsync(paper.Id, cancellationToken)),
            (nameof(PaperPage.Shown), shown),
            (nameof(PaperPage.Similar), similar.Hits),
            (nameof(PaperPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));
    }

    private static PaperFilter FilterOf(Paper paper, LikesShown shown) => (paper.Date, shown) switch
    {
        ({ } date, LikesShown.Earlier) when date > DateOnly.MinValue => new PaperFilter { To = date.AddDays(-1) },
        ({ } date, LikesShown.Later) when date < DateOnly.MaxValue => new PaperFilter { From = date.AddDays(1) },
        _ => PaperFilter.All,
    };
}
