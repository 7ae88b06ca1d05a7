using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Net.Http.Headers;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>Tags by which a caller tells that an answer is the one that it has already.</summary>
internal static class EntityTags
{
    /// <summary>The tag of an answer that follows from a topic model and from what else is given.</summary>
    /// <param name="model">The topics.</param>
    /// <param name="others">What else decides the answer: its address, its form, the state of the store.</param>
    public static EntityTagHeaderValue Of(TopicModel model, params string[] others)
    {
        var origin = model.Origin;
        var state = string.Create(CultureInfo.InvariantCulture, $"{origin.IndexVersion} {origin.Build} {origin.BuiltAt:O} {model.PaperCount} {string.Join('\n', others)}");
        return new EntityTagHeaderValue($"\"{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(state)):x16}\"");
    }

    /// <summary>Whether the caller named that very tag. A proxy that compresses what it passes on makes weak tags of strong ones, and means the same.</summary>
    public static bool Knows(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));

    /// <summary>Whether the caller has any answer of this address, and wants no other.</summary>
    public static bool TakesAny(HttpRequest request) => request.GetTypedHeaders().IfNoneMatch.Contains(EntityTagHeaderValue.Any);

    /// <summary>Says what the answer is, and that it must be asked for anew each time.</summary>
    public static void Tell(HttpResponse response, EntityTagHeaderValue tag)
    {
        response.GetTypedHeaders().ETag = tag;
        response.Headers.CacheControl = "no-cache";
    }

    /// <summary>Gives the answers of an address, which follow from its topics and its papers, a tag, and answers 304 to who has them already.</summary>
    public static RouteHandlerBuilder TaggedByTopics(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (invocation, next) =>
    {
        var context = invocation.HttpContext;
        var engine = context.RequestServices.GetRequiredService<EngineHost>().Engine;
        if (await engine.Topics.FindAsync(context.RequestAborted) is not { } model)
            return await next(invocation);
        var store = await engine.Store.StatisticsAsync(context.RequestAborted);
        // The whole address stands in the answer, so each has its own; only one that was answered well has a tag that can be named.
        var tag = Of(model, Links.Whole(context.Request, context.Request.Path + context.Request.QueryString), store.IndexVersion);
        var answer = EntityTags.Knows(context.Request, tag) ? null : await next(invocation);
        Tell(context.Response, tag);
        return answer is null || TakesAny(context.Request) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : answer;
    });
}
