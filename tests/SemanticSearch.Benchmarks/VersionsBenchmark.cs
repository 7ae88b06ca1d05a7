using System.Diagnostics;
using SemanticSearch.Embeddings;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Versions;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// What it costs to find, while papers are stored, which records are of one paper: ready papers through the file of versions against the same
/// papers straight into a store, in turn, and the file made again from the store.
/// </summary>
internal static class VersionsBenchmark
{
    private const int PaperCount = 60_000;
    private const int Batch = 256;

    /// <summary>How many batches go one way before as many go the other.</summary>
    private const int Turn = 16;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        using var corpus = await StoreCorpus.LoadAsync(PaperCount, cancellationToken);
        var folders = (Told: Directory.CreateTempSubdirectory("semanticsearch-benchmark-"), Bare: Directory.CreateTempSubdirectory("semanticsearch-benchmark-"));
        try
        {
            return await MeasureAsync(corpus, folders.Told.FullName, folders.Bare.FullName, cancellationToken);
        }
        finally
        {
            folders.Told.Delete(recursive: true);
            folders.Bare.Delete(recursive: true);
        }
    }

    private static async Task<List<Measurement>> MeasureAsync(StoreCorpus corpus, string toldFolder, string bareFolder, CancellationToken cancellationToken)
    {
        var model = EmbeddingModel.Load(BenchmarkPaths.ModelFolder);
        await using var told = new EmbeddedStore(toldFolder);
        await told.OpenAsync(Engine.ManifestOf(model), cancellationToken);
        await using var bare = new EmbeddedStore(bareFolder);
        await bare.OpenAsync(Engine.ManifestOf(model), cancellationToken);
        var (toldTime, bareTime) = (TimeSpan.Zero, TimeSpan.Zero);
        using (var versions = new PaperVersions(toldFolder, model, told))
        {
            await versions.BeginAsync(isPart: false, cancellationToken);
            foreach (var turn in Enumerable.Range(0, PaperCount).Chunk(Turn * Batch))
            {
                var batches = turn.Chunk(Batch).Select(rows => rows.Select(corpus.Paper).ToList()).ToList();
                toldTime += await TimeAsync(batches, batch => versions.StoreAsync(batch, cancellationToken));
                bareTime += await TimeAsync(batches, batch => bare.UpsertAsync(batch, cancellationToken));
            }
        }
        await told.SettleAsync();
        PaperVersions.Forget(toldFolder);
        using var again = new PaperVersions(toldFolder, model, told);
        var start = Stopwatch.GetTimestamp();
        await again.PrepareAsync(cancellationToken);
        var making = Stopwatch.GetElapsedTime(start);
        return
        [
            new("papers", PaperCount, "papers"),
            new("papers of several records", Enumerable.Range(0, PaperCount).Select(StoreCorpus.IdOf).Count(id => again.Book().GroupOf(id) is not null), "papers"),
            new("stored, and told before / stored alone", toldTime / bareTime, "x"),
            new("telling", (toldTime - bareTime).TotalMicroseconds / PaperCount, "us a paper"),
            new("made again from the store", making.TotalMicroseconds / PaperCount, "us a paper"),
        ];
    }

    private static async Task<TimeSpan> TimeAsync(List<List<StoredPaper>> batches, Func<List<StoredPaper>, Task> store)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
            await store(batch);
        return Stopwatch.GetElapsedTime(start);
    }
}
