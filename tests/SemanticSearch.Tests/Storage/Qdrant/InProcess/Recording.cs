using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Core;

namespace SemanticSearch.Tests.Storage.Qdrant.InProcess;

/// <summary>One call to a real server with what it answered, as the recordings have it.</summary>
internal sealed record Recording
{
    private static readonly JsonSerializerOptions Shape = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public int Step { get; init; }

    public string Name { get; init; } = "";

    public string Method { get; init; } = "";

    public Dictionary<string, string>? Metadata { get; init; }

    [JsonPropertyName("request_base64")]
    public byte[]? Request { get; init; }

    [JsonPropertyName("response_base64")]
    public byte[]? Response { get; init; }

    public RecordedStatus Status { get; init; } = new("OK");

    public static IEnumerable<Recording> Read(string path) => File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Recording>(line, Shape)!);
}

/// <summary>How a recorded call ended.</summary>
/// <param name="Code">The status as gRPC spells it: <c>NOT_FOUND</c>.</param>
internal sealed record RecordedStatus(string Code)
{
    public StatusCode ToStatusCode() => Enum.Parse<StatusCode>(Code.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
