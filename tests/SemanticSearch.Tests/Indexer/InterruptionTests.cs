using System.Globalization;
using System.Text.RegularExpressions;

namespace SemanticSearch.Tests.Indexer;

/// <summary>
/// Indexing that is stopped while it is at work. The input is a pipe that stays open, so that the program can never be done before.
/// </summary>
public sealed partial class InterruptionTests : IDisposable
{
    /// <summary>Five batches: while the pipe is open, three of them are stored and two wait.</summary>
    private const int Papers = 320;
    private const int StoredWhileOpen = 192;

    private readonly TemporaryFolder _folder = new();

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Told_to_stop_it_reports_what_is_stored_and_a_second_run_goes_on(string signal)
    {
        using var program = await StartAsync("--json");
        await UntilWaitingAsync(program);
        await program.SignalAsync(signal);
        var ended = await program.EndAsync();
        Assert.Equal(ExitCodes.Interrupted, ended.ExitCode);
        Assert.Equal(StoredWhileOpen, (long)ended.Json()["added"]!);
        Assert.Equal(StoredWhileOpen, (long)ended.Json()["read"]!);
        Assert.Contains("Interrupted.", ended.Error, StringComparison.Ordinal);
        ended.HasNoStackTrace();
        await CompleteAsync(StoredWhileOpen);
    }

    [Fact]
    public async Task Told_to_stop_before_anything_came_it_stops()
    {
        using var program = IndexerProgram.Start([], "index", "-", "--json", "--data", Data);
        await UntilMadeAsync(program);
        await program.SignalAsync("INT");
        var ended = await program.EndAsync();
        Assert.Equal(ExitCodes.Interrupted, ended.ExitCode);
        ended.HasNoStackTrace();
    }

    [Fact]
    public async Task Killed_at_any_moment_it_has_lost_nothing_that_it_acknowledged()
    {
        // As soon as there is a store, before any batch.
        using (var program = await StartAsync())
        {
            await UntilMadeAsync(program);
            await program.SignalAsync("KILL");
            Assert.Equal(137, (await program.EndAsync()).ExitCode);
        }
        // As soon as it says that a batch is stored, in the middle of the next ones.
        using (var program = await StartAsync())
        {
            var said = await UntilAcknowledgedAsync(program);
            await program.SignalAsync("KILL");
            Assert.Equal(137, (await program.EndAsync()).ExitCode);
            Assert.InRange(said, 1, await PaperLines.CountAsync(Data));
        }
        // While it waits with two batches in hand.
        using (var program = await StartAsync())
        {
            await UntilWaitingAsync(program);
            await program.SignalAsync("KILL");
            Assert.Equal(137, (await program.EndAsync()).ExitCode);
        }
        Assert.Equal(StoredWhileOpen, await PaperLines.CountAsync(Data));
        await CompleteAsync(StoredWhileOpen);
    }

    private async Task<IndexerProgram> StartAsync(params string[] options)
    {
        var program = IndexerProgram.Start([], ["index", "-", "--data", Data, .. options]);
        await program.Input.WriteAsync(PaperLines.Of(Papers));
        await program.Input.FlushAsync(TestContext.Current.CancellationToken);
        return program;
    }

    /// <summary>Waits until there is a file of the store; it may be an empty one still.</summary>
    private async Task UntilMadeAsync(IndexerProgram program)
    {
        while (!File.Exists(Path.Combine(Data, "papers.db")))
            await PauseAsync(program);
    }

    /// <summary>Waits until the program says that papers are stored, and answers how many.</summary>
    private static async Task<long> UntilAcknowledgedAsync(IndexerProgram program)
    {
        var line = await program.Error.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Matches(AcknowledgedPattern(), line);
        return long.Parse(AcknowledgedPattern().Match(line!).Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a reader of the store sees all that the program stores while its input is open.</summary>
    private async Task UntilWaitingAsync(IndexerProgram program)
    {
        await UntilAcknowledgedAsync(program);
        while (await PaperLines.CountAsync(Data) < StoredWhileOpen)
            await PauseAsync(program);
    }

    private static async Task PauseAsync(IndexerProgram program)
    {
        Assert.False(program.HasExited);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task CompleteAsync(int alreadyThere)
    {
        var ended = await IndexerProgram.FeedAsync(PaperLines.Of(Papers), IndexerProgram.NoSettings, "index", "-", "--json", "--data", Data);
        ended.IsDone();
        Assert.Equal(alreadyThere, (long)ended.Json()["unchanged"]!);
        Assert.Equal(Papers - alreadyThere, (long)ended.Json()["added"]!);
        Assert.Equal(Papers, await PaperLines.CountAsync(Data));
    }

    [GeneratedRegex("^[1-9][0-9]*(?= papers, )", RegexOptions.CultureInvariant)]
    private static partial Regex AcknowledgedPattern();
}
