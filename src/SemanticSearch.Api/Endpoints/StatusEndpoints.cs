using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Limits;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Indexing;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What the service holds, and how an indexing run gets on.</summary>
internal static class StatusEndpoints
{
    public const string Path = "/v1/status";
    public const string EventsPath = Path + "/events";

    /// <summary>How often a run is looked at while somebody watches.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>When a browser asks again after the events have ended: they last no longer than a run does, so that nobody holds a connection for nothing.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    /// <summary>Whoever watches for longer asks again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, Verbs.Read, GetAsync)
            .Describe("Status", "status", "What the service holds, what the last indexing run did, and what the last evaluation found.", ParameterTable.None, 400, 500, 503);
        routes.MapGet(EventsPath, Events)
            .Describe("Status", "statusEvents", "The last indexing run as server-sent events: once, and as long as it goes on, each second anew.", ParameterTable.None, 400, 500, 503).Streams();
    }

    private static async Task<Ok<StatusAnswer>> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        return TypedResults.Ok(await StatusAnswer.OfAsync(engine, cancellationToken));
    }

    private static ServerSentEventsResult<RunAnswer> Events(HttpContext context, EngineHost host, TimeProvider clock, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(WatchAsync(engine.Runs, clock, lifetime.ApplicationStopping, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<RunAnswer>> WatchAsync(
        RunLog runs, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var start = clock.GetTimestamp();
        RunRecord? told = null;
        while (!either.IsCancellationRequested && runs.Last() is { } run)
        {
            if (run.UpdatedAt != told?.UpdatedAt || run.State != told.State)
                yield return new SseItem<RunAnswer>(RunAnswer.Of(told = run), "run") { ReconnectionInterval = AskAgain };
            if (run.State != RunState.Running || clock.GetElapsedTime(start) > Longest)
                yield break;
            // Whoever stops watching, or the service, ends the loop and not the answer.
            await Task.Delay(Look, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
