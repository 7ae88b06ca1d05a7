using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using SemanticSearch.Indexing;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Writes the papers out, with their vectors, for another store.</summary>
internal static class ExportVerb
{
    private static readonly Argument<string> Target = new("FILE") { Description = "The file to write, compressed where its name ends in .gz; - writes to standard output." };

    public static Command Create() =>
        new Command("export", "Writes every paper with its vector as a JSON line, which index takes into any store without running the model.") { Target }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var target = invocation.Get(Target)!;
        if (target == "-")
        {
            await using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            await PaperExport.RunAsync(engine.Store, engine.Model, output, new Lines(), cancellationToken);
            return ExitCodes.Done;
        }
        var papers = await WriteFileAsync(engine, target, cancellationToken);
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        invocation.Answer(
            new { Papers = papers, File = target, Seconds = seconds },
            string.Create(CultureInfo.InvariantCulture, $"{papers:N0} papers with their vectors are in {target} ({seconds:0.0} s)."));
        return ExitCodes.Done;
    }

    // The file gets its name when it is whole.
    private static async Task<long> WriteFileAsync(Engine engine, string path, CancellationToken cancellationToken)
    {
        var unfinished = path + ".tmp";
        try
        {
            long papers;
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            await using (Stream output = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : new BufferedStream(file))
                papers = await PaperExport.RunAsync(engine.Store, engine.Model, output, new Lines(), cancellationToken);
            File.Move(unfinished, path, overwrite: true);
            return papers;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private sealed class Lines : IProgress<long>
    {
        private const int ShownEvery = 100_000;

        public void Report(long value)
        {
            if (value % ShownEvery == 0)
                Invocation.Say(string.Create(CultureInfo.InvariantCulture, $"{value:N0} papers are written."));
        }
    }
}
