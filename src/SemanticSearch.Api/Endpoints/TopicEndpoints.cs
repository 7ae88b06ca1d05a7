using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What the corpus is about: the tree of topics, and each of them.</summary>
internal static class TopicEndpoints
{
    private const int NeighboursShown = 5;

    public static readonly CountParameter Id = new("id", "The number of a topic, as /v1/topics lists it.", 1, int.MaxValue);

    public static readonly ChoiceParameter<TopicLevel> Level = new("level", "How deep the tree is told: to its areas, to their topics, or to the subtopics of large topics.")
    {
        Default = TopicLevel.Subtopic,
    };

    private static readonly TextParameter CursorText = new("cursor", "Where to go on: \"next_cursor\" of an earlier answer for the same topic.")
    {
        MaxLength = RankingParameters.CursorText.MaxLength,
    };

    private static readonly ParameterTable TreeParameters = new([Level]);
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

    /// <summary>The tree down to a level.</summary>
    public static TopicTreeAnswer Tree(TopicModel model, TopicLevel deepest, string? self, HttpRequest request) => new(
        TopicMeta.Of(model, self) with { Total = model.Topics.Count(topic => topic.Level <= deepest) },
        [.. model.Topics.Where(topic => topic.Level == TopicLevel.Area).Select(area => TopicAnswer.Tree(model, area, deepest, request))]);

    /// <summary>One topic with everything about it.</summary>
    /// <exception cref="Problems.ProblemException">There is none of this number.</exception>
    public static async Task<TopicAnswer> OneAsync(Engine engine, TopicModel model, int id, HttpRequest request, CancellationToken cancellationToken)
    {
        var topic = model.RequireTopic(id);
        var window = new GrowthWindow();
        return TopicAnswer.Of(topic, request) with
        {
            Growth = GrowthAnswer.Of(model.Growth(topic.Id, window), window),
            Path = [.. model.Path(topic.Id).Select(TopicName.Of)],
            Exemplars = await ExemplarsAsync(engine.Store, topic.Exemplars, request, cancellationToken),
            Neighbours = [.. Neighbours(model, topic).Select(TopicName.Of)],
            Children = [.. model.Within(topic.Id).Select(child => TopicAnswer.Of(child, request))],
        };
    }

    private static async Task<Ok<TopicTreeAnswer>> TreeAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, TreeParameters);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        return TypedResults.Ok(Tree(model, given.Get(Level), Self(context, Links.Topics, given), context.Request));
    }

    private static async Task<Ok<TopicAnswer>> GetAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        return TypedResults.Ok(await OneAsync(engine, model, id, context.Request, cancellationToken));
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
        var next = cursor is null ? null : Links.Whole(context.Request, Links.With(path, Links.WithCursor(given, cursor)));
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        var found = await engine.Store.FindAsync([.. page.Select(entry => entry.Paper)], cancellationToken);
        return TypedResults.Ok(new TopicPapersAnswer(
            TopicMeta.Of(model, Self(context, path, given)) with { Topic = TopicName.Of(topic), Total = papers.Count, Next = next, NextCursor = cursor },
            // A paper that was deleted since the topics were built is no longer there to be shown.
            [.. found.OfType<StoredPaper>().Select(stored => PaperAnswer.Of(stored.Paper, context.Request) with { Topic = PaperTopicAnswer.Of(model, stored.Paper.Id) })]));
    }

    private static async Task<Ok<TimelineAnswer>> TimelineAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        var given = QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var topic = model.RequireTopic(id);
        var window = new GrowthWindow();
        return TypedResults.Ok(new TimelineAnswer(
            TopicMeta.Of(model, Self(context, Links.Topic(id) + "/timeline", given)) with { Topic = TopicName.Of(topic) },
            GrowthAnswer.Of(model.Growth(id, window), window),
            [.. model.Timeline(id).Select(MonthAnswer.Of)]));
    }

    private static async Task<Ok<LineageAnswer>> LineageAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = IdOf(context);
        var given = QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var lineage = model.Lineage(id);
        var topic = lineage.Count > 0 ? model.Find(id) : model.RequireTopic(id);
        return TypedResults.Ok(new LineageAnswer(
            TopicMeta.Of(model, Self(context, Links.Topic(id) + "/lineage", given)) with { Topic = topic is null ? null : TopicName.Of(topic) },
            [.. lineage.Select(TopicEventAnswer.Of)]));
    }

    /// <summary>The number in the path of a request.</summary>
    /// <exception cref="Problems.ProblemException">It is none.</exception>
    public static int IdOf(HttpContext context) => (int)Id.ReadText((string?)context.GetRouteValue(Id.Name) ?? "", Id.Name);

    private static string Self(HttpContext context, string path, Given given) => Links.Whole(context.Request, Links.With(path, given.Texts));

    private static int Offset(string? cursorText, string path, string version)
    {
        if (cursorText is null)
            return 0;
        var cursor = Cursor.Parse(cursorText);
        cursor.RequireList(path);
        cursor.RequireIndex(version);
        return cursor.Offset;
    }

    private static async Task<ExemplarsAnswer> ExemplarsAsync(IPaperStore store, TopicExemplars exemplars, HttpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<PaperId> all = [.. exemplars.Central.Concat(exemplars.Newest).Concat(exemplars.Upvoted).Distinct()];
        var found = (await store.FindAsync(all, cancellationToken)).OfType<StoredPaper>()
            .ToDictionary(stored => stored.Paper.Id, stored => ShortPaperAnswer.Of(stored.Paper, request));
        return new ExemplarsAnswer(Shown(exemplars.Central), Shown(exemplars.Newest), Shown(exemplars.Upvoted));

        IReadOnlyList<ShortPaperAnswer> Shown(IReadOnlyList<PaperId> ids) => [.. ids.Select(paper => found.GetValueOrDefault(paper)).OfType<ShortPaperAnswer>()];
    }

    public static IEnumerable<Topic> Neighbours(TopicModel model, Topic topic) => model.Topics
        .Where(other => other.Level == topic.Level && other.Id != topic.Id)
        .OrderBy(other => Distance(other.Place, topic.Place)).ThenBy(other => other.Id)
        .Take(NeighboursShown);

    private static float Distance(MapPoint a, MapPoint b) => (a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y);
}
