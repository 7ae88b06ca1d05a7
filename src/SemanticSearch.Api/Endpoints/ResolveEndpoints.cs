using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>The papers that a reference may mean.</summary>
/// <param name="Results">The most likely first; empty where none of the store is meant.</param>
public sealed record ResolveAnswer(IReadOnlyList<ResolvedPaper> Results);

/// <summary>A paper that a reference may mean.</summary>
/// <param name="Id">The id in its canonical spelling.</param>
/// <param name="Confidence">How likely it is meant, from 0 to 1.</param>
/// <param name="FoundBy">id, doi, id_within, title or words.</param>
/// <param name="Paper">The paper.</param>
public sealed record ResolvedPaper(string Id, double Confidence, string FoundBy, PaperAnswer Paper);

/// <summary>From what somebody has of a paper to the paper.</summary>
internal static class ResolveEndpoints
{
    private static readonly TextParameter Reference = new(
        "ref", "What there is: an id in any spelling, a DOI, an address at arXiv or doi.org, a title, or a citation as it was pasted. No address is fetched.")
    { MaxLength = RankingParameters.MaxQuestionChars, Lines = true, Required = true };

    private static readonly ParameterTable Parameters = new([Reference]);

    public static void MapResolve(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/v1/resolve", Verbs.Read, GetAsync)
            .Describe("Papers", "resolve", "The paper that an id, an address, a title or a citation means, with how sure that is.", Parameters, 400, 500, 503);

    private static async Task<Ok<ResolveAnswer>> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters);
        var found = await ReferenceFinder.FindAsync(engine, given.Get(Reference)!, cancellationToken);
        return TypedResults.Ok(new ResolveAnswer([.. found.Select(entry => new ResolvedPaper(
            entry.Paper.Id.Value, entry.Confidence, JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.FoundBy.ToString()), PaperAnswer.Of(entry.Paper, context.Request.Site())))]));
    }
}
