using SemanticSearch.Api.Endpoints;
using SemanticSearch.Api.Parameters;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Pages;

/// <summary>The pages that show what the corpus is about.</summary>
internal static class TopicPages
{
    private const int TrendingShown = 5;

    public static void MapTopicPages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(PageFields.TopicsPath, Verbs.Read, TreeAsync);
        routes.MapMethods(PageFields.TopicsPath + "/{id}", Verbs.Read, TopicAsync);
    }

    private static async Task<IResult> TreeAsync(HttpContext context, EngineHost host, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var examples = model.Topics.Where(topic => topic.Level == TopicLevel.Topic).SelectMany(topic => topic.Exemplars.Central.Take(1));
        return await PageAnswer.OfAsync<TopicsPage>(context,
            (nameof(TopicsPage.Model), model),
            (nameof(TopicsPage.Papers), await PapersAsync(engine, examples, cancellationToken)),
            (nameof(TopicsPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));
    }

    private static async Task<IResult> TopicAsync(HttpContext context, EngineHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        var engine = host.Engine;
        var id = TopicEndpoints.IdOf(context);
        QueryParameters.Read(context.Request, ParameterTable.None);
        var model = await engine.RequireTopicsAsync(cancellationToken);
        var topic = model.RequireTopic(id);
        var trending = model.Trending(id, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), TrendingShown).Where(entry => entry.Score > 0).Select(entry => entry.Paper).ToList();
        var papers = await PapersAsync(engine, topic.Exemplars.Central.Concat(topic.Exemplars.Newest).Concat(topic.Exemplars.Upvoted).Concat(trending), cancellationToken);
        return await PageAnswer.OfAsync<TopicPage>(context,
            (nameof(TopicPage.Model), model),
            (nameof(TopicPage.Topic), topic),
            (nameof(TopicPage.Neighbours), TopicAnswers.Neighbours(model, topic).ToList()),
            (nameof(TopicPage.Papers), papers),
            (nameof(TopicPage.Trending), trending.Select(paper => papers.GetValueOrDefault(paper)).OfType<Paper>().ToList()),
            (nameof(TopicPage.Corpus), await PageEndpoints.CorpusAsync(engine, cancellationToken)));
    }

    // A paper that was deleted since the topics were built is no longer there to be shown.
    private static async Task<IReadOnlyDictionary<PaperId, Paper>> PapersAsync(Engine engine, IEnumerable<PaperId> ids, CancellationToken cancellationToken) =>
        (await engine.Store.FindAsync([.. ids.Distinct()], cancellationToken)).OfType<StoredPaper>().ToDictionary(stored => stored.Paper.Id, stored => stored.Paper);
}
