using SemanticSearch.Tests.Storage.Embedded.Durability;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace SemanticSearch.Tests;

/// <summary>Runs the tests, or, under a first argument of its own, the program that some of them start in order to kill it.</summary>
public static class EntryPoint
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [WriterProgram.Verb, .. var rest])
            return await WriterProgram.RunAsync(rest);
        return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
