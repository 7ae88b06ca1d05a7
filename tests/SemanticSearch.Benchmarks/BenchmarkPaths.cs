namespace SemanticSearch.Benchmarks;

/// <summary>Where the benchmarks find the checkout's model and the corpora that may stand beside it.</summary>
internal static class BenchmarkPaths
{
    private static readonly string Root = FindRoot();

    public static string ModelFolder => Path.Combine(Root, "models", "bge-small-en-v1.5-int8");

    /// <summary>The program of the service, built in the configuration of this one; it may not exist.</summary>
    public static string Service => Path.Combine(Root, "src", "SemanticSearch.Api", Path.GetRelativePath(Path.Combine(Root, "tests", "SemanticSearch.Benchmarks"), AppContext.BaseDirectory), "SemanticSearch.Api.dll");

    /// <summary>A path below the folder of shared corpora; it may not exist.</summary>
    public static string Shared(params string[] parts) => Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));

    /// <summary>A file that a benchmark keeps from one run to the next, in a folder outside of version control that is there afterwards.</summary>
    public static string Artifact(string name)
    {
        var folder = Path.Combine(Root, "artifacts", "benchmarks");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SemanticSearch.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The benchmarks run outside of a checkout.");
    }
}
