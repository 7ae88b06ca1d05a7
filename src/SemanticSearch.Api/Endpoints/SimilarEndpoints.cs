using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Papers like several examples.</summary>
internal static class SimilarEndpoints
{
    /// <summary>What a body may have.</summary>
    public static ParameterTable BodyParameters => PostParameters;

    private static readonly ParameterTable GetParameters = new([
        RankingParameters.LikeId, RankingParameters.LikeText, RankingParameters.UnlikeId, RankingParameters.UnlikeText, RankingParameters.AlsoQuestion, .. RankingParameters.Answered,
    ]);

    private static readonly ParameterTable PostParameters = new([RankingParameters.Like, RankingParameters.Unlike, RankingParameters.AlsoQuestion, .. RankingParameters.Answered]) { InBody = true };

    public static void MapSimilar(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Links.SimilarToSeveral, Verbs.Read, Get)
            .Describe("Similar", "similar", "The papers most like some papers taken together.", GetParameters, 400, 404, 410, 500, 503).AnswersRanking().IsKnownByTag();
        routes.MapPost(Links.SimilarToSeveral, Post)
            .Describe("Similar", "similarByBody", "The papers most like the examples taken together, papers and texts.", PostParameters, 400, 404, 410, 413, 415, 500, 503).AnswersRanking();
    }

    private static async Task<IResult> Get(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, GetParameters);
        var likes = Example.Several(given.All(RankingParameters.LikeId), given.All(RankingParameters.LikeText));
        var unlikes = Example.Several(given.All(RankingParameters.UnlikeId), given.All(RankingParameters.UnlikeText));
        return await AnswerAsync(engine, given, likes, unlikes, context, Links.SimilarToSeveral, cancellationToken);
    }

    private static async Task<IResult> Post(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var given = await JsonBody.ReadAsync(context.Request, PostParameters, cancellationToken);
        return await AnswerAsync(engine, given, given.All(RankingParameters.Like), given.All(RankingParameters.Unlike), context, null, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        Engine engine, Given given, IReadOnlyList<Example> likes, IReadOnlyList<Example> unlikes, HttpContext context, string? path, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = RankingRequests.ToSimilar(given, likes, unlikes, topics);
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return RankingOutputs.Of(page, given, context, path, engine, topics, cancellationToken);
    }
}
