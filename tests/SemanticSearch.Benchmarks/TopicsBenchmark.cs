using System.Text.Json;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;
using SemanticSearch.Topics;
using SemanticSearch.Topics.Graphs;
using SemanticSearch.Topics.Maps;
using SemanticSearch.Topics.Words;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Topics of the first 10,000 abstracts of the shared corpus: agreement with arXiv's categories, steadiness, labels and map, scored by the
/// shared ruler, and the process's CPU time of each part. Fitted anew for the agreement; for what is kept, on the first 9,091 papers first.
/// </summary>
internal static class TopicsBenchmark
{
    private const int Count = 10_000;
    private const int BaseCount = 9_091;
    private const int Seeds = 3;

    /// <summary>BERTopic's CPU seconds for the same, vectors given, on another machine with other work on it.</summary>
    private const double BertopicSeconds = 21;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-topics-").FullName;
        try
        {
            var papers = await TopicsPapers.ReadAsync(Count, cancellationToken);
            await using var store = new EmbeddedStore(folder);
            var manifest = new StoreManifest("benchmark", new string('0', 64), RealEmbeddings.Dimensions, TermEncoder.Identity);
            await store.OpenAsync(manifest, cancellationToken);
            await AddAsync(store, papers[..BaseCount], cancellationToken);
            var builder = new TopicBuilder(store, manifest, TimeProvider.System);
            var first = await builder.BuildAsync(new TopicBuildOptions(), null, null, cancellationToken);
            await AddAsync(store, papers[BaseCount..], cancellationToken);
            var grown = await builder.BuildAsync(new TopicBuildOptions(), first, null, cancellationToken);
            var arrived = await builder.UpdateAsync(first, null, cancellationToken);
            var (fresh, seconds) = await FreshAsync(store, manifest, papers, cancellationToken);
            await WriteAsync("topics.json", fresh, cancellationToken);
            await WriteAsync("topics-grown.json", new { name = "rebuilt from the old topics", n = Count, labels = Labels(grown, papers), @base = Labels(first, papers[..BaseCount]) }, cancellationToken);
            await WriteAsync("topics-arrived.json", new { name = "new papers assigned", n = Count, labels = Labels(arrived, papers), @base = Labels(first, papers[..BaseCount]) }, cancellationToken);
            return [.. seconds, .. await TopicsRuler.ScoreAsync(cancellationToken)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The parts of a build one by one, with the CPU time of each, and what they make in the ruler's shape.</summary>
    private static async Task<(object Result, List<Measurement> Seconds)> FreshAsync(EmbeddedStore store, StoreManifest manifest, List<StoredPaper> papers, CancellationToken cancellationToken)
    {
        var seconds = new List<Measurement>();
        var corpus = await SpendAsync("reading papers and their words", seconds, () => TopicCorpus.ReadAsync(store, manifest.Dimensions, Count, null, cancellationToken));
        var space = await SpendAsync("components, neighbours and graph", seconds, () => Task.FromResult(PaperSpace.Build(corpus.Vectors, ClusterOptions.Neighbours(Count), cancellationToken)));
        var trees = new List<TopicTree>();
        for (var seed = 0; seed < Seeds; seed++)
            trees.Add(await SpendAsync($"topics and areas, seed {seed}", seconds, () => Task.FromResult(TopicTree.Build(space.Graph, space.Centred, new ClusterOptions { Seed = seed }, _ => null, cancellationToken))));
        var topics = trees[0].Nodes(TopicLevel.Topic);
        var members = Grouping.Of(Array.ConvertAll(trees[0].Leaves, leaf => Array.IndexOf(topics, trees[0].At(leaf, TopicLevel.Topic))), topics.Length);
        var labels = await SpendAsync("labels", seconds, () => Task.FromResult(new TopicWords(corpus.Words, corpus.Placed, cancellationToken).Describe(members, cancellationToken)));
        var total = seconds.Where(part => !part.Name.EndsWith("seed 1", StringComparison.Ordinal) && !part.Name.EndsWith("seed 2", StringComparison.Ordinal)).Sum(part => part.Value);
        seconds.Add(new("clusters and labels, all of it", total, "CPU s"));
        seconds.Add(new("BERTopic / clusters and labels", BertopicSeconds / total, "x", 5));
        var map = await SpendAsync("map", seconds, () => Task.FromResult(TopicMap.Build(space, null, cancellationToken)));
        var rows = papers.Select(paper => corpus.Papers.Row(paper.Paper.Id)).ToArray();
        return (new
        {
            name = "SemanticSearch",
            n = Count,
            labels = rows.Select(row => trees[0].At(trees[0].Leaves[row], TopicLevel.Topic)),
            runs = trees.Skip(1).Select(tree => rows.Select(row => tree.At(tree.Leaves[row], TopicLevel.Topic))),
            topics = topics.Select((node, i) => new { id = node, words = labels[i].Phrases, label = labels[i].Text }),
            map = rows.Select(row => new[] { map[row].X, map[row].Y }),
            areas = rows.Select(row => trees[0].At(trees[0].Leaves[row], TopicLevel.Area)),
        }, seconds);
    }

    private static async Task<T> SpendAsync<T>(string name, List<Measurement> seconds, Func<Task<T>> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = await work();
        seconds.Add(new(name, (Environment.CpuUsage.TotalTime - before).TotalSeconds, "CPU s"));
        return result;
    }

    private static int[] Labels(TopicModel model, List<StoredPaper> papers) => [.. papers.Select(paper => model.TopicAbove(model.Find(paper.Paper.Id)!.Value.Topic))];

    private static async Task WriteAsync(string name, object result, CancellationToken cancellationToken) =>
        await File.WriteAllBytesAsync(BenchmarkPaths.Artifact(name), JsonSerializer.SerializeToUtf8Bytes(result), cancellationToken);

    private static async Task AddAsync(EmbeddedStore store, List<StoredPaper> papers, CancellationToken cancellationToken)
    {
        foreach (var batch in papers.Chunk(1000))
            await store.UpsertAsync(batch, cancellationToken);
    }
}
