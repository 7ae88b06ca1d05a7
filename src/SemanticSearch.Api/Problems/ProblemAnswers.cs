using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using SemanticSearch.Api.Observing;
using SemanticSearch.Api.Pages;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Problems;

/// <summary>
/// Makes a problem of everything that goes wrong, and writes it as problem+json whatever the caller accepts: stock services answer plain
/// text to browsers, and scripts that look like one then cannot read why. Pages for readers show the same problem as a page.
/// </summary>
internal sealed partial class ProblemAnswers(RequestDelegate next, IOptions<JsonOptions> json, ILogger<ProblemAnswers> log)
{
    public const string ContentType = MediaTypeNames.Application.ProblemJson;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            RequireReadablePath(context.Request);
            await next(context);
            if (HasNothingToSay(context.Response))
                await WriteAsync(context, OfStatus(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered, and a caller who has gone is no fault of the service.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, OfException(fault));
        }
    }

    /// <summary>The server leaves escapes that are not UTF-8 in the path as they are; nothing else would ever tell the caller.</summary>
    private static void RequireReadablePath(HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? "";
        var end = target.IndexOf('?');
        PercentEncoding.Decode(end < 0 ? target : target[..end], plusIsSpace: false, "The path");
    }

    private static bool HasNothingToSay(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null } && string.IsNullOrEmpty(response.ContentType);

    private static Problem OfStatus(HttpContext context)
    {
        var kind = ProblemCatalogue.OfStatus(context.Response.StatusCode);
        return kind == ProblemCatalogue.MethodNotAllowed
            ? new Problem(kind, $"This address takes {context.Response.Headers.Allow}.")
            : new Problem(kind, $"{kind.Title}.");
    }

    private Problem OfException(Exception fault)
    {
        switch (fault)
        {
            case ProblemException known:
                return known.Problem;
            case PaperNotFoundException missing:
                return Problem.PaperNotFound(missing.Id);
            case BadHttpRequestException bad:
                return new Problem(ProblemCatalogue.OfStatus(bad.StatusCode), bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? $"The body has more than {Edge.MaxBodyBytes} bytes." : "The request could not be read.");
            case StoreException refusal:
                LogStoreRefusal(refusal.Problem, refusal.Message);
                return Problem.StoreRefuses(refusal);
            default:
                LogFault(fault);
                return new Problem(ProblemCatalogue.InternalError, "The service failed to answer this request.");
        }
    }

    private async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Kind.Status;
        response.Headers.CacheControl = "no-store";
        (response.Headers.Link, response.Headers.ETag) = (default, default);
        EdgeCounts.Count(problem.Kind);
        if (problem.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (context.GetEndpoint()?.Metadata.GetMetadata<ForReaders>() is not null)
        {
            await PageAnswer.WriteProblemAsync(context, problem);
            return;
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(
            ProblemBody.Of(problem, Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier), json.Value.SerializerOptions);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "The store refuses ({Problem}): {Message}")]
    private partial void LogStoreRefusal(StoreProblem problem, string message);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "A request failed.")]
    private partial void LogFault(Exception fault);
}
