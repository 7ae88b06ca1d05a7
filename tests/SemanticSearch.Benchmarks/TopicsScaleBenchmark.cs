using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;
using SemanticSearch.Topics;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Topics of more papers than were embedded: mixtures of real embeddings (see <see cref="VectorMixture"/>), each with the text of the paper that it
/// is nearest to. Built from nothing, brought up to date after one per cent more papers, and built again from what was.
/// </summary>
internal static class TopicsScaleBenchmark
{
    private const int RealCount = 20_000;
    private const int Batch = 2_000;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(int count, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-topics-").FullName;
        try
        {
            await using var store = new EmbeddedStore(folder);
            var manifest = new StoreManifest("benchmark", new string('0', 64), RealEmbeddings.Dimensions, TermEncoder.Identity);
            await store.OpenAsync(manifest, cancellationToken);
            await FillAsync(store, 0, count, cancellationToken);
            var builder = new TopicBuilder(store, manifest, TimeProvider.System);
            var report = new List<Measurement>();
            var model = await SpendAsync("build", report, phases => builder.BuildAsync(new TopicBuildOptions(), null, phases, cancellationToken));
            TopicFile.Write(folder, model);
            report.AddRange(Describe(model, new FileInfo(Path.Combine(folder, TopicFile.Name)).Length));
            model = await SpendAsync("read the file", report, _ => Task.FromResult(TopicFile.Read(folder, manifest)!));
            await FillAsync(store, count, count / 100, cancellationToken);
            var updated = await SpendAsync("update, 1 % more", report, phases => builder.UpdateAsync(model, phases, cancellationToken));
            var again = await SpendAsync("build again", report, phases => builder.BuildAsync(new TopicBuildOptions(), updated, phases, cancellationToken));
            report.Add(new("papers that keep their topic", KeptShare(model, again), "share"));
            return report;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Measurement> Describe(TopicModel model, long fileBytes) =>
    [
        .. Enum.GetValues<TopicLevel>().Select(level => new Measurement($"nodes of the level {level}", model.Topics.Count(topic => topic.Level == level), "")),
        new("papers in no topic", model.Map().Count(entry => model.Find(entry.Place.Topic) is null), "papers"),
        new("largest topic", (double)model.Topics.Where(topic => topic.Level == TopicLevel.Topic).Max(topic => topic.Papers) / model.PaperCount, "share"),
        new("mean fit", model.Origin.BuiltFit, ""),
        new("file", (double)fileBytes / model.PaperCount, "bytes/paper"),
    ];

    private static double KeptShare(TopicModel before, TopicModel after) =>
        before.Map().Average(entry => before.TopicAbove(entry.Place.Topic) == after.TopicAbove(after.Find(entry.Paper)!.Value.Topic) ? 1.0 : 0);

    private static async Task<TopicModel> SpendAsync(string name, List<Measurement> report, Func<IProgress<TopicProgress>, Task<TopicModel>> work)
    {
        GC.Collect();
        using var phases = new SpentPhases();
        var model = await work(phases);
        report.AddRange(phases.End().Select(part => part with { Name = $"{name}: {part.Name}" }));
        await Console.Error.WriteLineAsync(string.Join('\n', report.Where(part => part.Name.StartsWith(name, StringComparison.Ordinal)).Select(part => $"{part.Name} {part.Value:0.0} {part.Unit}")));
        return model;
    }

    private static async Task FillAsync(EmbeddedStore store, int first, int count, CancellationToken cancellationToken)
    {
        var real = await TopicsPapers.ReadAsync(RealCount, cancellationToken);
        var mixture = new VectorMixture([.. real.SelectMany(paper => paper.Vector)]);
        for (var from = first; from < first + count; from += Batch)
        {
            var papers = new StoredPaper[Math.Min(Batch, first + count - from)];
            Parallel.For(0, papers.Length, i =>
            {
                var vector = new float[RealEmbeddings.Dimensions];
                var paper = real[mixture.Draw(new Random(from + i), vector)].Paper;
                papers[i] = new StoredPaper(paper with { Id = PaperId.Parse($"bench:{from + i}") }, vector, SparseVector.Empty, (ulong)(from + i));
            });
            await store.UpsertAsync(papers, cancellationToken);
        }
        await store.SettleAsync();
    }
}
