using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Papers like several examples.</summary>
internal static class SimilarEndpoints
{
    private static readonly ParameterTable GetParameters = new([RankingParameters.LikeId, .. RankingParameters.Answered]);
    private static readonly ParameterTable PostParameters = new([RankingParameters.Like, .. RankingParameters.Answered]) { InBody = true };

    public static void MapSimilar(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Links.SimilarToSeveral, Verbs.Read, Get)
            .Describe("Similar", "similar", "The papers most like some papers taken together.", GetParameters, 400, 404, 410, 500, 503).IsKnownByTag();
        routes.MapPost(Links.SimilarToSeveral, Post)
            .Describe("Similar", "similarByBody", "The papers most like the examples taken together, papers and texts.", PostParameters, 400, 404, 410, 413, 415, 500, 503);
    }

    private static async Task<Ok<RankingAnswer>> Get(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, GetParameters);
        IReadOnlyList<Example> examples = [.. given.All(RankingParameters.LikeId).Select(id => new Example(id, null))];
        return await AnswerAsync(engine, given, examples, context, Links.SimilarToSeveral, cancellationToken);
    }

    private static async Task<Ok<RankingAnswer>> Post(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var given = await JsonBody.ReadAsync(context.Request, PostParameters, cancellationToken);
        return await AnswerAsync(engine, given, given.All(RankingParameters.Like), context, null, cancellationToken);
    }

    private static async Task<Ok<RankingAnswer>> AnswerAsync(
        Engine engine, Given given, IReadOnlyList<Example> examples, HttpContext context, string? path, CancellationToken cancellationToken)
    {
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = RankingParameters.ToSimilar(given, examples, topics);
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return TypedResults.Ok(RankingAnswers.Of(page, given, context, path, engine.Model.Name, topics, cancellationToken));
    }
}
