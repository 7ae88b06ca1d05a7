using System.Globalization;
using System.Text;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Topics;

namespace SemanticSearch.Indexer;

/// <summary>Topics in words for people.</summary>
internal static class TopicTexts
{
    private const int GrowingShown = 10;

    /// <summary>What happened to a topic.</summary>
    public static string Words(TopicEvent change) => string.Create(CultureInfo.InvariantCulture, $"{change.Topic} {change.Label}: {Change(change)}");

    /// <summary>The tree down to a level, what grows, and whether it is time to build topics again.</summary>
    public static string Tree(TopicModel model, TopicLevel deepest)
    {
        var text = new StringBuilder();
        foreach (var area in model.Topics.Where(topic => topic.Level == TopicLevel.Area))
            Append(text, model, area, deepest, indent: 0);
        foreach (var (topic, growth) in model.Growing(TopicLevel.Topic, new GrowthWindow()).Take(GrowingShown))
            text.AppendLine(CultureInfo.InvariantCulture, $"grows: {topic.Id} {topic.Label}, {growth.Ratio:0.0} times its share before (at least {growth.Low:0.0})");
        if (model.Drift().Reason is { } reason)
            text.AppendLine(CultureInfo.InvariantCulture, $"Build topics again: {reason}.");
        return text.ToString().TrimEnd();
    }

    /// <summary>One topic.</summary>
    public static string One(TopicAnswer topic)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{topic.Id} {string.Join(" > ", topic.Path!.Select(above => above.Label))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{topic.Papers:N0} papers, mean fit {topic.MeanFit:0.00}: {string.Join(", ", topic.Phrases)}");
        foreach (var below in topic.Children!)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {below.Id} {below.Label} ({below.Papers:N0})");
        Append(text, "central", topic.Exemplars!.Central);
        Append(text, "newest", topic.Exemplars.Newest);
        Append(text, "upvoted", topic.Exemplars.Upvoted);
        if (topic.Growth is { Low: > 1 } growth)
            text.AppendLine(CultureInfo.InvariantCulture, $"grows: {growth.Ratio:0.0} times its share before in the last {growth.RecentMonths} months (at least {growth.Low:0.0})");
        if (topic.Neighbours!.Count > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"near: {string.Join(", ", topic.Neighbours.Select(near => $"{near.Id} {near.Label}"))}");
        return text.ToString().TrimEnd();
    }

    private static string Change(TopicEvent change) => change.Change switch
    {
        TopicChange.Born => $"born in build {change.Build}",
        TopicChange.SplitFrom => $"split from {change.Other} in build {change.Build}, with {change.Shared} papers of it",
        TopicChange.MergedInto => $"merged into {change.Other} in build {change.Build}, with {change.Shared} papers",
        _ => $"ended in build {change.Build}",
    };

    private static void Append(StringBuilder text, TopicModel model, Topic topic, TopicLevel deepest, int indent)
    {
        text.Append(' ', indent).AppendLine(CultureInfo.InvariantCulture, $"{topic.Id,4}  {topic.Label} ({topic.Papers:N0})");
        if (topic.Level < deepest)
            foreach (var below in model.Within(topic.Id))
                Append(text, model, below, deepest, indent + 2);
    }

    private static void Append(StringBuilder text, string kind, IReadOnlyList<ShortPaperAnswer> papers)
    {
        foreach (var paper in papers)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {kind}: {paper.Title} ({paper.Id})");
    }
}
