using Grpc.Core;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;
using SemanticSearch.Storage.Qdrant;

namespace SemanticSearch;

/// <summary>How calls to other programs get through trouble. Polly reports what the pipelines do under the meter <c>Polly</c> and in the log.</summary>
internal static class Resilience
{
    /// <summary>The name of the pipeline around the calls to Qdrant, in metrics and logs.</summary>
    public const string Qdrant = "qdrant";

    /// <summary>How often a call is tried in all.</summary>
    public const int MostTries = 3;

    /// <summary>How long a server that keeps failing is left alone.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// From the outside in: a budget for the whole, more tries of what may be repeated, a breaker that stops asking a server which fails,
    /// and a limit for each try. The limits are those of the call (<see cref="CallLimits"/>).
    /// </summary>
    public static ResiliencePipeline ForQdrant(TimeProvider clock, ILoggerFactory logs) =>
        new ResiliencePipelineBuilder { Name = Qdrant, TimeProvider = clock }
            .AddTimeout(new TimeoutStrategyOptions { Name = "budget", TimeoutGenerator = static call => new(Limits(call.Context).Total) })
            .AddRetry(new RetryStrategyOptions
            {
                Name = "retry",
                MaxRetryAttempts = MostTries - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromMilliseconds(500),
                ShouldHandle = static tried => new(IsWorthAnotherTry(tried.Outcome.Exception, Limits(tried.Context))),
                DelayGenerator = static tried => new(tried.Outcome.Exception is RpcException refused ? ServerRefusal.RetryAfter(refused) : null),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                Name = "breaker",
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = Pause,
                ShouldHandle = static tried => new(SpeaksAgainstTheServer(tried.Outcome.Exception)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Name = "try", TimeoutGenerator = static call => new(Limits(call.Context).Try) })
            .ConfigureTelemetry(new TelemetryOptions { LoggerFactory = logs })
            .Build();

    private static CallLimits Limits(ResilienceContext context) => context.Properties.GetValue(CallLimits.Key, CallLimits.Of(""));

    private static bool IsWorthAnotherTry(Exception? fault, CallLimits limits) => limits.IsIdempotent && fault switch
    {
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Aborted } or TimeoutRejectedException => true,
        // Without a time to wait the server says that the call can never pass; one beyond the budget is the caller's to wait for.
        RpcException { StatusCode: StatusCode.ResourceExhausted } refused => ServerRefusal.RetryAfter(refused) < limits.Total,
        _ => false,
    };

    private static bool SpeaksAgainstTheServer(Exception? fault) =>
        fault is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded } or TimeoutRejectedException;
}
