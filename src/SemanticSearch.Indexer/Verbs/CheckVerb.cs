using System.CommandLine;
using System.Globalization;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Reads every row of the store and proves it by its hash.</summary>
internal static class CheckVerb
{
    public static Command Create() => new Command("check", "Reads every row of the store and proves it by its hash.").Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        await using var engine = await invocation.OpenExistingAsync(cancellationToken);
        var papers = 0L;
        // A row that is not what was written ends the scan with a refusal that names it.
        await foreach (var _ in engine.Store.ScanAsync(cancellationToken))
            papers++;
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        var version = (await engine.Store.StatisticsAsync(cancellationToken)).IndexVersion;
        invocation.Answer(
            new { Papers = papers, IndexVersion = version, Seconds = seconds },
            string.Create(CultureInfo.InvariantCulture, $"All {papers:N0} papers are as they were written ({seconds:0.0} s)."));
        return ExitCodes.Done;
    }
}
