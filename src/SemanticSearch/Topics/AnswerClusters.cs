using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics.Graphs;
using SemanticSearch.Topics.Words;

namespace SemanticSearch.Topics;

/// <summary>A labelled part of one answer.</summary>
/// <param name="Label">A few words that tell it from the other parts.</param>
/// <param name="Phrases">The words and phrases that tell it best, best first.</param>
/// <param name="Papers">Its papers, in the order in which they were given.</param>
public sealed record AnswerCluster(string Label, IReadOnlyList<string> Phrases, IReadOnlyList<PaperId> Papers);

/// <summary>Divides the papers of one answer anew, by ML.NET's k-means over their vectors. The same papers in the same order give the same parts.</summary>
public static class AnswerClusters
{
    private const int MaxIterations = 50;

    /// <summary>The parts, the largest first; fewer than asked for where there are fewer papers.</summary>
    /// <param name="papers">The best papers of the answer.</param>
    /// <param name="count">How many parts to make, at least 1.</param>
    public static IReadOnlyList<AnswerCluster> Find(IReadOnlyList<StoredPaper> papers, int count, CancellationToken cancellationToken)
    {
        if (papers.Count == 0)
            return [];
        var vectors = new VectorTable([.. papers.SelectMany(paper => paper.Vector)], papers[0].Vector.Length);
        var parts = Divide(vectors.CentredOn(vectors.Mean()), Math.Clamp(count, 1, papers.Count));
        var partCount = Grouping.Renumber(parts);
        var words = new WordTable();
        var reader = new WordReader(words);
        var placed = papers.Select(paper => reader.Read(paper.Paper.Title, paper.Paper.Abstract)).ToArray();
        var members = Grouping.Of(parts, partCount);
        var labels = new TopicWords(words, placed, cancellationToken).Describe(members, cancellationToken);
        return [.. members.Select((rows, part) => new AnswerCluster(labels[part].Text, labels[part].Phrases, [.. rows.Select(row => papers[row].Paper.Id)]))
            .OrderByDescending(cluster => cluster.Papers.Count)];
    }

    private static int[] Divide(VectorTable vectors, int count)
    {
        if (count == 1)
            return new int[vectors.Count];
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Input));
        schema[nameof(Input.Vector)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, vectors.Dimensions);
        var rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, vectors.Count).Select(row => new Input { Vector = vectors[row].ToArray() }), schema);
        // Several threads would add numbers up in another order each time.
        var options = new KMeansTrainer.Options { FeatureColumnName = nameof(Input.Vector), NumberOfClusters = count, MaximumNumberOfIterations = MaxIterations, NumberOfThreads = 1 };
        var divided = context.Clustering.Trainers.KMeans(options).Fit(rows).Transform(rows);
        return [.. divided.GetColumn<uint>("PredictedLabel").Select(part => (int)part - 1)];
    }

    private sealed class Input
    {
        public float[] Vector { get; set; } = [];
    }
}
