using SemanticSearch.Contract.Parameters;
using SemanticSearch.Papers;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Answers;

/// <summary>A topic as it is answered; what was not asked for is left out.</summary>
public sealed record TopicAnswer
{
    /// <summary>A number that stays the topic's own when topics are built again.</summary>
    public required int Id { get; init; }

    /// <summary>A few words that tell it, which no other topic has.</summary>
    public required string Label { get; init; }

    /// <summary>area, topic or subtopic.</summary>
    public required string Level { get; init; }

    /// <summary>The topic that this one is within; left out for an area.</summary>
    public int? Parent { get; init; }

    /// <summary>The words and phrases that tell it best, best first.</summary>
    public required IReadOnlyList<string> Phrases { get; init; }

    /// <summary>How many papers it has, those of the topics within it included.</summary>
    public required int Papers { get; init; }

    /// <summary>The mean fit of its papers, from 0 to 1.</summary>
    public required double MeanFit { get; init; }

    /// <summary>Where its label stands on the map.</summary>
    public required PlaceAnswer Place { get; init; }

    /// <summary>The address of this topic.</summary>
    public required string Url { get; init; }

    /// <summary>How much it grows; of one topic, and of those that grow.</summary>
    public GrowthAnswer? Growth { get; init; }

    /// <summary>The topics from the area down to this one; of one topic.</summary>
    public IReadOnlyList<TopicName>? Path { get; init; }

    /// <summary>Papers that show what it is; of one topic.</summary>
    public ExemplarsAnswer? Exemplars { get; init; }

    /// <summary>The topics of its level that are nearest on the map, nearest first; of one topic.</summary>
    public IReadOnlyList<TopicName>? Neighbours { get; init; }

    /// <summary>The topics right below it, the largest first.</summary>
    public IReadOnlyList<TopicAnswer>? Children { get; init; }

    /// <summary>The topic by itself.</summary>
    public static TopicAnswer Of(Topic topic, Site site) => new()
    {
        Id = topic.Id,
        Label = topic.Label,
        Level = Choice.Word(topic.Level),
        Parent = topic.Parent,
        Phrases = topic.Phrases,
        Papers = topic.Papers,
        MeanFit = topic.MeanFit,
        Place = PlaceAnswer.Of(topic.Place),
        Url = site.Whole(Links.Topic(topic.Id)),
    };

    /// <summary>The topic with those within it, down to a level.</summary>
    public static TopicAnswer Tree(TopicModel model, Topic topic, TopicLevel deepest, Site site) => Of(topic, site) with
    {
        Children = topic.Level >= deepest ? null : [.. model.Within(topic.Id).Select(child => Tree(model, child, deepest, site))],
    };
}

/// <summary>What a topic is called.</summary>
public sealed record TopicName(int Id, string Label)
{
    public static TopicName Of(Topic topic) => new(topic.Id, topic.Label);
}

/// <summary>A place on the map, which is about 20 wide, around 0. Near means alike; distances between far regions mean nothing.</summary>
public sealed record PlaceAnswer(double X, double Y)
{
    private const int Decimals = 3;

    public static PlaceAnswer Of(MapPoint point) => new(Rounded(point.X), Rounded(point.Y));

    /// <summary>A coordinate with as many decimals as a screen can show.</summary>
    public static double Rounded(float coordinate) => Math.Round(coordinate, Decimals);
}

/// <summary>The topic of a paper or text.</summary>
/// <param name="Id">The topic, never a subtopic.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Fit">The share of the nearest papers that are of it, from 0 to 1.</param>
public sealed record PaperTopicAnswer(int Id, string Label, float Fit)
{
    /// <summary>Where the topic is in the tree, from the area down to the subtopic where the paper is in one; of one paper.</summary>
    public IReadOnlyList<TopicName>? Path { get; init; }

    /// <summary>The topic of a paper; null where there are no topics, or they do not know the paper.</summary>
    public static PaperTopicAnswer? Of(TopicModel? model, PaperId paper) => model?.Find(paper) is { } place ? Of(model, place) : null;

    /// <summary>The topic of a paper with its path; null where there are no topics, or they do not know the paper.</summary>
    public static PaperTopicAnswer? WithPath(TopicModel? model, PaperId paper) =>
        model?.Find(paper) is { } place ? Of(model, place) with { Path = [.. model.Path(place.Topic).Select(TopicName.Of)] } : null;

    public static PaperTopicAnswer Of(TopicModel model, PaperTopic place)
    {
        // A fit is that to the topic, whichever subtopic the paper is in.
        var topic = model.Path(place.Topic).Last(above => above.Level <= TopicLevel.Topic);
        return new PaperTopicAnswer(topic.Id, topic.Label, place.Fit);
    }
}

/// <summary>Papers that show what a topic is, best first.</summary>
/// <param name="Central">Those nearest to its middle.</param>
/// <param name="Newest">The newest of those that fit.</param>
/// <param name="Upvoted">Those that fit and have most votes; empty where no paper has any.</param>
public sealed record ExemplarsAnswer(IReadOnlyList<ShortPaperAnswer> Central, IReadOnlyList<ShortPaperAnswer> Newest, IReadOnlyList<ShortPaperAnswer> Upvoted);

/// <summary>What a list shows of a paper.</summary>
public sealed record ShortPaperAnswer(string Id, string Title, IReadOnlyList<string> Authors, DateOnly? Date, int? Upvotes, string Url)
{
    public static ShortPaperAnswer Of(Paper paper, Site site) =>
        new(paper.Id.Value, paper.Title, paper.Authors, paper.Date, paper.Upvotes, site.Whole(Links.Paper(paper.Id)));
}

/// <summary>How much more of the corpus a topic is in the recent months than in those before, up to the month of the newest paper.</summary>
/// <param name="Recent">Papers of the topic in the recent months.</param>
/// <param name="RecentMonths">How many months these are.</param>
/// <param name="Past">Papers of the topic in the months before.</param>
/// <param name="PastMonths">How many months these are.</param>
/// <param name="Ratio">Its share of the recent papers over its share of the past ones; left out where it had none.</param>
/// <param name="Low">What the ratio is at least, with 99 % confidence: above 1, the topic grows.</param>
/// <param name="High">What it is at most, with 99 % confidence: below 1, the topic shrinks; left out where nothing bounds it.</param>
public sealed record GrowthAnswer(int Recent, int RecentMonths, int Past, int PastMonths, double? Ratio, double Low, double? High)
{
    private const int Decimals = 3;

    public static GrowthAnswer Of(TopicGrowth growth, GrowthWindow window) => new(
        growth.Recent, window.RecentMonths, growth.Past, window.PastMonths, Finite(growth.Ratio), Math.Round(growth.Low, Decimals), Finite(growth.High));

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, Decimals) : null;
}
