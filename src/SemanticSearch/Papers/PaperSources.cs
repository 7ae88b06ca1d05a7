using System.IO.Enumeration;

namespace SemanticSearch.Papers;

/// <summary>Makes one source of what a user names: files, folders, and <c>-</c> for standard input.</summary>
public static class PaperSources
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    private static readonly string[] Endings = [".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"];

    /// <summary>
    /// Opens files (of any name), folders (all *.jsonl, *.ndjson and their .gz below them, in ordinal order of their
    /// paths) and standard input, in the order given.
    /// </summary>
    /// <param name="paths">At least one.</param>
    /// <param name="standardInput">What <c>-</c> reads; it is left open.</param>
    /// <param name="titleRequired">False where a record without a title is fine as long as it has an abstract.</param>
    /// <exception cref="PaperSourceException">A path does not exist, a folder holds no such file, or <c>-</c> cannot be read.</exception>
    /// <exception cref="ArgumentException">There is no path.</exception>
    public static PaperFiles Open(IReadOnlyList<string> paths, Stream? standardInput = null, bool titleRequired = true)
    {
        if (paths.Count == 0)
            throw new ArgumentException("No input was named; expected files, folders, or - for standard input.", nameof(paths));
        if (paths.Count(path => path == StandardInput) > (standardInput is null ? 0 : 1))
            throw new PaperSourceException("\"-\" cannot be read: expected at most one - among the inputs, and a standard input to read.");
        return new PaperFiles([.. paths.SelectMany(path => Named(path, standardInput, titleRequired))]);
    }

    private static IEnumerable<JsonLinesSource> Named(string path, Stream? standardInput, bool titleRequired) =>
        path == StandardInput
            ? [new JsonLinesSource(standardInput!, path, titleRequired)]
            : FilesOf(path).Select(file => new JsonLinesSource(file, titleRequired));

    private static List<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) ? [path] : throw new PaperSourceException($"\"{path}\" cannot be read: there is no such file or folder.");
        var files = Below(path);
        return files.Count > 0
            ? files
            : throw new PaperSourceException($"\"{path}\" cannot be read: the folder holds no file that ends in {string.Join(", ", Endings)}.");
    }

    private static List<string> Below(string folder)
    {
        // Linked folders are not entered: they may lead back to where they are.
        var found = new FileSystemEnumerable<string>(
            folder,
            (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && HasEnding(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        try
        {
            return [.. found.Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PaperSourceException($"\"{folder}\" cannot be read: {error.Message}", error);
        }
    }

    private static bool HasEnding(ReadOnlySpan<char> name)
    {
        foreach (var ending in Endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
