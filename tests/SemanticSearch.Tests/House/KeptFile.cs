using System.Text.Encodings.Web;
using System.Text.Json;

namespace SemanticSearch.Tests.House;

/// <summary>Files of the repository that are made from the program. SEMANTICSEARCH_REWRITE=1 makes them again instead of comparing.</summary>
internal static class KeptFile
{
    /// <summary>How JSON is kept.</summary>
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="path">The file, from the root of the repository.</param>
    /// <param name="expected">What must be in it.</param>
    public static void Require(string path, string expected)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("SEMANTICSEARCH_REWRITE") == "1")
            File.WriteAllText(file, expected);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == expected, $"{path} is not what the program says: run the tests once with SEMANTICSEARCH_REWRITE=1, and read what has changed.");
    }
}
