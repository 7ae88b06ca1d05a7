using System.Numerics.Tensors;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Tests.Topics;

/// <summary>Papers of a few subjects made from a seed: each subject has a direction, words of its own, and dates.</summary>
internal static class TopicCorpusPapers
{
    public const int Dimensions = 32;

    public static readonly StoreManifest Manifest = new("test-model", new string('a', 64), Dimensions, "test-terms");

    private static readonly string[][] SubjectWords =
    [
        ["coral reef", "bleaching", "seawater", "symbionts", "heat stress", "larvae"],
        ["neutron stars", "pulsar", "X-ray", "accretion disk", "magnetosphere", "spin-down"],
        ["Lie algebra", "root system", "Weyl group", "weights", "representation", "nilpotent"],
        ["option pricing", "volatility", "hedging", "Black-Scholes", "portfolio", "derivatives"],
        ["convolutional network", "image recognition", "pretraining", "dropout", "labels", "pixels"],
        ["basalt", "mantle plume", "isotope ratios", "subduction", "magma chamber", "olivine"],
    ];

    private static readonly string[] Prose = ["we show that", "in this paper we study", "the results suggest that", "we propose a new method for", "it is well known that", "we present"];

    public static int SubjectCount => SubjectWords.Length;

    /// <summary>The subject of a paper by its number.</summary>
    public static int SubjectOf(int number) => number % SubjectWords.Length;

    public static PaperId IdOf(int number) => PaperId.Parse($"test:{number:D5}");

    /// <summary>Papers of the given numbers; a number gives the same paper always.</summary>
    public static List<StoredPaper> Papers(int first, int count) => [.. Enumerable.Range(first, count).Select(Make)];

    /// <summary>Their vectors alone.</summary>
    public static VectorTable Vectors(int count) => new([.. Papers(0, count).SelectMany(paper => paper.Vector)], Dimensions);

    public static float[] Direction(int subject)
    {
        var random = new Random(1000 + subject);
        return Unit([.. Enumerable.Range(0, Dimensions).Select(_ => (float)(random.NextDouble() - 0.5))]);
    }

    private static StoredPaper Make(int number)
    {
        var random = new Random(number);
        var subject = SubjectOf(number);
        var words = SubjectWords[subject];
        var paper = new Paper
        {
            Id = IdOf(number),
            Title = $"On {words[random.Next(words.Length)]} and {words[random.Next(words.Length)]}",
            Abstract = string.Join(". ", Enumerable.Range(0, 4).Select(_ => $"{Prose[random.Next(Prose.Length)]} {words[random.Next(words.Length)]}, {words[random.Next(words.Length)]}")),
            Date = new DateOnly(2020, 1, 1).AddDays(random.Next(1000)),
            Upvotes = number % 5 == 0 ? random.Next(100) : null,
        };
        var centre = Direction(subject);
        var vector = Unit([.. centre.Select(value => value + 0.25f * (float)(random.NextDouble() - 0.5))]);
        return new StoredPaper(paper, vector, SparseVector.Empty, (ulong)number + 1);
    }

    private static float[] Unit(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
