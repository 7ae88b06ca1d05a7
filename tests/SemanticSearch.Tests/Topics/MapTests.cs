using SemanticSearch.Topics;
using SemanticSearch.Topics.Graphs;
using SemanticSearch.Topics.Maps;

namespace SemanticSearch.Tests.Topics;

/// <summary>The layout in two dimensions.</summary>
public class MapTests
{
    [Fact]
    public void Papers_of_a_subject_lie_together()
    {
        var points = Build(240);
        for (var paper = 0; paper < points.Length; paper++)
        {
            var nearest = Enumerable.Range(0, points.Length).Where(other => other != paper).OrderBy(other => Distance(points[paper], points[other])).Take(5);
            Assert.All(nearest, other => Assert.Equal(TopicCorpusPapers.SubjectOf(paper), TopicCorpusPapers.SubjectOf(other)));
        }
        Assert.All(points, point => Assert.True(float.IsFinite(point.X) && Math.Abs(point.X) < 100 && Math.Abs(point.Y) < 100));
    }

    [Fact]
    public void The_same_papers_give_the_same_map_bit_for_bit_on_one_thread_and_on_many()
    {
        var space = PaperSpace.Build(TopicCorpusPapers.Vectors(300), 30, TestContext.Current.CancellationToken);
        var edges = MapEdges.Build(space.Graph, 10);
        var start = Enumerable.Range(0, 300).Select(row => new MapPoint(space.Components[row][0], space.Components[row][1])).ToArray();
        var options = new MapOptions { Epochs = 30, Block = 64 };
        var parallel = MapLayout.Run(edges, start, options, null, TestContext.Current.CancellationToken);
        MapPoint[] alone = [];
        // Threads of a pool of one cannot share the work, and neither can a single thread that may not hand any on.
        var worker = new Thread(() => alone = MapLayout.Run(edges, start, options, null, default));
        worker.Start();
        worker.Join();
        Assert.Equal(parallel, alone);
        Assert.NotEqual(parallel, MapLayout.Run(edges, start, options with { Seed = 2 }, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_paper_keeps_its_strongest_edges_and_those_that_others_need()
    {
        var graph = PaperSpace.Build(TopicCorpusPapers.Vectors(200), 30, TestContext.Current.CancellationToken).Graph;
        var edges = MapEdges.Build(graph, 5);
        for (var row = 0; row < 200; row++)
        {
            Assert.True(edges.Targets(row).Length >= 5);
            var strongest = graph.Targets(row)[graph.Weights(row).ToArray().Select((weight, i) => (weight, i)).MaxBy(pair => pair.weight).i];
            Assert.Contains(strongest, edges.Targets(row).ToArray());
            Assert.All(edges.Weights(row).ToArray(), weight => Assert.InRange(weight, 0, 1));
            foreach (var other in edges.Targets(row))
                Assert.Contains(row, edges.Targets(other).ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Few_papers_have_a_map_too(int count) => Assert.Equal(count, Build(count).Length);

    [Fact]
    public void A_new_paper_lands_among_its_neighbours_and_not_between_two_regions()
    {
        MapPoint[] neighbours = [new(0, 0), new(0, 1), new(10, 10), new(1, 0), new(1, 1)];
        var place = TopicVotes.Place(neighbours);
        Assert.InRange(place.X, 0, 1);
        Assert.InRange(place.Y, 0, 1);
        Assert.Equal(new MapPoint(3, 4), TopicVotes.Place([new(3, 4)]));
    }

    [Fact]
    public void A_label_stands_where_most_of_the_papers_are() =>
        Assert.Equal(new MapPoint(2, 1), TopicMap.Middle([new(1, 1), new(2, 1), new(100, 1), new(2, 0), new(2, -50)]));

    private static MapPoint[] Build(int count) =>
        TopicMap.Build(PaperSpace.Build(count == 0 ? new VectorTable([], TopicCorpusPapers.Dimensions) : TopicCorpusPapers.Vectors(count), 30, TestContext.Current.CancellationToken), null, TestContext.Current.CancellationToken);

    private static float Distance(MapPoint a, MapPoint b) => (a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y);
}
