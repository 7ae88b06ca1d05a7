using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Answers;

/// <summary>Answers a ranking in the form that its caller wants.</summary>
internal static class RankingOutputs
{
    private const int StandardExport = 100;
    private const int StandardFeed = 50;

    /// <summary>A page of a ranking: as JSON, or what the header Accept asks for.</summary>
    public static IResult Of(RankedPage page, Given given, HttpContext context, string? path, Engine engine, TopicModel? topics, CancellationToken cancellationToken)
    {
        if (Output.Preferred(context.Request, Output.All) is { } output)
        {
            RankingAnswers.LinkNext(page, given, context, path);
            return Of(output, page, FeedHead.Of(page, context.Request, path), context.Request, cancellationToken);
        }
        var answer = RankingAnswers.Of(page, given, context, path, engine.Model.Name, topics, cancellationToken);
        return given.Has(RankingParameters.Select) ? TypedResults.Json<JsonNode>(Selected(answer, given, JsonOf(context))) : TypedResults.Ok(answer);
    }

    /// <summary>A ranking from its beginning in one of the forms.</summary>
    public static IResult Of(Output output, RankedPage page, FeedHead head, HttpRequest request, CancellationToken cancellationToken)
    {
        if (output == Output.Atom)
            return TypedResults.Bytes(AtomFeed.Write(head, page.Result.Hits, request), output.ContentType);
        if (output == Output.JsonFeed)
            return TypedResults.Json(JsonFeed.Of(head, page.Result.Hits, request), contentType: output.ContentType);
        var ranked = page.Result.Hits.Select((hit, i) => new RankedPaper(hit.Paper, page.Request.Offset + i + 1, hit.Score, hit.Similarity));
        return TypedResults.Stream(body => output.Papers!.WriteAsync(ranked, body, cancellationToken), output.ContentType);
    }

    /// <summary>Papers in one of the formats, written as they come.</summary>
    public static IResult Stream(PaperFormat format, IAsyncEnumerable<Paper> papers, CancellationToken cancellationToken) =>
        TypedResults.Stream(body => format.WriteAsync(papers, body, cancellationToken), new Output(format.Name, format.MediaType, format).ContentType);

    /// <summary>The request as the form wants it: as long, and in the order, that is usual there.</summary>
    public static RankingRequest For(Output output, Given given, RankingRequest request) => request with
    {
        Limit = given.Get(RankingParameters.ExportLimit) ?? (output.IsFeed ? StandardFeed : StandardExport),
        Order = given.Has(RankingParameters.ExportSort) || !output.IsFeed ? given.Get(RankingParameters.ExportSort) : CandidateOrder.Date,
    };

    /// <summary>An answer with nothing of its papers but what was asked for.</summary>
    public static JsonObject Selected(RankingAnswer answer, Given given, JsonSerializerOptions json)
    {
        var all = JsonSerializer.SerializeToNode(answer, json)!.AsObject();
        if (given.Has(RankingParameters.Select))
            all["results"] = new JsonArray([.. all["results"]!.AsArray().Select(paper => PaperFields.Keep(paper!.AsObject(), given.All(RankingParameters.Select)))]);
        return all;
    }

    /// <summary>One paper, or what of it was asked for.</summary>
    public static JsonObject Selected(PaperAnswer answer, Given given, JsonSerializerOptions json)
    {
        var all = JsonSerializer.SerializeToNode(answer, json)!.AsObject();
        return given.Has(RankingParameters.Select) ? PaperFields.Keep(all, given.All(RankingParameters.Select)) : all;
    }

    public static JsonSerializerOptions JsonOf(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
}
