using System.CommandLine;
using System.Globalization;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Topics;

namespace SemanticSearch.Indexer.Verbs;

/// <summary>Copies the store while it is in use.</summary>
internal static class BackupVerb
{
    private static readonly Argument<string> Target = new("TARGET") { Description = "A folder that does not exist yet, or is empty." };

    public static Command Create() =>
        new Command("backup", "Copies the papers of one moment, and their topics, into another folder, while programs go on to read and write the store.") { Target }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var start = invocation.Clock.GetTimestamp();
        var (folder, manifest) = await invocation.ReadStoreAsync(cancellationToken);
        var target = invocation.Get(Target)!;
        var papers = await StoreBackup.RunAsync(folder, manifest, target, cancellationToken);
        var topics = CopyTopics(folder, target);
        var seconds = Math.Round(invocation.Clock.GetElapsedTime(start).TotalSeconds, 3);
        invocation.Answer(
            new { Papers = papers, Topics = topics, Folder = target, Seconds = seconds },
            string.Create(CultureInfo.InvariantCulture, $"{papers:N0} papers are copied to {target}, each proved by its hash ({seconds:0.0} s)."));
        return ExitCodes.Done;
    }

    /// <summary>The papers are what cannot be made again; topics that are damaged are no reason to have no copy of these.</summary>
    private static bool CopyTopics(string folder, string target)
    {
        try
        {
            return TopicFile.Copy(folder, target);
        }
        catch (StoreException refusal)
        {
            Invocation.Say($"The papers are copied without their topics. {refusal.Message}");
            return false;
        }
    }
}
