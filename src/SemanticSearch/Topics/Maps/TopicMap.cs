using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics.Maps;

/// <summary>The map of papers: from vectors to places.</summary>
internal static class TopicMap
{
    private const float StartReach = 10;

    /// <summary>The place of each row. The same vectors give the same places, bit for bit, on one machine.</summary>
    public static MapPoint[] Build(PaperSpace space, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var options = new MapOptions();
        if (space.Centred.Count < 3)
            return [.. Enumerable.Range(0, space.Centred.Count).Select(row => new MapPoint(row, 0))];
        return MapLayout.Run(MapEdges.Build(space.Graph, options.Edges), Start(space.Components), options, progress, cancellationToken);
    }

    /// <summary>The median of both coordinates: where most of a topic is, whatever lies astray.</summary>
    public static MapPoint Middle(MapPoint[] points) => points.Length == 0
        ? default
        : new MapPoint(Median([.. points.Select(point => point.X)]), Median([.. points.Select(point => point.Y)]));

    /// <summary>The first two principal components, at a scale at which papers still move freely.</summary>
    private static MapPoint[] Start(VectorTable components)
    {
        var reach = Math.Max(1e-6f, Enumerable.Range(0, components.Count).Max(row => Math.Max(Math.Abs(components[row][0]), Math.Abs(Second(components, row)))));
        return [.. Enumerable.Range(0, components.Count).Select(row => new MapPoint(StartReach * components[row][0] / reach, StartReach * Second(components, row) / reach))];
    }

    private static float Second(VectorTable components, int row) => components.Dimensions > 1 ? components[row][1] : 0;

    private static float Median(float[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
