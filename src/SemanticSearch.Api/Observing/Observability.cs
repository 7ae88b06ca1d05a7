using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SemanticSearch.Api.Observing;

/// <summary>What the service tells of itself: metrics to whoever asks for them, and both metrics and traces to a collector where one is named.</summary>
internal static class Observability
{
    /// <summary>Where the metrics are, in Prometheus' format.</summary>
    public const string Path = "/metrics";

    /// <summary>The standard key of a collector's address, in the environment.</summary>
    private const string CollectorKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The instrumentation hides values of a query, but not the names, which may be a text that slipped.</summary>
    private const string QueryTag = "url.query";

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<IndexGauges>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Telemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(Telemetry.Name, "Polly", "System.Runtime").AddAspNetCoreInstrumentation().AddPrometheusExporter());
        if (string.IsNullOrWhiteSpace(builder.Configuration[CollectorKey]))
            return;
        telemetry.UseOtlpExporter();
        telemetry.WithTracing(traces => traces.AddSource(Telemetry.Name, "SemanticSearch.Qdrant").AddAspNetCoreInstrumentation(requests =>
        {
            requests.Filter = IsWorthATrace;
            requests.EnrichWithHttpResponse = static (activity, _) => activity.SetTag(QueryTag, null);
        }));
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Path).WithMetadata(new HttpMethodMetadata(["GET", "HEAD"]));

    private static bool IsWorthATrace(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal);
}
