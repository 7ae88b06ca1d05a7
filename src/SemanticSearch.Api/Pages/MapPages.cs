using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Pages;

/// <summary>The page on which the papers lie as on a map.</summary>
internal static class MapPages
{
    private static readonly ParameterTable Parameters = new([RankingParameters.AlsoQuestion]);

    public static void MapMapPage(this IEndpointRouteBuilder routes) => routes.MapMethods(PageFields.MapPath, Verbs.Read, MapAsync);

    private static async Task<IResult> MapAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters, dropEmpty: true);
        return await PageAnswer.OfAsync<MapPage>(context,
            (nameof(MapPage.Model), await engine.Topics.FindAsync(cancellationToken)),
            (nameof(MapPage.Question), given.Get(RankingParameters.AlsoQuestion)),
            (nameof(MapPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));
    }
}
