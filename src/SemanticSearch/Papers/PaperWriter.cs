using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;

namespace SemanticSearch.Papers;

/// <summary>
/// Writes a paper as one JSON object that <see cref="PaperRecord"/> reads back unchanged. The same paper gives the same
/// bytes on every machine and with every version of the runtime, so that stored fingerprints keep their meaning.
/// </summary>
public static class PaperWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = new MinimalJsonEscaping() };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The paper as UTF-8 JSON, fields in fixed order, empty ones left out, without a line end.</summary>
    public static byte[] ToJson(Paper paper)
    {
        var buffer = EmptyBuffer();
        Write(paper, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Appends what <see cref="ToJson"/> answers.</summary>
    public static void Write(Paper paper, IBufferWriter<byte> output) => Write(paper, paper.Id.Value, null, output);

    /// <summary>The same with the paper's vector, which spares whoever reads it the model.</summary>
    public static void Write(Paper paper, GivenVector vector, IBufferWriter<byte> output) => Write(paper, paper.Id.Value, vector.Write, output);

    /// <summary>The same with more members, which <see cref="PaperRecord"/> passes over.</summary>
    internal static void Write(Paper paper, Action<Utf8JsonWriter> more, IBufferWriter<byte> output) => Write(paper, paper.Id.Value, more, output);

    /// <summary>A 64-bit hash of everything but the id: equal for two records that say the same of one paper.</summary>
    internal static ulong ContentHash(Paper paper)
    {
        var buffer = EmptyBuffer();
        Write(paper, "", null, buffer);
        return XxHash3.HashToUInt64(buffer.WrittenSpan);
    }

    // Papers are written by the thousand: each thread keeps its buffer.
    private static ArrayBufferWriter<byte> EmptyBuffer()
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        return buffer;
    }

    private static void Write(Paper paper, string id, Action<Utf8JsonWriter>? more, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteText(json, "id", id);
        WriteText(json, "title", paper.Title);
        WriteText(json, "abstract", paper.Abstract);
        WriteList(json, "authors", paper.Authors);
        WriteList(json, "categories", paper.Categories);
        WriteText(json, "primary_category", paper.Categories.Count > 0 ? paper.Categories[0] : null);
        WriteDate(json, "date", paper.Date);
        WriteDate(json, "updated", paper.Updated);
        WriteText(json, "doi", paper.Doi);
        WriteText(json, "journal", paper.Journal);
        WriteText(json, "source", paper.Source);
        if (paper.Upvotes is { } upvotes)
            json.WriteNumber("upvotes", upvotes);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteDate(Utf8JsonWriter json, string name, DateOnly? date) =>
        WriteText(json, name, date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
