using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Storage;

/// <summary>What a data folder may hold beside the papers. All of it is there whichever store has the papers, so these may be the only files.</summary>
internal static class DataFolder
{
    /// <summary>The file of the topics.</summary>
    public const string Topics = "topics.model";

    /// <summary>The file of the vectors of sentences.</summary>
    public const string Sentences = "sentences.db";

    /// <summary>The file that tells which records are of one paper.</summary>
    public const string Versions = "versions.db";

    /// <summary>What the last run of indexing did, or does.</summary>
    public const string Indexing = "indexing.json";

    /// <summary>What the last evaluation found.</summary>
    public const string Evaluation = "evaluation.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
    };

    /// <summary>Whether a file is one of these, or what is left of the writing of one.</summary>
    public static bool IsBeside(string path) => Path.GetFileName(path) is var name && new[] { Topics, Sentences, Versions, Indexing, Evaluation }.Any(known => name.StartsWith(known, StringComparison.Ordinal));

    /// <summary>Keeps a note for people, whole or not at all. Where the disk refuses, there is none: no work fails for want of a note about it.</summary>
    public static void Note<T>(string folder, string name, T note)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(note, Json));
            File.Move(path + ".tmp", path, overwrite: true);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    /// <summary>A note that was kept; null where there is none, or none that can be read.</summary>
    public static T? Noted<T>(string folder, string name)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, name)), Json);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
