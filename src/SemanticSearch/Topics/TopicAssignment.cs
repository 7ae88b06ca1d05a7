using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>Finds the topic of a paper or text that a model does not know.</summary>
public static class TopicAssignment
{
    /// <summary>The topic of most of the nearest papers that the model knows, and a place among them; null where it knows none of them.</summary>
    /// <param name="model">The topics.</param>
    /// <param name="store">Where the nearest papers are found.</param>
    /// <param name="vector">The unit-length vector of the paper or text.</param>
    /// <param name="self">The paper, which is no neighbour of its own; null for a text.</param>
    /// <exception cref="StoreException">The store refuses.</exception>
    public static async Task<PaperTopic?> AssignAsync(TopicModel model, IPaperStore store, ReadOnlyMemory<float> vector, PaperId? self, CancellationToken cancellationToken)
    {
        var width = ClusterOptions.Neighbours(model.PaperCount);
        var nearest = await StoreNeighbours.Of(store)(vector, width + 1, cancellationToken);
        var known = nearest.Where(id => id != self).Select(model.Papers.Row).Where(row => row >= 0).Take(width).ToArray();
        if (known.Length == 0)
            return null;
        var (topic, _) = TopicVotes.Elect(Array.ConvertAll(known, row => model.Papers.Topics[row]));
        return new PaperTopic(
            topic,
            TopicVotes.Fit(model.TopicAbove(topic), Array.ConvertAll(known, row => model.TopicAbove(model.Papers.Topics[row]))),
            TopicVotes.Place(Array.ConvertAll(known, row => model.Papers.Places[row])));
    }
}
