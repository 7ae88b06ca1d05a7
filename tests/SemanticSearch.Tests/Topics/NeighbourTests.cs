using System.Numerics.Tensors;
using SemanticSearch.Topics;
using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Tests.Topics;

/// <summary>Who is near whom, and the graph of that.</summary>
public class NeighbourTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(19)]
    [InlineData(3)]
    public void Neighbours_are_those_of_a_plain_sort(int dimensions)
    {
        var random = new Random(5);
        var vectors = new VectorTable([.. Enumerable.Range(0, 103 * dimensions).Select(_ => (float)random.NextDouble() - 0.5f)], dimensions);
        var table = ExactNeighbours.Find(vectors, 7, TestContext.Current.CancellationToken);
        for (var row = 0; row < vectors.Count; row++)
        {
            var products = Enumerable.Range(0, vectors.Count).Where(other => other != row).Select(other => (other, TensorPrimitives.Dot(vectors[row], vectors[other])));
            Assert.Equal(products.OrderByDescending(pair => pair.Item2).Take(7).Select(pair => pair.other), table[row].ToArray());
        }
    }

    [Fact]
    public void Few_rows_have_as_many_neighbours_as_there_are()
    {
        var table = ExactNeighbours.Find(new VectorTable([1, 0, 0, 1, 1, 1], 2), 30, TestContext.Current.CancellationToken);
        Assert.Equal([2, 1], table[0].ToArray());
        Assert.Empty(ExactNeighbours.Find(new VectorTable([1, 0], 2), 30, TestContext.Current.CancellationToken)[0].ToArray());
    }

    [Fact]
    public void An_edge_weighs_what_both_neighbourhoods_share()
    {
        var table = new NeighbourTable(4, 2);
        table.Set(0, [1, 2]);
        table.Set(1, [2, 3]);
        table.Set(2, [0, 1]);
        table.Set(3, [1, 2]);
        var graph = SharedNeighbours.Build(table);
        // 0 and 1 are joined once though only one names the other; of {1, 2} and {2, 3}, one of three is shared.
        Assert.Equal([1, 2], graph.Targets(0).ToArray().Order());
        Assert.Equal(1 / 3f + 0.001f, graph.Weights(0)[graph.Targets(0).IndexOf(1)], 6);
        for (var a = 0; a < 4; a++)
            foreach (var b in graph.Targets(a))
                Assert.Equal(graph.Weights(a)[graph.Targets(a).IndexOf(b)], graph.Weights(b)[graph.Targets(b).IndexOf(a)]);
    }

    [Fact]
    public void A_sample_finds_the_neighbours_of_what_is_outside_of_it()
    {
        var vectors = TopicCorpusPapers.Vectors(300);
        var centre = vectors.Mean();
        var centred = vectors.CentredOn(centre);
        var near = new SampleNeighbours(centred, [.. Enumerable.Range(0, 300).Select(TopicCorpusPapers.SubjectOf)], TopicCorpusPapers.SubjectCount);
        var query = TopicCorpusPapers.Papers(1000, 1)[0].Vector;
        var aside = new float[query.Length];
        VectorTable.Centre(query, centre, aside);
        var found = near.Find(aside, 10);
        Assert.All(found, row => Assert.Equal(TopicCorpusPapers.SubjectOf(1000), TopicCorpusPapers.SubjectOf(row)));
        Assert.Equal(Enumerable.Range(0, 300).OrderByDescending(row => TensorPrimitives.Dot<float>(aside, centred[row])).Take(10), found);
    }

    [Fact]
    public void A_vector_outside_of_the_sample_is_turned_as_those_within()
    {
        var random = new Random(3);
        float[] Row() => [.. Enumerable.Range(0, 96).Select(d => (float)((random.NextDouble() - 0.5) / (1 + d)))];
        var rows = Enumerable.Range(0, 200).Select(_ => Row()).ToArray();
        var space = PaperSpace.Build(new VectorTable([.. rows.SelectMany(row => row)], 96), 10, TestContext.Current.CancellationToken);
        Assert.Equal(64, space.Directions.Dimensions);
        for (var row = 0; row < rows.Length; row++)
            Assert.Equal(1, TensorPrimitives.Dot<float>(space.DirectionOf(rows[row]), space.Directions[row]), 3);
    }
}
