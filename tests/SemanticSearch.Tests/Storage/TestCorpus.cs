using System.Numerics.Tensors;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage;

/// <summary>Papers made from a seed: clustered vectors, words of a small vocabulary, dates, categories and authors.</summary>
internal static class TestCorpus
{
    public const int Dimensions = 32;

    public static readonly StoreManifest Manifest = new("test-model", new string('a', 64), Dimensions, "test-terms");

    private static readonly string[] Words =
        ["sparse", "attention", "coral", "reef", "lattice", "boson", "vaccine", "trial", "graph", "kernel", "basalt", "plume", "neuron", "synapse", "tax", "wage"];

    private static readonly string[] Categories = ["cs.LG", "cs.CL", "astro-ph.CO", "math.AG", "q-bio", "econ.GN"];

    private static readonly string[] Authors = ["Ada Núñez", "B. Okafor", "Chen Wei", "D. E. Ström", "Ève Martin"];

    /// <summary>Papers <c>test:0</c> to <c>test:(count - 1)</c>; the same seed gives the same papers.</summary>
    public static List<StoredPaper> Papers(int count, int seed = 1)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 8).Select(_ => RandomVector(random)).ToList();
        return [.. Enumerable.Range(0, count).Select(i => Make(i, random, centres[i % centres.Count]))];
    }

    /// <summary>A unit vector that points anywhere.</summary>
    public static float[] RandomVector(Random random)
    {
        var vector = new float[Dimensions];
        for (var d = 0; d < vector.Length; d++)
            vector[d] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        return Unit(vector);
    }

    /// <summary>The vector as a store may keep it: rounded to float16.</summary>
    public static float[] AsStored(float[] vector) => [.. vector.Select(value => (float)(Half)value)];

    private static StoredPaper Make(int number, Random random, float[] centre)
    {
        var text = string.Join(' ', Enumerable.Range(0, 12).Select(_ => Words[random.Next(Words.Length)]));
        var paper = new Paper
        {
            Id = PaperId.Parse($"test:{number}"),
            Title = $"Paper {number} on {Words[number % Words.Length]}",
            Abstract = text,
            Authors = [Authors[random.Next(Authors.Length)], Authors[random.Next(Authors.Length)]],
            Categories = [Categories[random.Next(Categories.Length)]],
            Source = (number % 7) switch { 0 => null, < 4 => "arXiv", 4 => "sample", _ => "mine" },
            Upvotes = number % 3 == 0 ? number % 11 : null,
            Date = number % 10 == 9 ? null : new DateOnly(2000 + random.Next(25), 1 + random.Next(12), 1 + random.Next(28)),
        };
        var noise = RandomVector(random);
        var vector = Unit([.. centre.Zip(noise, (a, b) => a + 0.7f * b)]);
        return new StoredPaper(paper, vector, TermEncoder.EncodePassage(paper.Title, paper.Abstract), (ulong)random.NextInt64());
    }

    private static float[] Unit(float[] vector)
    {
        var unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), unit);
        return unit;
    }
}
