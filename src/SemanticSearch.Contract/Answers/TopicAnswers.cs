using SemanticSearch.Contract.Parameters;
using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Answers;

/// <summary>Tells what the corpus is about.</summary>
public static class TopicAnswers
{
    /// <summary>How deep the tree is told.</summary>
    public static readonly ChoiceParameter<TopicLevel> Level = new("level", "How deep the tree is told: to its areas, to their topics, or to the subtopics of large topics.")
    {
        Default = TopicLevel.Subtopic,
    };

    private const int NeighboursShown = 5;

    /// <summary>The tree down to a level.</summary>
    public static TopicTreeAnswer Tree(TopicModel model, TopicLevel deepest, string? self, Site site) => new(
        TopicMeta.Of(model, self) with { Total = model.Topics.Count(topic => topic.Level <= deepest) },
        [.. model.Topics.Where(topic => topic.Level == TopicLevel.Area).Select(area => TopicAnswer.Tree(model, area, deepest, site))]);

    /// <summary>One topic with everything about it.</summary>
    /// <exception cref="ProblemException">There is none of this number.</exception>
    /// <exception cref="StoreException">The store refuses.</exception>
    public static async Task<TopicAnswer> OneAsync(Engine engine, TopicModel model, int id, Site site, CancellationToken cancellationToken)
    {
        var topic = model.RequireTopic(id);
        var window = new GrowthWindow();
        return TopicAnswer.Of(topic, site) with
        {
            Growth = GrowthAnswer.Of(model.Growth(topic.Id, window), window),
            Path = [.. model.Path(topic.Id).Select(TopicName.Of)],
            Exemplars = await ExemplarsAsync(engine.Store, topic.Exemplars, site, cancellationToken),
            Neighbours = [.. Neighbours(model, topic).Select(TopicName.Of)],
            Children = [.. model.Within(topic.Id).Select(child => TopicAnswer.Of(child, site))],
        };
    }

    /// <summary>A topic month by month.</summary>
    /// <exception cref="ProblemException">There is none of this number.</exception>
    public static TimelineAnswer Timeline(TopicModel model, int id, string? self)
    {
        var topic = model.RequireTopic(id);
        var window = new GrowthWindow();
        return new TimelineAnswer(
            TopicMeta.Of(model, self) with { Topic = TopicName.Of(topic) }, GrowthAnswer.Of(model.Growth(id, window), window), [.. model.Timeline(id).Select(MonthAnswer.Of)]);
    }

    /// <summary>What happened to a topic, also to one that is no more.</summary>
    /// <exception cref="ProblemException">There never was one of this number.</exception>
    public static LineageAnswer Lineage(TopicModel model, int id, string? self)
    {
        var lineage = model.Lineage(id);
        var topic = lineage.Count > 0 ? model.Find(id) : model.RequireTopic(id);
        return new LineageAnswer(TopicMeta.Of(model, self) with { Topic = topic is null ? null : TopicName.Of(topic) }, [.. lineage.Select(TopicEventAnswer.Of)]);
    }

    /// <summary>The topics of the same level that are nearest on the map, nearest first.</summary>
    public static IEnumerable<Topic> Neighbours(TopicModel model, Topic topic) => model.Topics
        .Where(other => other.Level == topic.Level && other.Id != topic.Id)
        .OrderBy(other => Distance(other.Place, topic.Place)).ThenBy(other => other.Id)
        .Take(NeighboursShown);

    private static async Task<ExemplarsAnswer> ExemplarsAsync(IPaperStore store, TopicExemplars exemplars, Site site, CancellationToken cancellationToken)
    {
        IReadOnlyList<PaperId> all = [.. exemplars.Central.Concat(exemplars.Newest).Concat(exemplars.Upvoted).Distinct()];
        var found = (await store.FindAsync(all, cancellationToken)).OfType<StoredPaper>()
            .ToDictionary(stored => stored.Paper.Id, stored => ShortPaperAnswer.Of(stored.Paper, site));
        return new ExemplarsAnswer(Shown(exemplars.Central), Shown(exemplars.Newest), Shown(exemplars.Upvoted));

        IReadOnlyList<ShortPaperAnswer> Shown(IReadOnlyList<PaperId> ids) => [.. ids.Select(paper => found.GetValueOrDefault(paper)).OfType<ShortPaperAnswer>()];
    }

    private static float Distance(MapPoint a, MapPoint b) => (a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y);
}
