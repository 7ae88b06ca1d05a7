using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Storage.Embedded.Durability;

/// <summary>
/// A program that does the operations of a <see cref="Workload"/> on a store, one after another, while it searches, and writes the number
/// of each to its standard output when the store has acknowledged it. The test that started it keeps those lines: the ledger.
/// </summary>
internal sealed class WriterProgram : IDisposable
{
    public const string Verb = "write-until-killed";
    public const string Opening = "opening";
    public const string Refused = "refused: ";
    public const string Trouble = "trouble: ";

    private readonly Process _process;

    private WriterProgram(Process process) => _process = process;

    public StreamReader Ledger => _process.StandardOutput;

    public static WriterProgram Start(string folder, int seed, int first, int count, params string[] wrapper)
    {
        string[] line = [.. wrapper, "dotnet", typeof(WriterProgram).Assembly.Location, Verb, folder, .. new[] { seed, first, count }.Select(number => $"{number}")];
        return new WriterProgram(Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
    }

    /// <summary>Kills the program as the kernel does when memory runs out: nothing of it runs any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end, and gives its exit code and what it complained of.</summary>
    public async Task<(int Code, string Error)> EndAsync()
    {
        var error = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The program: FOLDER SEED FIRST COUNT.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var numbers = arguments[1..].Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        var (workload, first, count) = (new Workload(numbers[0]), numbers[1], numbers[2]);
        Console.WriteLine(Opening);
        await using var store = new EmbeddedStore(arguments[0], StoreProof.Tiny);
        await store.OpenAsync(TestCorpus.Manifest, CancellationToken.None);
        using var done = new CancellationTokenSource();
        var searching = Task.Run(() => SearchAsync(store, done.Token));
        var refusals = 0;
        for (var operation = first; operation - first < count && refusals < 2; operation++)
        {
            try
            {
                await workload.RunAsync(store, operation, CancellationToken.None);
                Console.WriteLine(operation);
            }
            catch (StoreException refusal)
            {
                refusals++;
                Console.WriteLine(Refused + refusal.Message);
            }
        }
        await done.CancelAsync();
        await searching;
        if ((await store.StatisticsAsync(CancellationToken.None)).Trouble is { } trouble)
            Console.WriteLine(Trouble + trouble);
        return refusals;
    }

    private static async Task SearchAsync(EmbeddedStore store, CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            await store.RetrieveAsync(StoreProof.Queries[i % StoreProof.Queries.Count], CancellationToken.None);
    }
}
