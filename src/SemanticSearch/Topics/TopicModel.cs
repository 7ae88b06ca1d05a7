using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>How a topic model came about.</summary>
public sealed record TopicModelOrigin
{
    /// <summary>What the store's vectors have in common.</summary>
    public required StoreManifest Manifest { get; init; }

    /// <summary>The state of the store when the model was last brought up to date, see <see cref="CandidateSet.IndexVersion"/>.</summary>
    public required string IndexVersion { get; init; }

    /// <summary>How many times topics were built here, from 1.</summary>
    public required int Build { get; init; }

    public required DateTimeOffset BuiltAt { get; init; }

    /// <summary>The state of the store that the topics were built of; empty in models of older programs.</summary>
    public string BuiltVersion { get; init; } = "";

    /// <summary>See <see cref="TopicBuildOptions.Resolution"/>; 0 in models of older programs.</summary>
    public double Resolution { get; init; }

    /// <summary>How many papers the topics were built of.</summary>
    public required int BuiltPapers { get; init; }

    /// <summary>The mean fit of the papers then, in [0, 1].</summary>
    public required double BuiltFit { get; init; }

    /// <summary>The id of the next topic that is born.</summary>
    public required int NextId { get; init; }
}

/// <summary>What the corpus is about: the tree of topics, and where each paper belongs. It never changes; what is new makes another.</summary>
public sealed class TopicModel
{
    private readonly Dictionary<int, Topic> _topics;
    private readonly Lazy<ILookup<int, int>> _rowsByTopic;
    private readonly Lazy<IReadOnlyDictionary<int, int>> _months;
    private readonly Lazy<PaperGroups> _groups;

    internal TopicModel(TopicModelOrigin origin, IReadOnlyList<Topic> topics, IReadOnlyList<TopicEvent> history, PaperColumns papers)
    {
        (Origin, Topics, History, Papers) = (origin, topics, history, papers);
        _topics = topics.ToDictionary(topic => topic.Id);
        _rowsByTopic = new(() => Enumerable.Range(0, papers.Count).ToLookup(row => papers.Topics[row]));
        _months = new(() => CountMonths(Enumerable.Range(0, papers.Count)));
        _groups = new(() => new PaperGroups(Enumerable.Range(0, papers.Count).ToDictionary(row => papers.Ids[row], row => papers.Topics[row])));
    }

    public TopicModelOrigin Origin { get; }

    /// <summary>All topics: areas, then topics, then subtopics, the largest first.</summary>
    public IReadOnlyList<Topic> Topics { get; }

    /// <summary>Everything that happened to topics, oldest first.</summary>
    public IReadOnlyList<TopicEvent> History { get; }

    public int PaperCount => Papers.Count;

    /// <summary>The papers by the lowest topic of each, for a store to count its answers by.</summary>
    public PaperGroups Groups => _groups.Value;

    internal PaperColumns Papers { get; }

    /// <summary>The topic of an id; null where there is none now.</summary>
    public Topic? Find(int id) => _topics.GetValueOrDefault(id);

    /// <summary>Where a paper belongs; null where the model does not know it.</summary>
    public PaperTopic? Find(PaperId paper) => Papers.Row(paper) is >= 0 and var row ? At(row) : null;

    /// <summary>A topic and those above it, the area first.</summary>
    public IReadOnlyList<Topic> Path(int id)
    {
        var path = new List<Topic>();
        for (var topic = Find(id); topic is not null; topic = topic.Parent is { } parent ? Find(parent) : null)
            path.Insert(0, topic);
        return path;
    }

    /// <summary>The topics right below one.</summary>
    public IEnumerable<Topic> Within(int id) => Topics.Where(topic => topic.Parent == id);

    /// <summary>The groups that the papers of a topic are in: those of the topic itself and of all within it.</summary>
    public IEnumerable<int> GroupsOf(int id) => Within(id).SelectMany(topic => GroupsOf(topic.Id)).Prepend(id);

    /// <summary>Counts by group as counts by topic of a level, most first.</summary>
    public IReadOnlyList<(Topic Topic, long Papers)> CountsOf(IReadOnlyDictionary<int, long> groupCounts, TopicLevel level) =>
        [.. groupCounts
            .Select(count => (Topic: Path(count.Key).LastOrDefault(topic => topic.Level <= level), count.Value))
            .Where(count => count.Topic is not null)
            .GroupBy(count => count.Topic!.Id)
            .Select(group => (Find(group.Key)!, Papers: group.Sum(count => count.Value)))
            .OrderByDescending(count => count.Papers).ThenBy(count => count.Item1.Id)];

    /// <summary>The papers of a topic and of those within it, the best fitting first, equal ones in the order of their ids.</summary>
    public IReadOnlyList<(PaperId Paper, PaperTopic Place)> PapersOf(int id) =>
        [.. Rows(id).OrderByDescending(row => Papers.Fits[row]).ThenBy(row => row).Select(row => (Papers.Ids[row], At(row)))];

