using System.Globalization;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Pages;

/// <summary>Says in words what numbers say of topics.</summary>
internal static class TopicWords
{
    /// <summary>How much a topic grew, such as × 1.8.</summary>
    public static string Ratio(TopicGrowth growth) =>
        double.IsInfinity(growth.Ratio) ? "new" : string.Create(CultureInfo.InvariantCulture, $"× {growth.Ratio:0.0}");

    /// <summary>Whether a topic grows, and by which numbers.</summary>
    public static string Growth(TopicGrowth growth, GrowthWindow window)
    {
        var says = growth.Low > 1 ? "It grows" : growth.High < 1 ? "It shrinks" : "It neither grows nor shrinks beyond chance";
        return $"{says}: {growth.Recent} papers in the last {window.RecentMonths} months, {growth.Past} in the {window.PastMonths} before.";
    }

    /// <summary>What happened to a topic in a build.</summary>
    public static string Change(TopicEvent change) => change.Change switch
    {
        TopicChange.Born => $"Build {change.Build}: “{change.Label}” appeared.",
        TopicChange.SplitFrom => $"Build {change.Build}: “{change.Label}” split from topic {change.Other}, with {change.Shared} of its papers.",
        TopicChange.MergedInto => $"Build {change.Build}: “{change.Label}” was merged into topic {change.Other}, with {change.Shared} papers.",
        _ => $"Build {change.Build}: “{change.Label}” ended.",
    };
}
