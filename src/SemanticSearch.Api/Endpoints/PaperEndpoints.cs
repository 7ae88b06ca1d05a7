using System.Net.Mime;
using System.Text.Json.Nodes;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Papers by id, and papers like one of them.</summary>
internal static class PaperEndpoints
{
    public const string SimilarSuffix = "/similar";

    public static readonly IdParameter Id = new(
        "id", "The id in any spelling: arXiv:2301.00001, DOI:10.1000/x, PMID:123, the address of one of these, or the source's own. A slash may be written as %2F.");

    private static readonly WordParameter Format = new(
        "format", "A form for other programs in place of JSON, which the header Accept may ask for as well.", [.. Output.OfPapers.Select(output => output.Name)]);

    private static readonly ParameterTable SimilarParameters = new(RankingParameters.Answered);
    private static readonly ParameterTable PaperParameters = new([RankingParameters.Select, Format]);

    public static void MapPapers(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/papers/{id}", Verbs.Read, Get)
            .Describe("Papers", "paper", "One paper, with its topic and where that is in the tree of topics; or a citation of it.", PaperParameters, 400, 404, 500, 503)
            .Produces<PaperAnswer>(200, MediaTypeNames.Application.Json, Output.MediaTypes(Output.OfPapers)).WithMetadata(Id).IsKnownByTag();
        routes.MapMethods("/v1/papers/{id}" + SimilarSuffix, Verbs.Read, Similar)
            .Describe("Papers", "similarToPaper", "The papers most like one, which is left out of the answer.", SimilarParameters, 400, 404, 410, 500, 503).AnswersRanking().WithMetadata(Id).IsKnownByTag();
        routes.MapMethods("/v1/papers/{**id:minlength(1)}", Verbs.Read, Any).ExcludeFromDescription().IsKnownByTag();
    }

    /// <summary>The id in the path of a request.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static PaperId IdOf(HttpContext context) => ReadId((string?)context.GetRouteValue(Id.Name) ?? "");

    private static async Task<IResult> Get(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        return await GetAsync(engine, IdOf(context), context, cancellationToken);
    }

    private static async Task<IResult> Similar(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        return await SimilarAsync(engine, IdOf(context), context, cancellationToken);
    }

    /// <summary>Ids with slashes as they are: an ending that asks for similar papers is then the route's, unless its slash is escaped.</summary>
    private static async Task<IResult> Any(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var rest = (string?)context.GetRouteValue(Id.Name) ?? "";
        if (rest.LastIndexOf(SimilarSuffix + ".", StringComparison.Ordinal) is >= 0 and var end && !rest.AsSpan(end + 1).Contains('/'))
            return await OutputEndpoints.SimilarToPaperAsync(context, engine, ReadId(rest[..end]), rest[(end + SimilarSuffix.Length + 1)..], cancellationToken);
        return rest.EndsWith(SimilarSuffix, StringComparison.Ordinal)
            ? await SimilarAsync(engine, ReadId(rest[..^SimilarSuffix.Length]), context, cancellationToken)
            : await GetAsync(engine, ReadId(rest), context, cancellationToken);
    }

    private static async Task<IResult> GetAsync(Engine engine, PaperId id, HttpContext context, CancellationToken cancellationToken)
    {
        var given = QueryParameters.Read(context.Request, PaperParameters);
        var paper = await engine.RequirePaperAsync(id, cancellationToken);
        if (FormatOf(given, context.Request) is { } format)
            return RankingOutputs.Stream(format, new[] { paper }.ToAsyncEnumerable(), cancellationToken);
        var answer = await PaperAnswer.WholeAsync(engine, paper, context.Request.Site(), cancellationToken);
        return given.Has(RankingParameters.Select) ? TypedResults.Json<JsonNode>(AnswerJson.Selected(answer, given)) : TypedResults.Ok(answer);
    }

    private static PaperFormat? FormatOf(Given given, HttpRequest request) =>
        (given.Get(Format) is { } name ? Output.Named(name) : Output.Preferred(request, Output.OfPapers))?.Papers;

    private static async Task<IResult> SimilarAsync(Engine engine, PaperId id, HttpContext context, CancellationToken cancellationToken)
    {
        var given = QueryParameters.Read(context.Request, SimilarParameters);
        var topics = await engine.Topics.FindAsync(cancellationToken);
        var request = RankingRequests.ToSimilar(given, [new Example(id, null)], [], topics);
        var page = await RankedPage.RunAsync(engine, request, given.Get(RankingParameters.CursorText), cancellationToken);
        return RankingOutputs.Of(page, given, context, Links.Similar(id), engine, topics, cancellationToken);
    }

    // The server decodes a path except for its slashes, which would otherwise change the path.
    private static PaperId ReadId(string text) => (PaperId)Id.ReadText(text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), Id.Name);
}
