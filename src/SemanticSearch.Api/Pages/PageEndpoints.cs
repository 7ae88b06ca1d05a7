using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Api.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Pages;

/// <summary>The pages for readers. They read the same parameters as the interface and show the same answers.</summary>
internal static class PageEndpoints
{
    private const int SimilarShown = 10;

    /// <summary>A sample paper that answers one of the example questions.</summary>
    private static readonly PaperId ExampleAnswer = PaperId.Parse("sample:ecology-03");

    private static readonly TextParameter Question = new("q", RankingParameters.Question.Description) { MaxLength = RankingParameters.MaxQuestionChars, Lines = true };
    private static readonly IdParameter Like = new("like", "Papers that the answers should be like.") { MaxCount = RankingParameters.MaxExamples };
    private static readonly ParameterTable Parameters = new([Question, Like, .. RankingParameters.Common]);

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").WithMetadata(new ForReaders()).ExcludeFromDescription();
        pages.MapMethods("/", Verbs.Read, SearchAsync);
        pages.MapMethods("/papers/{**id}", Verbs.Read, PaperAsync);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters, dropEmpty: true);
        var (text, likes) = (given.Get(Question), given.All(Like));
        if (text is not null && likes.Count > 0)
            throw ProblemCatalogue.ConflictingParameters.Refusal("A page answers either a question (q) or examples (like).", "like");
        var statistics = await engine.Store.StatisticsAsync(cancellationToken);
        if (text is null && likes.Count == 0)
            return await StartAsync(context, engine, statistics, cancellationToken);
        var topics = await engine.Topics.FindAsync(cancellationToken);
        RankingRequest request = text is not null
            ? RankingRequests.ToSearch(given, text, topics)
            : RankingRequests.ToSimilar(given, [.. likes.Select(id => new Example(id, null))], [], topics);
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return await PageAnswer.OfAsync<ResultsPage>(context,
            (nameof(ResultsPage.Fields), PageFields.Of(context.Request)),
            (nameof(ResultsPage.Page), page),
            (nameof(ResultsPage.Likes), await PapersAsync(engine, likes, cancellationToken)),
            (nameof(ResultsPage.Notices), RankingAnswers.Notices(page, given).ToList()),
            (nameof(ResultsPage.Corpus), Corpus(engine, statistics)));
    }

    private static async Task<IResult> StartAsync(HttpContext context, Engine engine, StoreStatistics statistics, CancellationToken cancellationToken)
    {
        var found = await engine.Store.FindAsync([ExampleAnswer], cancellationToken);
        return await PageAnswer.OfAsync<StartPage>(context,
            (nameof(StartPage.Fields), PageFields.Of(context.Request)),
            (nameof(StartPage.HasSample), found[0] is not null),
            (nameof(StartPage.Corpus), Corpus(engine, statistics)));
    }

    private static async Task<IResult> PaperAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var id = PaperEndpoints.IdOf(context);
        var paper = (await engine.Store.FindAsync([id], cancellationToken))[0]?.Paper ?? throw new PaperNotFoundException(id);
        var similar = await engine.Search.SimilarAsync(new SimilarRequest { LikeIds = [id], Limit = SimilarShown }, cancellationToken);
        return await PageAnswer.OfAsync<PaperPage>(context,
            (nameof(PaperPage.Paper), paper),
            (nameof(PaperPage.Topic), PaperTopicAnswer.WithPath(await engine.Topics.FindAsync(cancellationToken), paper.Id)),
            (nameof(PaperPage.Similar), similar.Hits),
            (nameof(PaperPage.Corpus), Corpus(engine, await engine.Store.StatisticsAsync(cancellationToken))));
    }

    private static async Task<IReadOnlyList<Paper>> PapersAsync(Engine engine, IReadOnlyList<PaperId> ids, CancellationToken cancellationToken) =>
        [.. (await engine.Store.FindAsync(ids, cancellationToken)).Where(stored => stored is not null).Select(stored => stored!.Paper)];

    private static string Corpus(Engine engine, StoreStatistics statistics) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{statistics.Papers:N0} papers, compared by {engine.Model.Name}");
}
