using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SemanticSearch.Tests.Indexer;

/// <summary>What a run of the program ended with.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    /// <summary>The answer, which must be the one line of standard output.</summary>
    public JsonObject Json()
    {
        Assert.Equal('\n', Output[^1]);
        Assert.DoesNotContain('\n', Output[..^1]);
        return JsonNode.Parse(Output)!.AsObject();
    }

    /// <summary>Fails, with what the program said, where it did not do all that it was asked.</summary>
    public Ended IsDone()
    {
        Assert.True(ExitCode == ExitCodes.Done, $"The program ended with {ExitCode}: {Error}");
        return this;
    }

    /// <summary>Fails where the message is anything but lines for people.</summary>
    public void HasNoStackTrace()
    {
        Assert.DoesNotContain("Unhandled exception", Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}

/// <summary>The built program as a process of its own.</summary>
internal sealed class IndexerProgram : IDisposable
{
    /// <summary>The program in its own output folder: beside the tests it would lack what they take from the web framework.</summary>
    private static readonly string Dll = Path.Combine(
        [Repository.Root, "src", "SemanticSearch.Indexer", "bin", .. AppContext.BaseDirectory.TrimEnd('/').Split('/')[^2..], "SemanticSearch.Indexer.dll"]);

    public static readonly Dictionary<string, string> NoSettings = [];

    private readonly Process _process;
    private readonly Task<string> _output;

    private IndexerProgram(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public StreamWriter Input => _process.StandardInput;

    public bool HasExited => _process.HasExited;

    public StreamReader Error => _process.StandardError;

    /// <summary>Runs the program to its end.</summary>
    public static Task<Ended> RunAsync(params string[] arguments) => FeedAsync("", NoSettings, arguments);

    /// <summary>Runs the program to its end with something on standard input and in the environment.</summary>
    public static async Task<Ended> FeedAsync(string input, Dictionary<string, string> environment, params string[] arguments)
    {
        using var program = Start(environment, arguments);
        await program.Input.WriteAsync(input);
        program.Input.Close();
        return await program.EndAsync();
    }

    /// <summary>Runs a line of the shell in which <c>$program</c> is the program.</summary>
    public static async Task<Ended> ShellAsync(string line)
    {
        using var program = Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { Environment = { ["program"] = $"dotnet {Dll}" } });
        return await program.EndAsync();
    }

    public static IndexerProgram Start(Dictionary<string, string> environment, params string[] arguments)
    {
        // A test run in the background ignores Ctrl-C, and hands that on to its children.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", "dotnet", Dll, .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Start(start);
    }

    public async Task<Ended> EndAsync(string errorSoFar = "")
    {
        var error = errorSoFar + await Error.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(_process.ExitCode, await _output, error);
    }

    /// <summary>Sends a signal by its name, such as <c>INT</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static IndexerProgram Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new IndexerProgram(Process.Start(start)!);
    }
}
