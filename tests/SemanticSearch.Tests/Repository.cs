namespace SemanticSearch.Tests;

/// <summary>Where the tests find the checkout they belong to, and the corpora that may stand beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string ModelFolder => Path.Combine(Root, "models", "bge-small-en-v1.5-int8");

    /// <summary>A file that is committed with the tests.</summary>
    public static string TestFile(params string[] parts) => Path.Combine([Root, "tests", "SemanticSearch.Tests", .. parts]);

    /// <summary>A path below the folder of shared corpora; the calling test is skipped, with the path as its reason, where it is absent.</summary>
    public static string SharedOrSkip(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));
        Assert.SkipUnless(Path.Exists(path), $"The shared corpora are not here: {string.Join('/', parts)}");
        return path;
    }

    // A deterministic build rewrites the compiler's own idea of the source path, so the walk starts at the test program.
    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SemanticSearch.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside of a checkout.");
    }
}
