using System.Runtime.CompilerServices;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Limits;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>All papers of the store, or those that a filter lets through.</summary>
internal static class ExportEndpoints
{
    private static readonly ParameterTable Parameters = new([
        RankingParameters.From, RankingParameters.To, RankingParameters.Category, RankingParameters.Author, RankingParameters.Source, RankingParameters.Topic,
    ]);

    public static void MapExport(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/v1/export", Verbs.Read, GetAsync)
            .Describe("Papers", "export", "All papers in the order of their arrival, or those of a filter: as lines that the indexer and /v1/papers/import read, or what the header Accept asks for.", Parameters, 400, 404, 500, 503)
            .Produces<string>(StatusCodes.Status200OK, Output.OfPapers[0].MediaType, Output.MediaTypes([.. Output.OfPapers.Skip(1)])).Streams();

    private static async Task<IResult> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters);
        var topics = given.Has(RankingParameters.Topic) ? await engine.RequireTopicsAsync(cancellationToken) : null;
        var filter = RankingRequests.ToSearch(given, "", topics);
        var format = Output.Preferred(context.Request, Output.OfPapers)?.Papers ?? PaperFormat.Ndjson;
        return RankingOutputs.Stream(format, PapersAsync(engine.Store, filter.Filter, topics, [.. filter.OnlyGroups], cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<Paper> PapersAsync(
        IPaperStore store, PaperFilter filter, TopicModel? topics, HashSet<int> groups, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ScanAsync(cancellationToken))
            if (filter.Passes(stored.Paper) && (groups.Count == 0 || (topics?.Groups.Of(stored.Paper.Id) is { } group && groups.Contains(group))))
                yield return stored.Paper;
    }
}