    /// <summary>How many of some papers are of each topic of a level, most first; papers that the model does not know are left out.</summary>
    public IReadOnlyList<(Topic Topic, int Papers)> Count(IEnumerable<PaperId> papers, TopicLevel level) =>
        [.. papers.Select(Papers.Row).Where(row => row >= 0)
            .Select(row => Path(Papers.Topics[row]).LastOrDefault(topic => topic.Level <= level))
            .OfType<Topic>()
            .GroupBy(topic => topic.Id)
            .Select(group => (Find(group.Key)!, group.Count()))
            .OrderByDescending(count => count.Item2).ThenBy(count => count.Item1.Id)];

    /// <summary>Where every paper is on the map, in the order of the ids.</summary>
    public IEnumerable<(PaperId Paper, PaperTopic Place)> Map() => Enumerable.Range(0, Papers.Count).Select(row => (Papers.Ids[row], At(row)));

    /// <summary>Where a paper stands in the order of <see cref="Map"/>, from 0; -1 where the model does not know it.</summary>
    public int PointOf(PaperId paper) => Papers.Row(paper);

    /// <summary>The paper that stands at a place in the order of <see cref="Map"/>, from 0.</summary>
    public PaperId PaperAt(int point) => Papers.Ids[point];

    /// <summary>The dates of all papers in the order of <see cref="Map"/>; null where a paper has none.</summary>
    public IEnumerable<DateOnly?> Dates() => Enumerable.Range(0, Papers.Count).Select(Papers.Date);

    /// <summary>What happened to a topic, or made others of it, oldest first.</summary>
    public IReadOnlyList<TopicEvent> Lineage(int id) => [.. History.Where(change => change.Topic == id || change.Other == id)];

    /// <summary>The papers of a topic month by month; empty where none has a date.</summary>
    public IReadOnlyList<MonthCount> Timeline(int id) => TopicTimes.Timeline(CountMonths(Rows(id)), _months.Value);

    /// <summary>How much more of the corpus a topic is lately than before, up to the month of the newest paper.</summary>
    public TopicGrowth Growth(int id, GrowthWindow window) =>
        TopicTimes.Growth(CountMonths(Rows(id)), _months.Value, _months.Value.Count == 0 ? 0 : _months.Value.Keys.Max(), window);

    /// <summary>The topics of a level that grow, those first whose growth is surest to be great.</summary>
    /// <param name="level">Which topics.</param>
    /// <param name="window">Over which months; they end with the newest paper's.</param>
    public IReadOnlyList<(Topic Topic, TopicGrowth Growth)> Growing(TopicLevel level, GrowthWindow window)
    {
        if (_months.Value.Count == 0)
            return [];
        return [.. Topics.Where(topic => topic.Level == level)
            .Select(topic => (topic, growth: Growth(topic.Id, window)))
            .Where(entry => entry.growth.Low > 1)
            .OrderByDescending(entry => entry.growth.Low).ThenBy(entry => entry.topic.Id)];
    }

    /// <summary>The papers that are talked about, best first, see <see cref="TrendingPapers"/>.</summary>
    /// <param name="topic">The topic that they are of; null for all.</param>
    /// <param name="today">The day at which a paper's age is taken.</param>
    /// <param name="count">How many papers to answer.</param>
    public IReadOnlyList<(PaperId Paper, double Score)> Trending(int? topic, DateOnly today, int count) =>
        TrendingPapers.Find(Papers, topic is { } id ? Rows(id) : Enumerable.Range(0, Papers.Count), today, count);

    /// <summary>How far the corpus has moved away from what the topics were built of.</summary>
    public TopicDrift Drift() => TopicDrift.Of(Origin, Papers);

    /// <summary>The id of a topic, or of the one above it where it is a subtopic.</summary>
    internal int TopicAbove(int id) => _topics[id] is { Level: TopicLevel.Subtopic, Parent: { } parent } ? parent : id;

    internal PaperTopic At(int row) => new(Papers.Topics[row], Papers.Fits[row], Papers.Places[row]);

    /// <summary>The rows of a topic and of those within it.</summary>
    internal IEnumerable<int> Rows(int id) => _rowsByTopic.Value[id].Concat(Within(id).SelectMany(topic => Rows(topic.Id)));

    private Dictionary<int, int> CountMonths(IEnumerable<int> rows)
    {
        var months = new Dictionary<int, int>();
        foreach (var row in rows)
            if (Papers.Date(row) is { } date)
                months[TopicTimes.MonthOf(date)] = months.GetValueOrDefault(TopicTimes.MonthOf(date)) + 1;
        return months;
    }
}
