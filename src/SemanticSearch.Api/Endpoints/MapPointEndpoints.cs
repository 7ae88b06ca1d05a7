using System.Net.Mime;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What who draws the map asks for bit by bit, so that nobody loads the ids of all papers to learn the title of one.</summary>
internal static class MapPointEndpoints
{
    /// <summary>How many points or papers one address can name.</summary>
    private const int MaxPoints = 100;

    private static readonly CountParameter Point = new("point", "Points of the map, each by its place in the order of the map, from 0.", 0, int.MaxValue) { MaxCount = MaxPoints };

    private static readonly IdParameter Id = new("id", "Papers whose points are wanted; one that is not on the map is left out. At least one point or paper is needed.") { MaxCount = MaxPoints };

    private static readonly ParameterTable Parameters = new([Point, Id]);

    public static void MapMapPoints(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Links.MapPapers, Verbs.Read, PapersAsync)
            .Describe("Topics", "mapPapers", "The papers of some points of the map, and the points of some papers: 1 to 100 of either.", Parameters, 400, 404, 500, 503)
            .Produces<MapPapersAnswer>(200, MediaTypeNames.Application.Json).IsKnownByTag();
        routes.MapMethods(Links.MapMonths, Verbs.Read, MonthsAsync)
            .Describe("Topics", "mapMonths", "The month of every paper in the order of the map, 2 bytes a paper: a little-endian uint16, 12 times the year plus 0 for January to 11 for December, or 0 where a paper has no date.",
                ParameterTable.None, 400, 404, 500, 503)
            .Produces<byte[]>(200, MediaTypeNames.Application.Octet).IsKnownByTag();
    }

    private static async Task<IResult> PapersAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters);
        if (!given.Has(Point) && !given.Has(Id))
            throw new Problem(ProblemCatalogue.MissingParameter, "point and id are missing; one of them is needed.") { Parameter = Point.Name, Hint = Point.Description }.ToException();
        var model = await engine.RequireTopicsAsync(cancellationToken);
        IReadOnlyList<int> points = [.. given.All(Point).Select(point => Within(point!.Value, model)).Concat(given.All(Id).Select(model.PointOf).Where(point => point >= 0))];
        var found = await engine.Store.FindAsync([.. points.Select(model.PaperAt)], cancellationToken);
        return TypedResults.Ok(new MapPapersAnswer(
            TopicMeta.Of(model, context.Request.Site().Whole(Links.With(Links.MapPapers, given.Texts))) with { Total = points.Count },
            // A paper that was deleted since the topics were built is no longer there to be shown.
            [.. points.Zip(found).Where(entry => entry.Second is not null).Select(entry => MapPaperAnswer.Of(model, entry.First, entry.Second!.Paper, context.Request.Site()))]));
    }

    private static async Task<IResult> MonthsAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        return TypedResults.Bytes(MapBytes.Months(await engine.RequireTopicsAsync(cancellationToken)), MediaTypeNames.Application.Octet);
    }

    private static int Within(int point, TopicModel model) => point < model.PaperCount
        ? point
        : throw ProblemCatalogue.OutOfRange.Refusal($"point is {point}; the map has {model.PaperCount} points, the first of which is 0.", Point.Name);
}
