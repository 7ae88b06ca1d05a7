using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using SemanticSearch.Api.Pages;
using SemanticSearch.Api.Problems;
using SemanticSearch.Contract.Answers;

namespace SemanticSearch.Api;

/// <summary>What holds for every request and every answer: limits, headers, errors, the shape of JSON.</summary>
internal static class Edge
{
    public const int MaxBodyBytes = 1 << 20;
    public const int MaxHeaderBytes = 16 << 10;
    public const int MaxRequestLineBytes = 8 << 10;

    // A page needs its style sheet, its icon, its form, and its scripts, which ask this service alone; an answer in JSON needs nothing at all.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        });
        // These would write whole addresses, and with them what people search for.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Warning);
        // Why the service did not start is told in one line, by the exception's message.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.ConfigureHttpJsonOptions(options => AnswerJson.Shape(options.SerializerOptions));
        builder.Services.AddSingleton<PageFiles>();
        AddCompression(builder.Services);
    }

    public static void UseEdge(this WebApplication app)
    {
        app.Use(AddHeaders);
        app.UseResponseCompression();
        app.UseMiddleware<ProblemAnswers>();
    }

    /// <summary>Texts are sent packed to whoever takes that. No answer has a secret whose length could tell anything, so that encryption is no reason against it.</summary>
    private static void AddCompression(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "application/atom+xml", "application/feed+json"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
