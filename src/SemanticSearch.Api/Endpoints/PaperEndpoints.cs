using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Papers by id, and papers like one of them.</summary>
internal static class PaperEndpoints
{
    private const string SimilarSuffix = "/similar";

    private static readonly IdParameter Id = new(
        "id", "The id in any spelling: arXiv:2301.00001, DOI:10.1000/x, PMID:123, the address of one of these, or the source's own. A slash may be written as %2F.");

    private static readonly ParameterTable SimilarParameters = new(RankingParameters.Answered);

    public static void MapPapers(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/papers/{id}", Verbs.Read, Get)
            .Describe("Papers", "paper", "One paper, with its topic and where that is in the tree of topics.", ParameterTable.None, 400, 404, 500, 503).WithMetadata(Id).IsKnownByTag();
        routes.MapMethods("/v1/papers/{id}" + SimilarSuffix, Verbs.Read, Similar)
            .Describe("Papers", "similarToPaper", "The papers most like one, which is left out of the answer.", SimilarParameters, 400, 404, 410, 500, 503).WithMetadata(Id).IsKnownByTag();
        routes.MapMethods("/v1/papers/{**id:minlength(1)}", Verbs.Read, Any).ExcludeFromDescription().IsKnownByTag();
    }

    /// <summary>The id in the path of a request.</summary>
    /// <exception cref="Problems.ProblemException">It is none.</exception>
    public static PaperId IdOf(HttpContext context) => ReadId((string?)context.GetRouteValue(Id.Name) ?? "");

    private static async Task<Ok<PaperAnswer>> Get(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        return await GetAsync(engine, IdOf(context), context, cancellationToken);
    }

    private static async Task<Ok<RankingAnswer>> Similar(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        return await SimilarAsync(engine, IdOf(context), context, cancellationToken);
    }

    /// <summary>Ids with slashes as they are: an ending that asks for similar papers is then the route's, unless its slash is escaped.</summary>
    private static async Task<IResult> Any(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var rest = (string?)context.GetRouteValue(Id.Name) ?? "";
        return rest.EndsWith(SimilarSuffix, StringComparison.Ordinal)
            ? await SimilarAsync(engine, ReadId(rest[..^SimilarSuffix.Length]), context, cancellationToken)
            : await GetAsync(engine, ReadId(rest), context, cancellationToken);
    }

    private static async Task<Ok<PaperAnswer>> GetAsync(Engine engine, PaperId id, HttpContext context, CancellationToken cancellationToken)
    {
        QueryParameters.Read(context.Request, ParameterTable.None);
        var found = await engine.Store.FindAsync([id], cancellationToken);
        var paper = found[0]?.Paper ?? throw new PaperNotFoundException(id);
        return TypedResults.Ok(PaperAnswer.Of(paper, context.Request) with { Topic = PaperTopicAnswer.WithPath(await engine.Topics.FindAsync(cancellationToken), paper.Id) });
    }

    private static async Task<Ok<RankingAnswer>> SimilarAsync(Engine engine, PaperId id, HttpContext context, CancellationToken cancellationToken)
    {
        var given = QueryParameters.Read(context.Request, SimilarParameters);
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = RankingRequests.ToSimilar(given, [new Example(id, null)], [], topics);
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return TypedResults.Ok(RankingAnswers.Of(page, given, context, Links.Similar(id), engine.Model.Name, topics, cancellationToken));
    }

    // The server decodes a path except for its slashes, which would otherwise change the path.
    private static PaperId ReadId(string text) => (PaperId)Id.ReadText(text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), Id.Name);
}
