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

    private readonly float[] _centre;
    private readonly PrincipalComponents? _principal;

    private PaperSpace(float[] centre, VectorTable centred, PrincipalComponents? principal, int width, CancellationToken cancellationToken)
    {
        (_centre, Centred, _principal) = (centre, centred, principal);
        Directions = Components.CentredOn(new float[Components.Dimensions]);
        Neighbours = ExactNeighbours.Find(Directions, width, cancellationToken);
        Graph = SharedNeighbours.Build(Neighbours);
    }

    /// <summary>The vectors less their mean, unit length.</summary>
    public VectorTable Centred { get; }

    /// <summary>The vectors along the directions in which they vary most.</summary>
    public VectorTable Components => _principal?.Projected ?? Centred;

    /// <summary>The components, unit length.</summary>
    public VectorTable Directions { get; }

    /// <summary>The nearest papers of each by the cosine of their components.</summary>
    public NeighbourTable Neighbours { get; }

    /// <summary>The graph of what neighbourhoods share.</summary>
    public WeightedGraph Graph { get; }

    /// <param name="vectors">The vectors of the papers, which are centred in place.</param>
    /// <param name="width">How many neighbours to find.</param>
    public static PaperSpace Build(VectorTable vectors, int width, CancellationToken cancellationToken)
    {
        var centre = vectors.Mean();
        vectors.CentreOn(centre);
        var principal = vectors.Count > MostComponents && vectors.Dimensions > MostComponents ? PrincipalComponents.Find(vectors, MostComponents, seed: 1) : null;
        return new PaperSpace(centre, vectors, principal, width, cancellationToken);
    }

    /// <summary>The direction of one more vector, as <see cref="Directions"/> has those of the papers.</summary>
    public float[] DirectionOf(ReadOnlySpan<float> vector)
    {
        var centred = new float[vector.Length];
        VectorTable.Centre(vector, _centre, centred);
        if (_principal is null)
            return centred;
        var components = _principal.Project(centred);
        VectorTable.Centre(components, new float[components.Length], components);
        return components;
    }
}
