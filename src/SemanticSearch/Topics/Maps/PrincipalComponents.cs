using Microsoft.ML;
using Microsoft.ML.Data;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Topics.Maps;

/// <summary>The directions in which vectors vary most, by ML.NET's randomised principal component analysis with a fixed seed.</summary>
internal static class PrincipalComponents
{
    private const int Oversampling = 20;

    /// <summary>The vectors along their first principal components, in the order of the rows.</summary>
    public static VectorTable Project(VectorTable vectors, int components, int seed)
    {
        var rank = Math.Min(components, Math.Min(vectors.Dimensions, vectors.Count));
        var context = new MLContext(seed);
        // Without the size, ML.NET would take the vectors for ones of any length, and refuse.
        var schema = SchemaDefinition.Create(typeof(Input));
        schema[nameof(Input.Vector)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, vectors.Dimensions);
        var rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, vectors.Count).Select(row => new Input { Vector = vectors[row].ToArray() }), schema);
        var projection = context.Transforms.ProjectToPrincipalComponents(nameof(Output.Components), nameof(Input.Vector), rank: rank, overSampling: Oversampling, ensureZeroMean: true, seed: seed).Fit(rows);
        var projected = new VectorTable(new float[vectors.Count * rank], rank);
        var at = 0;
        foreach (var output in projection.Transform(rows).GetColumn<float[]>(nameof(Output.Components)))
            output.CopyTo(projected.Writable(at++));
        return projected;
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
