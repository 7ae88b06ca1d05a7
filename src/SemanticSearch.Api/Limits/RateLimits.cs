using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using SemanticSearch.Api.Access;
using SemanticSearch.Api.Settings;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Limits;

/// <summary>How many requests a caller may make: a bucket of tokens for each key, and one for all callers without a key.</summary>
internal sealed class RateLimits : IDisposable
{
    public const string LimitHeader = "X-RateLimit-Limit";
    public const string RemainingHeader = "X-RateLimit-Remaining";
    public const string ResetHeader = "X-RateLimit-Reset";

    private readonly RequestDelegate _next;
    private readonly int _perMinute;
    private readonly PartitionedRateLimiter<string>? _buckets;

    public RateLimits(RequestDelegate next, ServiceOptions options)
    {
        _next = next;
        if (options.RequestsPerMinute is not { } perMinute)
            return;
        _perMinute = perMinute;
        _buckets = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => Bucket(perMinute)));
    }

    public Task InvokeAsync(HttpContext context)
    {
        // Who watches over the service asks often, and must be answered most of all when much is asked.
        if (_buckets is not null && context.GetEndpoint()?.Metadata.GetMetadata<Permission>()?.Right != Right.None)
            Take(_buckets, context);
        return _next(context);
    }

    public void Dispose() => _buckets?.Dispose();

    private void Take(PartitionedRateLimiter<string> buckets, HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<Caller>().Name;
        using var lease = buckets.AttemptAcquire(caller);
        var remaining = buckets.GetStatistics(caller)?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers[LimitHeader] = Digits(_perMinute);
        headers[RemainingHeader] = Digits(remaining);
        headers[ResetHeader] = Digits((long)Math.Ceiling((_perMinute - remaining) * Period(_perMinute).TotalSeconds / TokensPerPeriod(_perMinute)));
        if (!lease.IsAcquired)
            throw new Problem(ProblemCatalogue.RateLimited, $"More than {_perMinute} requests were made within a minute.")
            {
                RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(Period(_perMinute).TotalSeconds)),
            }.ToException();
    }

    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = TokensPerPeriod(perMinute),
        ReplenishmentPeriod = Period(perMinute),
        QueueLimit = 0,
        AutoReplenishment = true,
    };

    /// <summary>Ten times a second is as often as it makes sense to refill.</summary>
    private static int TokensPerPeriod(int perMinute) => Math.Max(1, perMinute / 600);

    private static TimeSpan Period(int perMinute) => TimeSpan.FromMinutes((double)TokensPerPeriod(perMinute) / perMinute);

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
