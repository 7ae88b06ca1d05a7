namespace SemanticSearch.Topics;

/// <summary>Where a paper belongs by its nearest papers.</summary>
internal static class TopicVotes
{
    /// <summary>How many of the nearest papers decide the place on the map.</summary>
    private const int Anchors = 5;

    /// <summary>The topic that most of the neighbours have, and their share. Of topics with as many, the one that comes first among the nearest.</summary>
    /// <param name="topics">The topic of each neighbour, nearest first; at least one.</param>
    public static (int Topic, float Fit) Elect(ReadOnlySpan<int> topics)
    {
        var (best, most) = (topics[0], 0);
        foreach (var topic in topics)
            if (topics.Count(topic) is var votes && votes > most)
                (best, most) = (topic, votes);
        return (best, (float)most / topics.Length);
    }

    /// <summary>The share of the neighbours that have a topic; 1 where there is no neighbour.</summary>
    public static float Fit(int topic, ReadOnlySpan<int> topics) => topics.Length == 0 ? 1 : (float)topics.Count(topic) / topics.Length;

    /// <summary>The place among the nearest papers: the one of them that is nearest to all others, so that a paper between two regions lands in one of them.</summary>
    public static MapPoint Place(ReadOnlySpan<MapPoint> neighbours)
    {
        var near = neighbours[..Math.Min(Anchors, neighbours.Length)];
        var (best, least) = (near[0], float.PositiveInfinity);
        foreach (var candidate in near)
        {
            var sum = 0f;
            foreach (var other in near)
                sum += Distance(candidate, other);
            if (sum < least)
                (best, least) = (candidate, sum);
        }
        // Halfway to the mean of those on its side, so that papers of the same neighbours do not lie on one point.
        var (x, y, count) = (0f, 0f, 0);
        var reach = 2 * least / Math.Max(1, near.Length - 1);
        foreach (var other in near)
        {
            if (Distance(best, other) > reach)
                continue;
            (x, y, count) = (x + other.X, y + other.Y, count + 1);
        }
        return new MapPoint((best.X + x / count) / 2, (best.Y + y / count) / 2);
    }

    private static float Distance(MapPoint a, MapPoint b) => MathF.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
