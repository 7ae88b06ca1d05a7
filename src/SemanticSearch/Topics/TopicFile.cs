using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>
/// A topic model in the data folder: magic, version, the tree as JSON, the papers column by column, and a hash of all of it. It is written to
/// another name and then renamed, so a reader finds the old one or the new one, whole.
/// </summary>
public static class TopicFile
{
    public const string Name = DataFolder.Topics;

    private const string Magic = "SSTOPICS";
    private const int FormatVersion = 1;
    private const int HashBytes = 8;

    private sealed record Tree(TopicModelOrigin Origin, IReadOnlyList<Topic> Topics, IReadOnlyList<TopicEvent> History);

    private static readonly JsonSerializerOptions Json = new() { Converters = { new PaperIdConverter() } };

    /// <exception cref="StoreException">The disk refuses; what was there before stays.</exception>
    public static void Write(string folder, TopicModel model)
    {
        var bytes = ToBytes(model);
        Write(folder, [bytes, BitConverter.GetBytes(XxHash3.HashToUInt64(bytes))]);
    }

    /// <summary>Copies the topics of a folder, as they are at one moment, into another.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="StoreException">They are damaged, or the disk refuses.</exception>
    public static bool Copy(string folder, string target)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return false;
        var bytes = File.ReadAllBytes(path);
        RequireWhole(path, bytes);
        Write(target, [bytes]);
        return true;
    }

    private static void Write(string folder, byte[][] parts)
    {
        var path = Path.Combine(folder, Name);
        var unfinished = path + ".tmp";
        try
        {
            Directory.CreateDirectory(folder);
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                foreach (var part in parts)
                    file.Write(part);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreProblem.NotWritable, $"{path}: the topics cannot be written ({exception.Message}). Check that you may write there and that the disk has space.", exception);
        }
    }

    /// <summary>The model that a folder has; null where there is none.</summary>
    /// <exception cref="StoreException">It is damaged, of a newer program, or made with another sentence model.</exception>
    public static TopicModel? Read(string folder, StoreManifest manifest)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return null;
        var model = FromBytes(path, File.ReadAllBytes(path));
        return model.Origin.Manifest == manifest
            ? model
            : throw new StoreException(StoreProblem.OtherModel,
                $"{path}: the topics were built of vectors of {model.Origin.Manifest.Model}, and the store has those of {manifest.Model}. Remove the file and build topics again.");
    }

    private static byte[] ToBytes(TopicModel model)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(FormatVersion);
        writer.Write(JsonSerializer.Serialize(new Tree(model.Origin, model.Topics, model.History), Json));
        var papers = model.Papers;
        writer.Write(papers.Count);
        foreach (var id in papers.Ids)
            writer.Write(id.Value);
        Write<int>(writer, papers.Topics);
        Write<float>(writer, papers.Fits);
        Write<MapPoint>(writer, papers.Places);
        Write<int>(writer, papers.Days);
        Write<int>(writer, papers.Upvotes);
        Write<bool>(writer, papers.Arrived);
        writer.Flush();
        return bytes.ToArray();
    }

    private static void RequireWhole(string path, byte[] bytes)
    {
        var hash = bytes.Length < Magic.Length + HashBytes ? 0 : XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - HashBytes));
        if (bytes.Length < Magic.Length + HashBytes || !bytes.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Magic)) || hash != BitConverter.ToUInt64(bytes, bytes.Length - HashBytes))
            throw new StoreException(StoreProblem.Damaged, $"{path}: the file is not what was written. Remove it and build topics again.");
    }

    private static TopicModel FromBytes(string path, byte[] bytes)
    {
        RequireWhole(path, bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, bytes.Length - Magic.Length - HashBytes), Encoding.UTF8);
        if (reader.ReadInt32() is var version && version != FormatVersion)
            throw new StoreException(StoreProblem.NewerFormat, $"{path}: the topics have format {version}, and this program knows {FormatVersion}. Use the program that wrote them, or build topics again.");
        var tree = JsonSerializer.Deserialize<Tree>(reader.ReadString(), Json)!;
        var ids = new PaperId[reader.ReadInt32()];
        for (var row = 0; row < ids.Length; row++)
            ids[row] = PaperId.OfCanonical(reader.ReadString());
        var papers = PaperColumns.For(ids);
        Read<int>(reader, papers.Topics);
        Read<float>(reader, papers.Fits);
        Read<MapPoint>(reader, papers.Places);
        Read<int>(reader, papers.Days);
        Read<int>(reader, papers.Upvotes);
        Read<bool>(reader, papers.Arrived);
        return new TopicModel(tree.Origin, tree.Topics, tree.History, papers);
    }

    private static void Write<T>(BinaryWriter writer, T[] column)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(column.AsSpan()));

    private static void Read<T>(BinaryReader reader, T[] column)
        where T : unmanaged => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));

    private sealed class PaperIdConverter : System.Text.Json.Serialization.JsonConverter<PaperId>
    {
        public override PaperId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => PaperId.OfCanonical(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, PaperId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
