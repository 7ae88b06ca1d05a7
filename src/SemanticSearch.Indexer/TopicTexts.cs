using System.Globalization;
using System.Text;
using SemanticSearch.Papers;
using SemanticSearch.Topics;

namespace SemanticSearch.Indexer;

/// <summary>Topics in words for people, and as documents for programs.</summary>
internal static class TopicTexts
{
    private const int GrowingShown = 10;

    public static object Document(Topic topic) => new
    {
        topic.Id,
        Level = topic.Level.ToString().ToLowerInvariant(),
        topic.Parent,
        topic.Label,
        topic.Phrases,
        topic.Papers,
        topic.MeanFit,
        Place = new[] { Math.Round(topic.Place.X, 3), Math.Round(topic.Place.Y, 3) },
    };

    public static object Document(TopicGrowth growth) => new
    {
        growth.Recent,
        growth.Past,
        Ratio = Finite(growth.Ratio),
        Low = Finite(growth.Low),
        High = Finite(growth.High),
    };

    public static object Document(TopicEvent change) =>
        new { change.Build, Change = Name(change.Change), change.Topic, change.Other, change.Label, change.Shared };

    public static string Words(TopicEvent change) => change.Change switch
    {
        TopicChange.Born => $"born in build {change.Build}",
        TopicChange.SplitFrom => $"split from {change.Other} in build {change.Build}, with {change.Shared} papers of it",
        TopicChange.MergedInto => $"merged into {change.Other} in build {change.Build}, with {change.Shared} papers",
        _ => $"ended in build {change.Build}",
    };

    public static string Tree(TopicModel model, IReadOnlyList<(Topic Topic, TopicGrowth Growth)> growing)
    {
        var text = new StringBuilder();
        foreach (var area in model.Topics.Where(topic => topic.Level == TopicLevel.Area))
            Append(text, model, area, indent: 0);
        foreach (var (topic, growth) in growing.Take(GrowingShown))
            text.AppendLine(CultureInfo.InvariantCulture, $"grows: {topic.Id} {topic.Label}, {growth.Ratio:0.0} times its share before (at least {growth.Low:0.0})");
        if (model.Drift().Reason is { } reason)
            text.AppendLine(CultureInfo.InvariantCulture, $"Build topics again: {reason}.");
        return text.ToString().TrimEnd();
    }

    public static string One(TopicModel model, Topic topic, Dictionary<PaperId, string> titles)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{topic.Id} {string.Join(" > ", model.Path(topic.Id).Select(above => above.Label))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{topic.Papers:N0} papers, mean fit {topic.MeanFit:0.00}: {string.Join(", ", topic.Phrases)}");
        foreach (var below in model.Within(topic.Id))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {below.Id} {below.Label} ({below.Papers:N0})");
        Append(text, "central", topic.Exemplars.Central, titles);
        Append(text, "newest", topic.Exemplars.Newest, titles);
        Append(text, "upvoted", topic.Exemplars.Upvoted, titles);
        foreach (var change in model.Lineage(topic.Id))
            text.AppendLine(CultureInfo.InvariantCulture, $"{change.Topic} {change.Label}: {Words(change)}");
        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, TopicModel model, Topic topic, int indent)
    {
        text.Append(' ', indent).AppendLine(CultureInfo.InvariantCulture, $"{topic.Id,4}  {topic.Label} ({topic.Papers:N0})");
        foreach (var below in model.Within(topic.Id))
            Append(text, model, below, indent + 2);
    }

    private static void Append(StringBuilder text, string kind, IReadOnlyList<PaperId> papers, Dictionary<PaperId, string> titles)
    {
        foreach (var paper in papers)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {kind}: {titles.GetValueOrDefault(paper)} ({paper})");
    }

    private static string Name(TopicChange change) => change switch
    {
        TopicChange.Born => "born",
        TopicChange.SplitFrom => "split_from",
        TopicChange.MergedInto => "merged_into",
        _ => "died",
    };

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 3) : null;
}
