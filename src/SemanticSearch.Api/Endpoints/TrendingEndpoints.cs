using Microsoft.AspNetCore.Http.HttpResults;
using SemanticSearch.Api.Answers;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Endpoints;

/// <summary>What grows, and what is talked about.</summary>
internal static class TrendingEndpoints
{
    private const string Path = Links.Topics + "/trending";

    private static readonly CountParameter Within = new("topic", "The number of a topic: only what is within it is told.", 1, int.MaxValue);
    private static readonly CountParameter Limit = new("limit", "How many topics and how many papers to answer at most.", 1, 100) { Default = 10 };
    private static readonly ParameterTable Parameters = new([Within, Limit]);

    public static void MapTrending(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(Path, Verbs.Read, GetAsync)
            .Describe("Topics", "trending", "The topics that grow against their own past, and recent papers by fit and votes.", Parameters, 400, 404, 500, 503);

    private static async Task<Ok<TrendingAnswer>> GetAsync(HttpContext context, EngineHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var given = QueryParameters.Read(context.Request, Parameters);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var within = given.Get(Within) is { } id ? model.RequireTopic(id, Within.Name) : null;
        var limit = given.Get(Limit)!.Value;
        return TypedResults.Ok(new TrendingAnswer(
            TopicMeta.Of(model, context.Request.Site().Whole(Links.With(Path, given.Texts))) with { Topic = within is null ? null : TopicName.Of(within) },
            [.. Growing(model, within).Take(limit).Select(entry => TopicAnswer.Of(entry.Topic, context.Request.Site()) with { Growth = entry.Growth })],
            await PapersAsync(engine.Store, model, model.Trending(within?.Id, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), limit), context.Request, cancellationToken)));
    }

    private static IEnumerable<(Topic Topic, GrowthAnswer Growth)> Growing(TopicModel model, Topic? within)
    {
        var window = new GrowthWindow();
        var level = within is null or { Level: TopicLevel.Area } ? TopicLevel.Topic : TopicLevel.Subtopic;
        return model.Growing(level, window)
            .Where(entry => within is null || model.Path(entry.Topic.Id).Any(above => above.Id == within.Id))
            .Select(entry => (entry.Topic, GrowthAnswer.Of(entry.Growth, window)));
    }

    private static async Task<IReadOnlyList<PaperAnswer>> PapersAsync(
        IPaperStore store, TopicModel model, IReadOnlyList<(SemanticSearch.Papers.PaperId Paper, double Score)> trending, HttpRequest request, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync([.. trending.Select(entry => entry.Paper)], cancellationToken);
        // Votes fade with age, so that the papers of a corpus of long ago all score next to nothing: as shares of the best they can be read.
        var best = trending.Count == 0 ? 0 : trending[0].Score;
        return [.. trending.Zip(found).Where(pair => pair.Second is not null).Select(pair => PaperAnswer.Of(pair.Second!.Paper, request.Site()) with
        {
            Score = best > 0 ? (float)(pair.First.Score / best) : 0,
            Topic = PaperTopicAnswer.Of(model, pair.First.Paper),
        })];
    }
}
