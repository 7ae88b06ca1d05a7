using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Storage;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What the corpus is about: the tree of topics, and each of them.</summary>
internal static class TopicEndpoints
{
    public static readonly CountParameter Id = new("id", "The number of a topic, as /v1/topics lists it.", 1, int.MaxValue);

    private static readonly TextParameter CursorText = new("cursor", "Where to go on: \"next_cursor\" of an earlier answer for the same topic.")
    {
        MaxLength = RankingParameters.CursorText.MaxLength,
    };

    private static readonly ParameterTable TreeParameters = new([TopicAnswers.Level]);
    private static readonly ParameterTable PaperParameters = new([RankingParameters.Limit, CursorText]);

    public static void MapTopics(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Links.Topics, Verbs.Read, TreeAsync)
            .Describe("Topics", "topics", "What the corpus is about: the tree of topics, the largest first.", TreeParameters, 400, 404, 500, 503).IsKnownByTag();
        routes.MapMethods(Links.Topics + "/{id}", Verbs.Read, GetAsync)
            .Describe("Topics", "topic", "One topic, with papers that show it, its neighbours on the map, and how it grows.", ParameterTable.None, 400, 404, 500, 503).WithMetadata(Id).IsKnownByTag();
        routes.MapMethods(Links.Topics + "/{id}/papers", Verbs.Read, PapersAsync)
            .Describe("Topics", "topicPapers", "The papers of a topic, the best fitting first.", PaperParameters, 400, 404, 410, 500, 503).WithMetadata(Id).IsKnownByTag();
        routes.MapMethods(Links.Topics + "/{id}/timeline", Verbs.Read, TimelineAsync)
            .Describe("Topics", "topicTimeline", "A topic month by month, beside the whole corpus.", ParameterTable.None, 400, 404, 500, 503).WithMetadata(Id).IsKnownByTag();
        routes.MapMethods(Links.Topics + "/{id}/lineage", Verbs.Read, LineageAsync)
            .Describe("Topics", "topicLineage", "What happened to a topic in each build: also of one that is no more.", ParameterTable.None, 400, 404, 500, 503).WithMetadata(Id).IsKnownByTag();
    }

    private static async Task<Ok<TopicTreeAnswer>> TreeAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, TreeParameters);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        return TypedResults.Ok(TopicAnswers.Tree(model, given.Get(TopicAnswers.Level), Self(context, Links.Topics, given), context.Request.Site()));
    }

    private static async Task<Ok<TopicAnswer>> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        return TypedResults.Ok(await TopicAnswers.OneAsync(engine, model, id, context.Request.Site(), cancellationToken));
    }

    private static async Task<Ok<TopicPapersAnswer>> PapersAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        var given = QueryParameters.Read(context.Request, PaperParameters);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var topic = model.RequireTopic(id);
        var path = Links.Topic(id) + "/papers";
        var version = string.Create(CultureInfo.InvariantCulture, $"{model.Origin.Build} {model.Origin.BuiltAt:O} {model.Origin.IndexVersion}");
        var offset = Offset(given.Get(CursorText), path, version);
        var papers = model.PapersOf(id);
        var page = papers.Skip(offset).Take(given.Get(RankingParameters.Limit)!.Value).ToList();
        var end = offset + page.Count;
        var cursor = end < papers.Count ? Cursor.After(end, path, version).ToString() : null;
        var next = cursor is null ? null : context.Request.Site().Whole(Links.With(path, Links.WithCursor(given, cursor)));
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        var found = await engine.Store.FindAsync([.. page.Select(entry => entry.Paper)], cancellationToken);
        return TypedResults.Ok(new TopicPapersAnswer(
            TopicMeta.Of(model, Self(context, path, given)) with { Topic = TopicName.Of(topic), Total = papers.Count, Next = next, NextCursor = cursor },
            // A paper that was deleted since the topics were built is no longer there to be shown.
            [.. found.OfType<StoredPaper>().Select(stored => PaperAnswer.Of(stored.Paper, context.Request.Site()) with { Topic = PaperTopicAnswer.Of(model, stored.Paper.Id) })]));
    }

    private static async Task<Ok<TimelineAnswer>> TimelineAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        var given = QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        return TypedResults.Ok(TopicAnswers.Timeline(model, id, Self(context, Links.Topic(id) + "/timeline", given)));
    }

    private static async Task<Ok<LineageAnswer>> LineageAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        var given = QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        return TypedResults.Ok(TopicAnswers.Lineage(model, id, Self(context, Links.Topic(id) + "/lineage", given)));
    }

    /// <summary>The number in the path of a request.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static int IdOf(HttpContext context) => (int)Id.ReadText((string?)context.GetRouteValue(Id.Name) ?? "", Id.Name);

    private static string Self(HttpContext context, string path, Given given) => context.Request.Site().Whole(Links.With(path, given.Texts));

    private static int Offset(string? cursorText, string path, string version)
    {
        if (cursorText is null)
            return 0;
        var cursor = Cursor.Parse(cursorText);
        cursor.RequireList(path);
        cursor.RequireIndex(version);
        return cursor.Offset;
    }
}
