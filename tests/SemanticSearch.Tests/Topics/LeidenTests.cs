using SemanticSearch.Topics.Graphs;

namespace SemanticSearch.Tests.Topics;

/// <summary>Communities of graphs whose answer is known.</summary>
public class LeidenTests
{
    [Fact]
    public void Cliques_on_a_ring_are_the_communities_and_no_two_are_merged()
    {
        var graph = RingOfCliques(cliques: 12, size: 5);
        for (var seed = 0; seed < 5; seed++)
        {
            var communities = Leiden.Find(graph, resolution: 1, seed, iterations: 10, start: null, inertia: 0, TestContext.Current.CancellationToken);
            Assert.Equal(12, communities.Distinct().Count());
            Assert.All(Enumerable.Range(0, 60), node => Assert.Equal(communities[node / 5 * 5], communities[node]));
        }
    }

    [Fact]
    public void The_karate_club_reaches_the_greatest_modularity_that_is_known()
    {
        // Zachary (1977); the optimum 0.4198 by Brandes and others, On Modularity Clustering (2008).
        var graph = Graph(34, Karate);
        var best = Enumerable.Range(0, 5).Max(seed => Leiden.Quality(graph, 1, Leiden.Find(graph, 1, seed, 10, null, 0, TestContext.Current.CancellationToken)));
        Assert.Equal(0.4198, best, 4);
    }

    [Fact]
    public void Quality_is_modularity_computed_pair_by_pair()
    {
        var graph = Graph(34, Karate);
        var division = Enumerable.Range(0, 34).Select(node => node % 3).ToArray();
        var expected = 0.0;
        for (var a = 0; a < 34; a++)
            for (var b = 0; b < 34; b++)
                if (division[a] == division[b])
                    expected += (Karate.Contains((a, b)) || Karate.Contains((b, a)) ? 1 : 0) - 2 * graph.Strengths[a] * graph.Strengths[b] / graph.TotalStrength;
        Assert.Equal(expected / graph.TotalStrength, Leiden.Quality(graph, resolution: 2, division), 9);
    }

    [Fact]
    public void A_greater_resolution_never_gives_fewer_communities()
    {
        var graph = RingOfCliques(cliques: 16, size: 4);
        var counts = new[] { 0.1, 0.5, 1, 4, 20 }.Select(resolution => Leiden.Find(graph, resolution, 1, 10, null, 0, TestContext.Current.CancellationToken).Distinct().Count()).ToArray();
        Assert.Equal(counts.Order(), counts);
        Assert.True(counts[0] < 16 && counts[^1] > 16, string.Join(' ', counts));
    }

    [Fact]
    public void A_node_without_ties_is_a_community_of_its_own()
    {
        var communities = Leiden.Find(Graph(4, [(0, 1), (1, 2)]), 1, 1, 10, null, 0, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(communities[3], communities[..3]);
        Assert.Empty(Leiden.Find(Graph(0, []), 1, 1, 10, null, 0, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Inertia_keeps_a_division_that_is_hardly_worse()
    {
        var graph = RingOfCliques(cliques: 6, size: 4);
        var start = Enumerable.Range(0, 24).Select(node => node / 4).ToArray();
        // One node stands with the wrong clique: with little to gain from staying, it goes; with enough inertia, it stays.
        start[4] = 0;
        Assert.Equal(6, Leiden.Find(graph, 1, 1, 10, start, 0, TestContext.Current.CancellationToken).Distinct().Count());
        var kept = Leiden.Find(graph, 1, 1, 10, start, 5, TestContext.Current.CancellationToken);
        Assert.Equal(kept[3], kept[4]);
    }

    private static WeightedGraph RingOfCliques(int cliques, int size)
    {
        var edges = new List<(int, int)>();
        for (var clique = 0; clique < cliques; clique++)
        {
            for (var a = 0; a < size; a++)
                for (var b = a + 1; b < size; b++)
                    edges.Add((clique * size + a, clique * size + b));
            edges.Add((clique * size + size - 1, (clique + 1) % cliques * size));
        }
        return Graph(cliques * size, edges);
    }

    private static WeightedGraph Graph(int count, IReadOnlyList<(int A, int B)> edges)
    {
        var both = edges.Concat(edges.Select(edge => (A: edge.B, B: edge.A))).OrderBy(edge => edge.A).ThenBy(edge => edge.B).ToArray();
        var starts = Enumerable.Range(0, count + 1).Select(node => both.Count(edge => edge.A < node)).ToArray();
        return new WeightedGraph(starts, [.. both.Select(edge => edge.B)], [.. both.Select(_ => 1f)]);
    }

    private static readonly (int, int)[] Karate =
    [
        (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7), (0, 8), (0, 10), (0, 11), (0, 12), (0, 13), (0, 17), (0, 19), (0, 21), (0, 31),
        (1, 2), (1, 3), (1, 7), (1, 13), (1, 17), (1, 19), (1, 21), (1, 30), (2, 3), (2, 7), (2, 8), (2, 9), (2, 13), (2, 27), (2, 28), (2, 32),
        (3, 7), (3, 12), (3, 13), (4, 6), (4, 10), (5, 6), (5, 10), (5, 16), (6, 16), (8, 30), (8, 32), (8, 33), (9, 33), (13, 33), (14, 32), (14, 33),
        (15, 32), (15, 33), (18, 32), (18, 33), (19, 33), (20, 32), (20, 33), (22, 32), (22, 33), (23, 25), (23, 27), (23, 29), (23, 32), (23, 33),
        (24, 25), (24, 27), (24, 31), (25, 31), (26, 29), (26, 33), (27, 33), (28, 31), (28, 33), (29, 32), (29, 33), (30, 32), (30, 33),
        (31, 32), (31, 33), (32, 33),
    ];
}
