using System.Security.Cryptography;

namespace SemanticSearch.Embeddings;

/// <summary>Reads the files that a manifest lists, and lets nothing through that is not byte for byte what the manifest says.</summary>
internal static class ModelFiles
{
    public const string Onnx = "model.onnx";

    public const string Vocabulary = "vocab.txt";

    /// <summary>The content of every listed file by its name.</summary>
    /// <exception cref="ModelException">A file is missing, is not the one that the manifest describes, or lies outside of the folder.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string folder, IReadOnlyDictionary<string, ModelFile> listed) =>
        listed.ToDictionary(file => file.Key, file => ReadVerified(folder, file.Key, file.Value), StringComparer.Ordinal);

    private static byte[] ReadVerified(string folder, string name, ModelFile expected)
    {
        RefusePath(folder, name);
        var path = Path.Combine(folder, name);
        var file = new FileInfo(path);
        RefuseLink(file);
        if (!file.Exists)
            throw new ModelException($"The model file {path} is missing; the manifest lists it. Copy the whole model folder again.");
        RefuseSize(path, file.Length, expected.Bytes);
        var content = ReadWhole(path);
        RefuseSize(path, content.Length, expected.Bytes);
        RefuseHash(path, content, expected.Sha256);
        return content;
    }

    // A manifest may come from anywhere, so a name in it never reaches out of its own folder.
    private static void RefusePath(string folder, string name)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\', '\0') >= 0 || Path.IsPathRooted(name))
            throw new ModelException(
                $"The manifest of {folder} lists \"{name}\", which would leave the model folder. List plain file names only, and put the files beside {ModelManifest.FileName}.");
    }

    private static void RefuseLink(FileInfo file)
    {
        if (file.LinkTarget is { } target)
            throw new ModelException($"The model file {file.FullName} is a symbolic link to {target}, which may leave the model folder. Put the file itself there.");
    }

    private static void RefuseSize(string path, long found, long expected)
    {
        if (found != expected)
            throw new ModelException($"The model file {path} has {found} bytes; the manifest says {expected}. Copy the file again, or the manifest that belongs to it.");
    }

    private static void RefuseHash(string path, byte[] content, string expected)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
            throw new ModelException($"The model file {path} has SHA-256 {found}; the manifest says {expected}. Copy the file again, or the manifest that belongs to it.");
    }

    private static byte[] ReadWhole(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The model file {path} cannot be read: {problem.Message} Check its permissions and the disk.", problem);
        }
    }
}
