using System.Text.Json.Nodes;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>Answers a ranking in the form that its caller wants.</summary>
internal static class RankingOutputs
{
    private const int StandardFeed = 50;

    /// <summary>A page of a ranking: as JSON, or what the header Accept asks for.</summary>
    public static IResult Of(RankedPage page, Given given, HttpContext context, string? path, Engine engine, TopicModel? topics, CancellationToken cancellationToken)
    {
        if (Output.Preferred(context.Request, Output.All) is { } output)
        {
            LinkNext(context, RankingAnswers.Next(page, given, context.Request.Site(), path));
            return Of(output, page, FeedHead.Of(page, context.Request, path), context.Request, cancellationToken);
        }
        var answer = RankingAnswers.Of(page, given, context.Request.Site(), path, engine.Model.Name, topics, cancellationToken);
        LinkNext(context, answer.Meta.Next);
        return given.Has(RankingParameters.Select) ? TypedResults.Json<JsonNode>(AnswerJson.Selected(answer, given)) : TypedResults.Ok(answer);
    }

    /// <summary>A ranking from its beginning in one of the forms.</summary>
    public static IResult Of(Output output, RankedPage page, FeedHead head, HttpRequest request, CancellationToken cancellationToken)
    {
        if (output == Output.Atom)
            return TypedResults.Bytes(AtomFeed.Write(head, page.Result.Hits, request.Site()), output.ContentType);
        if (output == Output.JsonFeed)
            return TypedResults.Json(JsonFeed.Of(head, page.Result.Hits, request.Site()), contentType: output.ContentType);
        return TypedResults.Stream(body => output.Papers!.WriteAsync(page.Papers, body, cancellationToken), output.ContentType);
    }

    /// <summary>Papers in one of the formats, written as they come.</summary>
    public static IResult Stream(PaperFormat format, IAsyncEnumerable<Paper> papers, CancellationToken cancellationToken) =>
        TypedResults.Stream(body => format.WriteAsync(papers, body, cancellationToken), new Output(format.Name, format.MediaType, format).ContentType);

    /// <summary>The request as the form wants it: as long, and in the order, that is usual there.</summary>
    public static RankingRequest For(Output output, Given given, RankingRequest request) => output.IsFeed
        ? RankingRequests.ToExport(given, request, StandardFeed, CandidateOrder.Date)
        : RankingRequests.ToExport(given, request);

    private static void LinkNext(HttpContext context, string? next)
    {
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
    }
}
