using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Papers like several examples.</summary>
internal static class SimilarEndpoints
{
    private static readonly ParameterTable Parameters = new([RankingParameters.Like, .. RankingParameters.Common]) { InBody = true };

    public static void MapSimilar(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/similar", Post)
            .Describe("Similar", "similar", "The papers most like the examples taken together.", Parameters, 400, 404, 410, 413, 415, 500, 503);

    private static async Task<Ok<RankingAnswer>> Post(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var given = await JsonBody.ReadAsync(context.Request, Parameters, cancellationToken);
        var request = RankingParameters.ToSimilar(given, given.All(RankingParameters.Like));
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return TypedResults.Ok(RankingAnswers.Of(page, given, context, null, engine.Model.Name));
    }
}
