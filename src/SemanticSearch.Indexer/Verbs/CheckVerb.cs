using System.CommandLine;
using System.Globalization;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Versions;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Proves the store, and repairs what can be.</summary>
internal static class CheckVerb
{
    private static readonly Option<string> Level = new("--level")
    {
        Description = "1: structure and checksums; 2: every row by its hash too; 3: every row of the index against the database too.",
        DefaultValueFactory = _ => "2",
        HelpName = "1|2|3",
    };

    private static readonly Option<bool> Repair = new("--repair")
    {
        Description = "Make the index again, and remove rows that are not what was written; their papers are named, to be indexed again.",
    };

    public static Command Create()
    {
        Level.AcceptOnlyFromAmong("1", "2", "3");
        return new Command("check", "Proves the store row by row, and repairs what can be.") { Level, Repair }.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        var (folder, manifest) = await invocation.ReadStoreAsync(cancellationToken);
        var progress = new Lines();
        var report = invocation.Get(Repair)
            ? await StoreCheck.RepairAsync(folder, manifest, progress, cancellationToken)
            : await StoreCheck.RunAsync(folder, manifest, LevelOf(invocation), progress, cancellationToken);
        // Nothing proves this file, but it can be made again: the next run or the service does.
        if (report.Repaired)
            PaperVersions.Forget(folder);
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        invocation.Answer(
            new { report.Papers, Sound = report.IsSound, report.LostCommits, report.DatabaseFaults, report.DamagedRows, report.IndexFaults, report.Segments, report.Repaired, Seconds = seconds },
            Text(report, seconds));
        return report.IsSound || (report.Repaired && report.DamagedRows.Count + report.LostCommits == 0) ? ExitCodes.Done
            : report.Repaired ? ExitCodes.SomeRefused
            : ExitCodes.Refused;
    }

    private static CheckLevel LevelOf(Invocation invocation) => (CheckLevel)int.Parse(invocation.Get(Level)!, CultureInfo.InvariantCulture);

    private static string Text(CheckReport report, double seconds)
    {
        var lines = new List<string>();
        if (report.LostCommits > 0)
            lines.Add($"Acknowledged writes are lost: the database lacks the last {report.LostCommits} commits.");
        lines.AddRange(report.DatabaseFaults);
        lines.AddRange(report.DamagedRows.Select(row => row.Reason));
        lines.AddRange(report.IndexFaults);
        lines.AddRange(report.Segments.Where(segment => segment.Queries > 0).Select(segment => string.Create(CultureInfo.InvariantCulture,
            $"Segment of {segment.Rows:N0} rows: {segment.Queries} stored vectors found {segment.Recall:P1} of their ten nearest with {segment.Rescored:N0} rows compared exactly.")));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{report.Papers:N0} papers, {Verdict(report)} ({seconds:0.0} s)."));
        return string.Join('\n', lines);
    }

    private static string Verdict(CheckReport report) => report switch
    {
        { IsSound: true, Repaired: false } => "all as they were written",
        { IsSound: true } => "all as they were written, and the index is made again",
        { Repaired: true } => $"repaired: the index is made again, {report.DamagedRows.Count} damaged rows are removed",
        _ => "not sound: run check --repair, or restore a backup",
    };

    private sealed class Lines : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value) =>
            Invocation.Say(string.Create(CultureInfo.InvariantCulture, $"{value.Activity}: {value.Rows:N0} rows."));
    }
}
