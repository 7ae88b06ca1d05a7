using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;

namespace SemanticSearch.Api.Pages;

/// <summary>The page that says what the service holds, and whether it is well.</summary>
internal static class StatusPages
{
    public static void MapStatusPage(this IEndpointRouteBuilder routes) => routes.MapMethods("/status", Verbs.Read, StatusAsync);

    private static async Task<IResult> StatusAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var statistics = await engine.Store.StatisticsAsync(cancellationToken);
        return await PageAnswer.OfAsync<StatusPage>(context,
            (nameof(StatusPage.Engine), engine),
            (nameof(StatusPage.Statistics), statistics),
            (nameof(StatusPage.Topics), await engine.Topics.FindAsync(cancellationToken)),
            (nameof(StatusPage.Corpus), PageEndpoints.Corpus(engine, statistics)));
    }
}
