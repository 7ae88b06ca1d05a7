using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics.Maps;

/// <summary>The directions in which vectors vary most, by ML.NET's randomised principal component analysis with a fixed seed.</summary>
internal sealed class PrincipalComponents
{
    private const int Oversampling = 20;

    private readonly VectorTable _axes;
    private readonly float[] _origin;

    private PrincipalComponents(VectorTable projected, VectorTable axes, float[] origin) => (Projected, _axes, _origin) = (projected, axes, origin);

    /// <summary>The vectors along their first principal components, in the order of the rows.</summary>
    public VectorTable Projected { get; }

    public static PrincipalComponents Find(VectorTable vectors, int components, int seed)
    {
        var rank = Math.Min(components, Math.Min(vectors.Dimensions, vectors.Count));
        var context = new MLContext(seed);
        var rows = View(context, vectors);
        var fitted = context.Transforms.ProjectToPrincipalComponents(nameof(Output.Components), nameof(Input.Vector), rank: rank, overSampling: Oversampling, ensureZeroMean: true, seed: seed).Fit(rows);
        var projected = Transform(fitted, rows, vectors.Count, rank);
        // ML.NET keeps its axes to itself. What it makes of no vector at all and of each unit vector tells them.
        var units = new VectorTable(new float[(vectors.Dimensions + 1) * vectors.Dimensions], vectors.Dimensions);
        for (var d = 0; d < vectors.Dimensions; d++)
            units.Writable(d)[d] = 1;
        var images = Transform(fitted, View(context, units), units.Count, rank);
        var origin = images[vectors.Dimensions].ToArray();
        var axes = new VectorTable(new float[rank * vectors.Dimensions], vectors.Dimensions);
        for (var d = 0; d < vectors.Dimensions; d++)
            for (var c = 0; c < rank; c++)
                axes.Writable(c)[d] = images[d][c] - origin[c];
        return new PrincipalComponents(projected, axes, origin);
    }

    /// <summary>One more vector along the same components.</summary>
    public float[] Project(ReadOnlySpan<float> vector)
    {
        var projected = (float[])_origin.Clone();
        for (var c = 0; c < projected.Length; c++)
            projected[c] += TensorPrimitives.Dot(vector, _axes[c]);
        return projected;
    }

    private static IDataView View(MLContext context, VectorTable vectors)
    {
        // Without the size, ML.NET would take the vectors for ones of any length, and refuse.
        var schema = SchemaDefinition.Create(typeof(Input));
        schema[nameof(Input.Vector)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, vectors.Dimensions);
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, vectors.Count).Select(row => new Input { Vector = vectors[row].ToArray() }), schema);
    }

    private static VectorTable Transform(PrincipalComponentAnalysisTransformer fitted, IDataView rows, int count, int rank)
    {
        var transformed = new VectorTable(new float[count * rank], rank);
        var at = 0;
        foreach (var output in fitted.Transform(rows).GetColumn<float[]>(nameof(Output.Components)))
            output.CopyTo(transformed.Writable(at++));
        return transformed;
    }

    private sealed class Input
    {
        public float[] Vector { get; set; } = [];
    }

    private sealed class Output
    {
        public float[] Components { get; set; } = [];
    }
}
