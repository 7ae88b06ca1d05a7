using System.Globalization;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Parameters;

namespace SemanticSearch.Api.Pages;

/// <summary>The page that says what the service holds, and whether it is well.</summary>
internal static class StatusPages
{
    public static void MapStatusPage(this IEndpointRouteBuilder routes) => routes.MapMethods("/status", Verbs.Read, StatusAsync).WithMetadata(new AlsoTagged(Rest));

    // What it shows may change without the index: a run goes on, or an evaluation ends.
    private static string Rest(HttpContext context)
    {
        var engine = context.RequestServices.GetRequiredService<EngineHost>().Engine;
        var (run, found) = (engine.Runs.Last(), Evaluation.EvaluationRecord.Last(engine.DataFolder));
        return string.Create(CultureInfo.InvariantCulture, $"{PageEndpoints.Rest(context)} {run?.State} {run?.UpdatedAt:O} {found?.At:O}");
    }

    private static async Task<IResult> StatusAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        return await PageAnswer.OfAsync<StatusPage>(context,
            (nameof(StatusPage.Status), await StatusAnswer.OfAsync(engine, cancellationToken)),
            (nameof(StatusPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));
    }
}
