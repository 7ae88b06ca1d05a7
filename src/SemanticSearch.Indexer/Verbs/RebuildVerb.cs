using System.CommandLine;
using System.Globalization;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Qdrant;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Fills a new collection of a Qdrant server and puts it in the place of the present one.</summary>
internal static class RebuildVerb
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Files that export wrote; the papers that are stored already where none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create() =>
        new Command("rebuild", "Fills a new collection on the Qdrant server, with the shards and replicas of the settings, while searches go on; then it takes the place of the present one.") { Files }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        await using var engine = await invocation.OpenEngineAsync(cancellationToken);
        if (engine.Store is not QdrantStore store)
            throw new ConfigurationException("This verb fills a collection on a Qdrant server: give --store qdrant. The index of the embedded store is made again by check --repair.");
        var files = invocation.Get(Files)!;
        var papers = files.Length == 0
            ? store.ScanAsync(cancellationToken)
            : CarriedPapers.ReadAsync(new PaperFiles([.. files.Select(file => new JsonLinesSource(file, titleRequired: false))]), engine.Model, cancellationToken);
        var count = await store.RebuildAsync(papers, new Lines(), cancellationToken);
        await engine.Versions.PrepareAsync(cancellationToken);
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        invocation.Answer(
            new { Papers = count, Seconds = seconds },
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} papers are in the new collection, and searches use it ({seconds:0.0} s)."));
        return ExitCodes.Done;
    }

    private sealed class Lines : IProgress<StoreProgress>
    {
        private string _last = "";

        public void Report(StoreProgress value)
        {
            if (value.Activity != _last || value.Rows % 10_000 == 0)
                Invocation.Say(string.Create(CultureInfo.InvariantCulture, $"{value.Activity}: {value.Rows:N0} papers."));
            _last = value.Activity;
        }
    }
}
