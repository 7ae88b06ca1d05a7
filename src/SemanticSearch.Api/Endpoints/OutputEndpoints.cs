using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Rankings for other programs and feed readers, whole, at addresses that end in their format.</summary>
internal static class OutputEndpoints
{
    private const string FormatSuffix = ".{format}";

    private static readonly WordParameter Format = new("format", "The form: lines that the indexer reads, a table, citations, or a feed.", [.. Output.All.Select(output => output.Name)]);
    private static readonly ParameterTable SearchParameters = new([RankingParameters.Question, RankingParameters.Operators, .. RankingParameters.Exported]);
    private static readonly ParameterTable PaperParameters = new(RankingParameters.Exported);

    private static readonly ParameterTable SimilarParameters = new([
        RankingParameters.LikeId, RankingParameters.LikeText, RankingParameters.UnlikeId, RankingParameters.UnlikeText, RankingParameters.AlsoQuestion, .. RankingParameters.Exported,
    ]);

    private static readonly ParameterTable TopicParameters = new([
        RankingParameters.From, RankingParameters.To, RankingParameters.Category, RankingParameters.Author, RankingParameters.Source, RankingParameters.ExportLimit,
    ]);

    public static void MapOutputs(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(SearchEndpoints.Path + FormatSuffix, Verbs.Read, SearchAsync)
            .Describe("Search", "searchAs", "The papers nearest to a question for other programs: ndjson, csv, bib, ris, csl.json; or as a feed of what is new: atom, json-feed.", SearchParameters, 400, 404, 500, 503).AnswersOutput();
        routes.MapMethods(Links.SimilarToSeveral + FormatSuffix, Verbs.Read, SimilarAsync)
            .Describe("Similar", "similarAs", "The papers most like some, in the same forms.", SimilarParameters, 400, 404, 500, 503).AnswersOutput();
        routes.MapMethods("/v1/papers/{id}" + PaperEndpoints.SimilarSuffix + FormatSuffix, Verbs.Read, OfPaperAsync)
            .Describe("Papers", "similarToPaperAs", "The papers most like one, in the same forms.", PaperParameters, 400, 404, 500, 503).WithMetadata(PaperEndpoints.Id).AnswersOutput();
        routes.MapMethods(Links.Topics + "/{id}" + FormatSuffix, Verbs.Read, TopicAsync)
            .Describe("Topics", "topicAs", "The papers of a topic, the newest first, in the same forms.", TopicParameters, 400, 404, 500, 503).WithMetadata(TopicEndpoints.Id).AnswersOutput();
    }

    /// <summary>Papers like one whose id has slashes as they are.</summary>
    public static Task<IResult> SimilarToPaperAsync(HttpContext context, Engine engine, PaperId id, string format, CancellationToken cancellationToken)
    {
        var output = Output.Named(format);
        var given = QueryParameters.Read(context.Request, PaperParameters);
        return AnswerAsync(output, given, context, engine, Links.Similar(id) + "." + output.Name, [new Example(id, null)], [], cancellationToken);
    }

    private static RouteHandlerBuilder AnswersOutput(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<string>(StatusCodes.Status200OK, Output.All[0].MediaType, Output.MediaTypes([.. Output.All.Skip(1)])).WithMetadata(Format).IsKnownByTag();

    private static async Task<IResult> SearchAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var (engine, output) = (host.Engine, FormatOf(context));
        var given = QueryParameters.Read(context.Request, SearchParameters);
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = RankingOutputs.For(output, given, RankingRequests.ToSearch(given, given.Get(RankingParameters.Question)!, topics));
        return await AnswerAsync(output, request, context, engine, SearchEndpoints.Path + "." + output.Name, null, cancellationToken);
    }

    private static Task<IResult> SimilarAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var (engine, output) = (host.Engine, FormatOf(context));
        var given = QueryParameters.Read(context.Request, SimilarParameters);
        return AnswerAsync(
            output, given, context, engine, Links.SimilarToSeveral + "." + output.Name,
            Example.Several(given.All(RankingParameters.LikeId), given.All(RankingParameters.LikeText)),
            Example.Several(given.All(RankingParameters.UnlikeId), given.All(RankingParameters.UnlikeText)), cancellationToken);
    }

    private static Task<IResult> OfPaperAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken) =>
        SimilarToPaperAsync(context, host.Engine, PaperEndpoints.IdOf(context), (string?)context.GetRouteValue(Format.Name) ?? "", cancellationToken);

    private static async Task<IResult> TopicAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var (engine, output) = (host.Engine, FormatOf(context));
        var id = TopicEndpoints.IdOf(context);
        var given = QueryParameters.Read(context.Request, TopicParameters);
        var topics = await engine.RequireTopicsAsync(cancellationToken);
        var topic = topics.RequireTopic(id);
        var request = RankingOutputs.For(output, given, RankingRequests.ToSearch(given, "", topics)) with { Order = CandidateOrder.Date, OnlyGroups = [.. topics.GroupsOf(topic.Id)] };
        return await AnswerAsync(output, request, context, engine, Links.Topic(id) + "." + output.Name, topic.Label, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        Output output, Given given, HttpContext context, Engine engine, string path, IReadOnlyList<Example> likes, IReadOnlyList<Example> unlikes, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = RankingOutputs.For(output, given, RankingRequests.ToSimilar(given, likes, unlikes, topics));
        return await AnswerAsync(output, request, context, engine, path, null, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        Output output, RankingRequest request, HttpContext context, Engine engine, string path, string? title, CancellationToken cancellationToken)
    {
        var page = await RankedPage.RunAsync(engine, request, null, cancellationToken);
        return RankingOutputs.Of(output, page, FeedHead.Of(page, context.Request, path, title), context.Request, cancellationToken);
    }

    private static Output FormatOf(HttpContext context) => Output.Named((string?)context.GetRouteValue(Format.Name) ?? "");
}
