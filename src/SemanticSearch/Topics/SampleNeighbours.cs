using System.Numerics.Tensors;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>
/// Finds the papers of a sample that are nearest to a vector, among those of the topics whose centres are nearest: a paper's neighbours are
/// hardly ever elsewhere, and most of the sample need not be looked at.
/// </summary>
internal sealed class SampleNeighbours
{
    private const int TopicsLookedAt = 6;

    private readonly VectorTable _centred;
    private readonly float[] _centre;
    private readonly VectorTable _centres;
    private readonly int[][] _members;

    /// <param name="centred">The sample's vectors, centred, unit length.</param>
    /// <param name="centre">What they were centred on.</param>
    /// <param name="groups">The group of each, from 0.</param>
    /// <param name="groupCount">How many groups there are.</param>
    public SampleNeighbours(VectorTable centred, float[] centre, int[] groups, int groupCount)
    {
        (_centred, _centre) = (centred, centre);
        _centres = TopicClusters.Centres(groups, groupCount, centred);
        _members = Grouping.Of(groups, groupCount);
    }

    /// <summary>The nearest rows of the sample, nearest first, equal ones in the order of the rows.</summary>
    public int[] Find(ReadOnlySpan<float> vector, int width)
    {
        var query = new float[vector.Length];
        VectorTable.Centre(vector, _centre, query);
        return [.. Enumerable.Range(0, _centres.Count)
            .OrderByDescending(topic => TensorPrimitives.Dot(query, _centres[topic]))
            .Take(TopicsLookedAt)
            .SelectMany(topic => _members[topic])
            .Select(row => (Row: row, Product: TensorPrimitives.Dot(query, _centred[row])))
            .OrderByDescending(found => found.Product).ThenBy(found => found.Row)
            .Take(width)
            .Select(found => found.Row)];
    }
}
