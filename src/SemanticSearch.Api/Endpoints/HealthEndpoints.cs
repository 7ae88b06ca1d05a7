using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Parameters;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Whether the process lives, and whether it can answer.</summary>
/// <param name="Status">"live", "ready", or "degraded" where questions are answered but the store has trouble with its disk.</param>
/// <param name="Papers">How many papers can be found, once the service is ready.</param>
/// <param name="Trouble">What the trouble is, and what to do.</param>
public sealed record Health(string Status, long? Papers = null, string? Trouble = null);

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health/live", Verbs.Read, Live).Describe("Health", "live", "Whether the process runs; restart it if not.", ParameterTable.None);
        routes.MapMethods("/health/ready", Verbs.Read, ReadyAsync)
            .Describe("Health", "ready", "Whether questions can be answered; if not, what the service waits for and how far it is.", ParameterTable.None, 503);
    }

    private static Ok<Health> Live() => TypedResults.Ok(new Health("live"));

    private static async Task<Ok<Health>> ReadyAsync(EngineHost host, CancellationToken cancellationToken)
    {
        var statistics = await host.Engine.Store.StatisticsAsync(cancellationToken);
        return TypedResults.Ok(new Health(statistics.Trouble is null ? "ready" : "degraded", statistics.Papers, statistics.Trouble));
    }
}
