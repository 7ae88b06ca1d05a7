using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Whether the process lives, and whether it can answer.</summary>
/// <param name="Status">"live" or "ready".</param>
/// <param name="Papers">How many papers can be found, once the service is ready.</param>
public sealed record Health(string Status, long? Papers = null);

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health/live", Verbs.Read, Live).Describe("Health", "live", "Whether the process runs; restart it if not.", ParameterTable.None);
        routes.MapMethods("/health/ready", Verbs.Read, ReadyAsync)
            .Describe("Health", "ready", "Whether questions can be answered; if not, what the service waits for and how far it is.", ParameterTable.None, 503);
    }

    private static Ok<Health> Live() => TypedResults.Ok(new Health("live"));

    private static async Task<Ok<Health>> ReadyAsync(EngineHost host, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Health("ready", (await host.Engine.Store.StatisticsAsync(cancellationToken)).Papers));
}
