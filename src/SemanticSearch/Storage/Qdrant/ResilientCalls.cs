using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Polly;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// Runs every call through one pipeline, gives it the key of the server, and turns what goes wrong into a refusal of the store.
/// </summary>
internal sealed class ResilientCalls(ResiliencePipeline pipeline, QdrantOptions options) : Interceptor
{
    /// <summary>The source of one activity for each call, with all its tries.</summary>
    public static readonly ActivitySource Activities = new("SemanticSearch.Qdrant");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        // Which try the headers and trailers would be of is nobody's question here; only the answer goes on.
        new(RunAsync(request, context, continuation), Task.FromResult(Metadata.Empty), static () => Status.DefaultSuccess, static () => Metadata.Empty, static () => { });

    private async Task<TResponse> RunAsync<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> call, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        using var activity = Activities.StartActivity(call.Method.FullName, ActivityKind.Client);
        var cancellationToken = call.Options.CancellationToken;
        var resilience = ResilienceContextPool.Shared.Get(call.Method.FullName, cancellationToken);
        resilience.Properties.Set(CallLimits.Key, CallLimits.Of(call.Method.FullName));
        try
        {
            return await pipeline.ExecuteAsync(
                static (context, state) => state.Self.TryAsync(state.request, state.call, state.continuation, context.CancellationToken),
                resilience, (Self: this, request, call, continuation));
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && ServerRefusal.Of(fault, call.Method, options.Endpoint) is { } refusal)
        {
            activity?.SetStatus(ActivityStatusCode.Error, refusal.Problem.ToString());
            throw refusal;
        }
        catch (RpcException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
    }

    private async ValueTask<TResponse> TryAsync<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> call, AsyncUnaryCallContinuation<TRequest, TResponse> continuation,
        CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        var callOptions = call.Options.WithCancellationToken(cancellationToken);
        // The library attaches credentials to encrypted channels alone; inside a private network there may be none.
        if (options.ApiKey is { } key)
            callOptions = callOptions.WithHeaders(new Metadata { { "api-key", key } });
        using var tried = continuation(request, new ClientInterceptorContext<TRequest, TResponse>(call.Method, call.Host, callOptions));
        return await tried.ResponseAsync;
    }
}
