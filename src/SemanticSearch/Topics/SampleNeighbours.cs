using System.Numerics.Tensors;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics;

/// <summary>
/// Finds the papers of a sample that are nearest to a direction, among those of the topics whose centres are nearest: a paper's neighbours are
/// hardly ever elsewhere, and most of the sample need not be looked at.
/// </summary>
internal sealed class SampleNeighbours
{
    private const int TopicsLookedAt = 6;

    private readonly VectorTable _centres;
    private readonly int[][] _members;
    private readonly VectorTable[] _directions;

    /// <param name="directions">The sample's directions, unit length.</param>
    /// <param name="groups">The group of each, from 0.</param>
    /// <param name="groupCount">How many groups there are.</param>
    public SampleNeighbours(VectorTable directions, int[] groups, int groupCount)
    {
        _centres = TopicClusters.Centres(groups, groupCount, directions);
        _members = Grouping.Of(groups, groupCount);
        _directions = Array.ConvertAll(_members, directions.Among);
    }

    /// <summary>The nearest rows of the sample, nearest first, equal ones in the order of the rows.</summary>
    public int[] Find(ReadOnlySpan<float> direction, int width)
    {
        // The worst of those that are kept stands first, to be replaced by the next better one.
        var best = new PriorityQueue<int, (float Product, int Later)>(width + 1);
        foreach (var topic in NearestTopics(direction))
        {
            var (members, directions) = (_members[topic], _directions[topic]);
            for (var i = 0; i < members.Length; i++)
            {
                var rank = (TensorPrimitives.Dot(direction, directions[i]), -members[i]);
                if (best.Count < width)
                    best.Enqueue(members[i], rank);
                else if (best.TryPeek(out _, out var worst) && rank.CompareTo(worst) > 0)
                    best.DequeueEnqueue(members[i], rank);
            }
        }
        var found = new int[best.Count];
        for (var i = found.Length - 1; i >= 0; i--)
            found[i] = best.Dequeue();
        return found;
    }

    private int[] NearestTopics(ReadOnlySpan<float> direction)
    {
        var products = new float[_centres.Count];
        for (var topic = 0; topic < products.Length; topic++)
            products[topic] = _members[topic].Length == 0 ? float.NegativeInfinity : TensorPrimitives.Dot(direction, _centres[topic]);
        return [.. Enumerable.Range(0, products.Length).OrderByDescending(topic => products[topic]).Take(TopicsLookedAt)];
    }
}
