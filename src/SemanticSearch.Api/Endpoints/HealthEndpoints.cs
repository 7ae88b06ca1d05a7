using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Access;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Endpoints;

/// <summary>Whether the process lives, and whether it can answer.</summary>
/// <param name="Status">"live", "ready", or "degraded" where the store has trouble: with its disk, while questions are answered, or with its server, while they are not.</param>
/// <param name="Papers">How many papers can be found, once the service is ready.</param>
/// <param name="Failing">The part that has trouble; left out where none has.</param>
/// <param name="Trouble">What the trouble is, and what to do.</param>
public sealed record Health(string Status, long? Papers = null, string? Failing = null, string? Trouble = null)
{
    /// <summary>The part that keeps the papers.</summary>
    public const string Store = "store";
}

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health/live", Verbs.Read, Live).Describe("Health", "live", "Whether the process runs; restart it if not.", ParameterTable.None).RequireNoKey();
        routes.MapMethods("/health/ready", Verbs.Read, ReadyAsync)
            .Describe("Health", "ready", "Whether questions can be answered; if not, what the service waits for and how far it is.", ParameterTable.None, 503).RequireNoKey();
    }

    private static Ok<Health> Live() => TypedResults.Ok(new Health("live"));

    private static async Task<Ok<Health>> ReadyAsync(EngineHost host, CancellationToken cancellationToken)
    {
        try
        {
            var statistics = await host.Engine.Store.StatisticsAsync(cancellationToken);
            return TypedResults.Ok(new Health(statistics.Trouble is null ? "ready" : "degraded", statistics.Papers, statistics.Trouble is null ? null : Health.Store, statistics.Trouble));
        }
        // Every instance shares the server: to take them all out of rotation would help nobody, and hide who is at fault.
        catch (StoreException refusal) when (refusal.Problem == StoreProblem.Unavailable)
        {
            return TypedResults.Ok(new Health("degraded", Failing: Health.Store, Trouble: "The server of the store does not answer. The service goes on by itself when it does; its log says more."));
        }
    }
}
