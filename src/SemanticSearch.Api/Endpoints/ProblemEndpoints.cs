using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Access;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What each problem means, at the address that its answers name.</summary>
internal static class ProblemEndpoints
{
    private static readonly TextParameter Code = new("code", "The code of a problem, with dashes.") { MaxLength = 100 };

    public static void MapProblems(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/problems/{code}", Verbs.Read, Get)
            .Describe("Problems", "problem", "What a problem means and what to do.", ParameterTable.None, 404)
            .Produces<string>(200, "text/plain").WithMetadata(Code).RequireNoKey();

    private static ContentHttpResult Get(string code)
    {
        var kind = ProblemCatalogue.All.FirstOrDefault(kind => kind.Path == $"/problems/{code}")
            ?? throw ProblemCatalogue.NotFound.Refusal($"No problem is called {Quote.Of(code)}.");
        return TypedResults.Text($"{kind.Title}\n\ncode: {kind.Code}\nstatus: {kind.Status}\n\n{kind.Advice}\n", "text/plain; charset=utf-8");
    }
}
