using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>Makes topic models of the papers of a store, and keeps them up to date.</summary>
/// <param name="store">Where the papers are; it is open.</param>
/// <param name="manifest">What its vectors have in common.</param>
/// <param name="clock">Tells when a model was built.</param>
public sealed class TopicBuilder(IPaperStore store, StoreManifest manifest, TimeProvider clock)
{
    /// <summary>Divides the papers into topics, beginning with the topics before where there are any.</summary>
    /// <param name="options">How.</param>
    /// <param name="before">The model of the last build, whose ids live on; null for the first build.</param>
    /// <param name="progress">Told how far it is, from several threads.</param>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<TopicModel> BuildAsync(TopicBuildOptions options, TopicModel? before, IProgress<TopicProgress>? progress, CancellationToken cancellationToken)
    {
        var version = (await store.StatisticsAsync(cancellationToken)).IndexVersion;
        var report = new ProgressReport(progress);
        var corpus = await TopicCorpus.ReadAsync(store, manifest.Dimensions, options.SampleLimit, report.Counting("reading papers", null), cancellationToken);
        var build = new TopicBuild(corpus, options, before, report, version);
        // The rest is arithmetic, which must not hold the caller's thread.
        await Task.Run(() => build.Divide(cancellationToken), cancellationToken);
        if (!corpus.IsWhole)
            await AssignRestAsync(corpus, build, report, cancellationToken);
        return await Task.Run(() => build.Finish(manifest, clock.GetUtcNow(), cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Gives each paper that came since a topic and a place by its nearest papers, and forgets those that went. Topics stay as they are.
    /// </summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<TopicModel> UpdateAsync(TopicModel model, IProgress<TopicProgress>? progress, CancellationToken cancellationToken)
    {
        var statistics = await store.StatisticsAsync(cancellationToken);
        if (statistics.IndexVersion == model.Origin.IndexVersion)
            return model;
        var counting = new ProgressReport(progress).Counting("reading papers", statistics.Papers);
        var rows = new Dictionary<PaperId, (PaperTopic Place, int Day, int Upvotes, bool Arrived)>(model.PaperCount);
        var read = 0;
        await foreach (var stored in store.ScanAsync(cancellationToken))
        {
            var row = model.Papers.Row(stored.Paper.Id);
            var place = row >= 0 ? model.At(row) : await TopicAssignment.AssignAsync(model, store, stored.Vector, stored.Paper.Id, cancellationToken);
            if (place is { } found)
                rows[stored.Paper.Id] = (found, stored.Paper.Date?.DayNumber ?? -1, stored.Paper.Upvotes ?? -1, row < 0 || model.Papers.Arrived[row]);
            counting?.Report(++read);
        }
        var papers = PaperColumns.For([.. rows.Keys.OrderBy(id => id.Key, StringComparer.Ordinal)]);
        for (var row = 0; row < papers.Count; row++)
        {
            var (place, day, upvotes, arrived) = rows[papers.Ids[row]];
            (papers.Topics[row], papers.Fits[row], papers.Places[row]) = (place.Topic, place.Fit, place.Place);
            (papers.Days[row], papers.Upvotes[row], papers.Arrived[row]) = (day, upvotes, arrived);
        }
        return new TopicModel(model.Origin with { IndexVersion = statistics.IndexVersion }, TopicSummaries.Refresh(model.Topics, papers), model.History, papers);
    }

    private async Task AssignRestAsync(TopicCorpus corpus, TopicBuild build, ProgressReport report, CancellationToken cancellationToken)
    {
        const int batchSize = 4096;
        var sampled = corpus.Sample.ToHashSet();
        var counting = report.Counting("placing the papers that are not of the sample", corpus.Papers.Count - corpus.Sample.Length);
        var batch = new List<(int Row, float[] Vector)>(batchSize);
        var done = 0;
        await foreach (var stored in store.ScanAsync(cancellationToken))
        {
            if (corpus.Papers.Row(stored.Paper.Id) is var row && (row < 0 || sampled.Contains(row)))
                continue;
            batch.Add((row, stored.Vector));
            if (batch.Count == batchSize)
                Flush();
        }
        Flush();

        void Flush()
        {
            Parallel.ForEach(batch, new ParallelOptions { CancellationToken = cancellationToken }, paper => build.Assign(paper.Row, paper.Vector));
            counting?.Report(done += batch.Count);
            batch.Clear();
        }
    }
}
