using System.Net.Mime;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Problems;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>The policies that all addresses share.</summary>
internal static class Verbs
{
    /// <summary>What an address answers that changes nothing. HEAD is GET without its body, which the server leaves out.</summary>
    public static readonly string[] Read = ["GET", "HEAD"];

    /// <summary>What every address may answer that can fail at all: it asks for keys, counts requests, and must be in time.</summary>
    private static readonly int[] Guarded = [StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests, StatusCodes.Status504GatewayTimeout];

    /// <summary>Names an address, its parameters and the problems that it may answer.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string tag, string name, string summary, ParameterTable parameters, params ReadOnlySpan<int> problems)
    {
        endpoint.WithTags(tag).WithName(name).WithSummary(summary).WithMetadata(parameters);
        foreach (var status in problems.Contains(StatusCodes.Status500InternalServerError) ? [.. problems, .. Guarded] : problems)
            endpoint.Produces<ProblemBody>(status, ProblemAnswers.ContentType);
        return endpoint;
    }

    /// <summary>The address answers a ranking, as JSON or in the form that the header Accept asks for.</summary>
    public static RouteHandlerBuilder AnswersRanking(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<RankingAnswer>(StatusCodes.Status200OK, MediaTypeNames.Application.Json, Output.MediaTypes(Output.All));
}
