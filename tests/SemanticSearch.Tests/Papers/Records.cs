using System.IO.Compression;
using System.Text;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Papers;

/// <summary>Short ways to read records in tests.</summary>
internal static class Records
{
    public static readonly RecordOrigin Somewhere = new("file.jsonl", 7);

    public static SourceRecord Read(string json, bool titleRequired = true) => PaperRecord.Read(Somewhere, Encoding.UTF8.GetBytes(json), titleRequired);

    public static Paper Paper(string json) => Read(json) is { Paper: { } paper } ? paper : throw new InvalidOperationException(Read(json).Refusal!.Reason);

    public static Refusal Refusal(string json, bool titleRequired = true) =>
        Read(json, titleRequired).Refusal ?? throw new InvalidOperationException($"Accepted: {json}");

    /// <summary>A record of one line, without its end.</summary>
    public static string Line(string id, string title = "A title") => $$"""{"id":"{{id}}","title":"{{title}}"}""";

    public static async Task<List<SourceRecord>> ReadAllAsync(this IPaperSource source)
    {
        var records = new List<SourceRecord>();
        await foreach (var record in source.ReadAsync(TestContext.Current.CancellationToken))
            records.Add(record);
        return records;
    }

    public static Task<List<SourceRecord>> ReadAllAsync(byte[] bytes) => new JsonLinesSource(new MemoryStream(bytes)).ReadAllAsync();

    public static Task<List<SourceRecord>> ReadAllAsync(string text) => ReadAllAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The ids of papers and the codes of refusals, each with its line: <c>1:a 2:!bad_json</c>.</summary>
    public static string Summary(this IEnumerable<SourceRecord> records) =>
        string.Join(' ', records.Select(record => $"{record.Origin.Line}:{record.Paper?.Id.Value ?? "!" + record.Refusal!.Code}"));

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
