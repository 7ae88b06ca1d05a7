using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace SemanticSearch.Api.Answers;

/// <summary>
/// Answers 304 where the caller has the answer already. What an answer says follows from the state of the index and of its versions, the model,
/// the topics, this program and the address, so its tag is made of these, before any of the work is done. It is weak: only how long the search took may differ.
/// </summary>
internal sealed class KnownAnswers(EngineHost host) : IEndpointFilter
{
    private static readonly string Program = typeof(KnownAnswers).Module.ModuleVersionId.ToString("N");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var known = http.Request.GetTypedHeaders().IfNoneMatch;
        // Where papers are added meanwhile, the answer is newer than its tag: then the next request gets it again, which does no harm.
        var tag = await TagAsync(http);
        var answer = known.Any(candidate => candidate.Compare(tag, useStrongComparison: false)) ? null : await next(context);
        http.Response.GetTypedHeaders().ETag = tag;
        (http.Response.Headers.CacheControl, http.Response.Headers.Vary) = ("no-cache", HeaderNames.Accept);
        // Whoever takes any state of the answer must still learn that the request was wrong, so it is made first.
        return answer is null || known.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any)) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : answer;
    }

    private async Task<EntityTagHeaderValue> TagAsync(HttpContext http)
    {
        var (engine, request) = (host.Engine, http.Request);
        // The trouble of a store is shown on pages, and comes without a change of the index.
        var store = await engine.Store.StatisticsAsync(http.RequestAborted);
        var topics = await engine.Topics.FindAsync(http.RequestAborted);
        var rest = http.GetEndpoint()?.Metadata.GetMetadata<AlsoTagged>()?.Of(http);
        var state = string.Create(CultureInfo.InvariantCulture,
            $"{Program} {engine.Model.Hash} {store.IndexVersion} {engine.Versions.Book().Stamp} {store.Trouble} {topics?.Origin.Build} {topics?.Origin.BuiltAt:O} {topics?.PaperCount} {rest}\n{request.Site().Whole(request.Path)}{request.QueryString}\n{request.Headers.Accept}");
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(state)))}\"", isWeak: true);
    }
}

/// <summary>What an answer follows from beside the index and the address, such as the day.</summary>
/// <param name="Of">All of it, for a request.</param>
internal sealed record AlsoTagged(Func<HttpContext, string> Of);

/// <summary>How addresses say that their answers can be kept.</summary>
internal static class KnownMarks
{
    /// <summary>The answer follows from the address and the state of the index, so whoever has it is not sent it again.</summary>
    public static RouteHandlerBuilder IsKnownByTag(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter<KnownAnswers>();

    /// <inheritdoc cref="IsKnownByTag(RouteHandlerBuilder)"/>
    public static RouteGroupBuilder AreKnownByTag(this RouteGroupBuilder endpoints) => endpoints.AddEndpointFilter<RouteGroupBuilder, KnownAnswers>();
}
