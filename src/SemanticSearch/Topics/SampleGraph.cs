using SemanticSearch.Topics.Graphs;
using SemanticSearch.Topics.Maps;

namespace SemanticSearch.Topics;

/// <summary>Neighbours within a sample, without a store.</summary>
internal static class SampleGraph
{
    /// <summary>Every pair is compared, so vectors are shortened first; on arXiv abstracts topics are as good by 64 components as by all 384 dimensions.</summary>
    private const int Components = 64;

    public static NeighbourTable Neighbours(VectorTable vectors, int width, CancellationToken cancellationToken)
    {
        var centred = vectors.CentredOn(vectors.Mean());
        if (centred.Dimensions <= Components || centred.Count <= Components)
            return ExactNeighbours.Find(centred, width, cancellationToken);
        var projected = PrincipalComponents.Project(centred, Components, seed: 1);
        return ExactNeighbours.Find(projected.CentredOn(new float[projected.Dimensions]), width, cancellationToken);
    }
}
