using System.CommandLine;
using System.Globalization;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Takes papers into the store.</summary>
internal static class IndexVerb
{
    /// <summary>How many refused records are shown to people; the JSON answer lists more.</summary>
    private const int ShownRefusals = 20;

    /// <summary>With more papers than this, reading them all again to place the new ones is a step of its own.</summary>
    private const int MostPlacedPapers = 100_000;

    private static readonly Argument<string[]> Inputs = new("FILE|FOLDER|-")
    {
        Description = "JSON lines, plain or .gz: files, folders with such files, or - for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Prune = new("--prune") { Description = "Remove the papers that the input no longer has, unless a record was refused." };

    private static readonly Option<bool> Sample = new("--sample") { Description = "Take the built-in sample papers instead of files." };

    public static Command Create()
    {
        var command = new Command("index", "Adds and updates papers; only what is new or changed is embedded.") { Inputs, Prune, Sample };
        command.Validators.Add(result =>
        {
            var inputs = result.GetValue(Inputs)?.Length ?? 0;
            if (inputs > 0 == result.GetValue(Sample))
                result.AddError(inputs > 0 ? "Name files, or give --sample, not both." : "Name files, folders or - for standard input, or give --sample.");
        });
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        // Standard input stays open: it belongs to the process.
        var source = invocation.Get(Sample)
            ? (IPaperSource)new SampleSource()
            : PaperSources.Open(invocation.Get(Inputs)!, new InterruptibleStream(Console.OpenStandardInput()));
        await using var engine = await invocation.OpenEngineAsync(cancellationToken);
        var options = new IndexingOptions { Prune = invocation.Get(Prune) };
        var progress = new ProgressDisplay(invocation.Clock);
        try
        {
            var report = await progress.ShowAsync(shown => engine.Indexing.RunAsync(source, options, shown, cancellationToken));
            var code = Finish(invocation, options, report);
            await PlaceInTopicsAsync(invocation, engine, report, cancellationToken);
            return code;
        }
        catch (IndexingInterruptedException interruption)
        {
            Answer(invocation, interruption.Report);
            Invocation.Say("Interrupted. What is counted is stored; the same command goes on from there.");
            return ExitCodes.Interrupted;
        }
        catch (Exception refusal) when (refusal is PaperSourceException or StoreException && progress.Last is { } last)
        {
            Invocation.Say($"Stored before the end that follows: {Text(last.Report)}");
            throw;
        }
    }

    /// <summary>Gives what came a topic at once, where there are topics; only a build makes new ones.</summary>
    private static async Task PlaceInTopicsAsync(Invocation invocation, Engine engine, IndexingReport report, CancellationToken cancellationToken)
    {
        var manifest = Engine.ManifestOf(engine.Model);
        try
        {
            if (report.Added + report.Updated + report.Deleted == 0 || TopicFile.Read(invocation.DataFolder, manifest) is not { } topics)
                return;
            if (topics.PaperCount > MostPlacedPapers)
            {
                Invocation.Say("New papers have no topic yet: topics build --update gives them one.");
                return;
            }
            topics = await new TopicBuilder(engine.Store, manifest, invocation.Clock).UpdateAsync(topics, progress: null, cancellationToken);
            TopicFile.Write(invocation.DataFolder, topics);
            if (topics.Drift().Reason is { } reason)
                Invocation.Say($"Topics should be built again, with topics build: {reason}.");
        }
        catch (StoreException refusal)
        {
            Invocation.Say($"The papers are stored, but have no topic yet: {refusal.Message}");
        }
        catch (OperationCanceledException)
        {
            Invocation.Say("The papers are stored, but have no topic yet: topics build --update gives them one.");
        }
    }

    private static int Finish(Invocation invocation, IndexingOptions options, IndexingReport report)
    {
        Answer(invocation, report);
        if (report.Refused == 0)
            return ExitCodes.Done;
        if (options.Prune)
            Invocation.Say("Nothing was removed: a refused record may be one of the papers that would go.");
        return ExitCodes.SomeRefused;
    }

    private static void Answer(Invocation invocation, IndexingReport report)
    {
        foreach (var refusal in report.Refusals.Take(ShownRefusals))
            Invocation.Say(refusal.ToString());
        if (report.Refused > ShownRefusals)
            Invocation.Say($"... {report.Refused} records were refused in all: {string.Join(", ", report.RefusalCounts.Select(count => $"{count.Key} {count.Value}"))}.");
        invocation.Answer(Document(report), Text(report));
    }

    private static object Document(IndexingReport report) => new
    {
        report.Read,
        report.Added,
        report.Updated,
        report.Unchanged,
        report.Deleted,
        report.Refused,
        report.Tokens,
        Seconds = Math.Round(report.Elapsed.TotalSeconds, 3),
        Refusals = report.Refusals.Select(refusal => new { refusal.Origin.File, refusal.Origin.Line, refusal.Code, refusal.Reason }),
    };

    private static string Text(IndexingReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Read:N0} read: {report.Added:N0} added, {report.Updated:N0} updated, {report.Unchanged:N0} unchanged, {report.Deleted:N0} deleted, {report.Refused:N0} refused; {report.Tokens:N0} tokens in {report.Elapsed.TotalSeconds:0.0} s.");
}
