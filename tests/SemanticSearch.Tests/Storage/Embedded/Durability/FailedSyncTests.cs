using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Storage;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// Goal: after a failed sync nobody knows what is on the disk, so nothing is acknowledged any more until the store is opened again.
/// <list type="number">
/// <item>A program writes to a store while strace makes every sync of the system fail from some moment on.</item>
/// <item>It must be refused, be refused again without another try, still search, and say that the store is read-only.</item>
/// <item>The store is opened again, where syncs work: everything acknowledged is there.</item>
/// </list>
/// </summary>
public sealed class FailedSyncTests : IDisposable
{
    private const int Seed = 13;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_failed_sync_the_store_is_read_only_until_it_is_opened_again()
    {
        Assert.SkipUnless(CanInject(), "strace is not here, or may not be used.");
        using var program = WriterProgram.Start(_folder["store"], Seed, 0, 500,
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=12+");
        var ledger = (await program.Ledger.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (code, error) = await program.EndAsync();
        Assert.True(code == 2, $"The program ended with {code}: {error}{string.Join('\n', ledger)}");
        var refusals = ledger.Where(line => line.StartsWith(WriterProgram.Refused, StringComparison.Ordinal)).ToList();
        Assert.Contains("the disk reports an error", refusals[0], StringComparison.Ordinal);
        Assert.Contains("reopen the store", refusals[0], StringComparison.Ordinal);
        Assert.Contains("read-only until it is opened again", refusals[1], StringComparison.Ordinal);
        Assert.Contains("the disk reports an error", ledger.Single(line => line.StartsWith(WriterProgram.Trouble, StringComparison.Ordinal)), StringComparison.Ordinal);

        var acknowledged = ledger.Where(line => char.IsAsciiDigit(line[0])).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(0, acknowledged.Count), acknowledged);
        await AssertHoldsAcknowledgedAsync(acknowledged.Count);
    }

    /// <summary>The batch whose sync failed may be there, whole; every earlier one must be.</summary>
    private async Task AssertHoldsAcknowledgedAsync(int operations)
    {
        var (workload, papers) = (new Workload(Seed), new List<StoredPaper>());
        for (var operation = 0; operation < operations; operation++)
            workload.Apply(papers, operation);
        await using var store = await StoreProof.OpenAsync(_folder["store"]);
        if (!(await StoreProof.ScanAsync(store)).Select(paper => paper.Fingerprint).SequenceEqual(papers.Select(paper => paper.Fingerprint)))
            workload.Apply(papers, operations);
        await StoreProof.AssertHoldsAsync(store, papers);
        Assert.Null((await store.StatisticsAsync(TestContext.Current.CancellationToken)).Trouble);
    }

    private static bool CanInject()
    {
        try
        {
            using var strace = Process.Start(new ProcessStartInfo("strace", ["-f", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            strace.WaitForExit();
            return strace.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
