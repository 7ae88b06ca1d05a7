using SemanticSearch.Topics.Graphs;
using SemanticSearch.Topics.Maps;

namespace SemanticSearch.Topics;

/// <summary>
/// Papers as points: their vectors centred, the first principal components of those, and who is near whom by these. Comparing every pair by 64
/// components takes a sixth of what asking a store for each paper takes at 10,000 papers, agrees with the categories as well, and is the same
/// whatever the store.
/// </summary>
internal sealed class PaperSpace
{
    private const int MostComponents = 64;

    private PaperSpace(float[] centre, VectorTable centred, VectorTable components, NeighbourTable neighbours) =>
        (Centre, Centred, Components, Neighbours, Graph) = (centre, centred, components, neighbours, SharedNeighbours.Build(neighbours));

    /// <summary>The mean of the vectors.</summary>
    public float[] Centre { get; }

    /// <summary>The vectors less their mean, unit length.</summary>
    public VectorTable Centred { get; }

    /// <summary>The vectors along the directions in which they vary most.</summary>
    public VectorTable Components { get; }

    /// <summary>The nearest papers of each by the cosine of their components.</summary>
    public NeighbourTable Neighbours { get; }

    /// <summary>The graph of what neighbourhoods share.</summary>
    public WeightedGraph Graph { get; }

    /// <param name="vectors">The vectors of the papers.</param>
    /// <param name="width">How many neighbours to find.</param>
    public static PaperSpace Build(VectorTable vectors, int width, CancellationToken cancellationToken)
    {
        var centre = vectors.Mean();
        var centred = vectors.CentredOn(centre);
        var components = centred.Count > MostComponents && centred.Dimensions > MostComponents
            ? PrincipalComponents.Project(centred, MostComponents, seed: 1)
            : centred;
        return new PaperSpace(centre, centred, components, ExactNeighbours.Find(components.CentredOn(new float[components.Dimensions]), width, cancellationToken));
    }
}
