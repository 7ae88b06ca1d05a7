using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using SemanticSearch.Api.Limits;
using SemanticSearch.Api.Settings;

namespace SemanticSearch.Api.Access;

/// <summary>What a request passes between finding its address and being answered: who asks, how often, whether they may, and for how long.</summary>
internal static class AccessPipeline
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "DELETE"];
    private static readonly string[] RequestHeaders = [HeaderNames.Accept, HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfNoneMatch, Caller.KeyHeader];
    private static readonly string[] AnswerHeaders = [HeaderNames.ETag, HeaderNames.Link, HeaderNames.RetryAfter, RateLimits.LimitHeader, RateLimits.RemainingHeader, RateLimits.ResetHeader];

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => ServiceConfiguration.Read(services.GetRequiredService<IConfiguration>()));
        // The settings are read when the server starts and not when it is made, so that what is wrong with them is told in one place.
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>((kestrel, services) =>
            kestrel.ConfigureEndpointDefaults(listen => ListeningRule.Require(listen, services.GetRequiredService<ServiceOptions>())));
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<ServiceOptions>((cors, options) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.CorsOrigins]).WithMethods(Methods).WithHeaders(RequestHeaders).WithExposedHeaders(AnswerHeaders)));
    }

    /// <summary>Goes after routing: each address says by its metadata what it asks.</summary>
    public static void UseAccess(this WebApplication app)
    {
        // Without sites that are named, a browser's question for permission is an unknown method like any other.
        app.UseWhen(context => context.RequestServices.GetRequiredService<ServiceOptions>().CorsOrigins.Count > 0, sites => sites.UseCors());
        app.Use(Identify);
        app.UseMiddleware<RateLimits>();
        app.UseMiddleware<KeyGate>();
        app.UseMiddleware<AnswerTime>();
    }

    private static Task Identify(HttpContext context, RequestDelegate next)
    {
        context.Features.Set(Caller.Of(context.Request, context.RequestServices.GetRequiredService<ServiceOptions>()));
        return next(context);
    }
}
