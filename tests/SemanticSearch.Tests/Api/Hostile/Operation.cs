using System.Text.Json.Nodes;

namespace SemanticSearch.Tests.Api.Hostile;

/// <summary>A parameter or member as the OpenAPI document describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">One value of it.</param>
/// <param name="IsList">Whether it takes several.</param>
internal sealed record Described(string Name, JsonNode Schema, bool IsList)
{
    public string Type => (string?)Schema["type"] ?? "";

    public bool IsNumber => Type is "integer" or "number";

    public bool IsChoice => Schema["enum"] is not null || Type == "boolean";

    public bool IsDate => Schema["pattern"] is not null;

    public bool IsText => Type == "string" && !IsChoice && !IsDate;

    public int? MaxLength => (int?)Schema["maxLength"];

    public static Described Of(string name, JsonNode schema) => new(name, schema["items"] ?? schema, (string?)schema["type"] == "array");
}

/// <summary>One operation of the service, found in the OpenAPI document, so that whatever is added is tried as well.</summary>
internal sealed record Operation(string Method, string Template, IReadOnlyList<Described> Parameters, IReadOnlyList<Described>? Members)
{
    /// <summary>What must be given although the document cannot say so: one of two.</summary>
    private static readonly Dictionary<string, string> AlsoNeeded = new() { ["/v1/topics/assign"] = "text=a" };

    /// <summary>What stands for the path's parameters and for what must be given.</summary>
    private static readonly Dictionary<string, string> Valid = new() { ["q"] = "a", ["like"] = "sample:genetics-13", ["code"] = "missing-key", ["text"] = "a", ["ref"] = "a" };

    private string Needed { get; init; } = "";

    public string Path { get; private init; } = "";

    public static IEnumerable<Operation> Of(JsonNode document)
    {
        foreach (var (path, item) in document["paths"]!.AsObject())
            foreach (var (method, said) in item!.AsObject())
                yield return Of(path, method.ToUpperInvariant(), said!);
    }

    /// <summary>The address with something in front of what is right.</summary>
    public string With(string query) => $"{Path}?{query}{(Needed.Length > 0 ? "&" + Needed : "")}";

    /// <summary>The address with one parameter as it is given, and the others right.</summary>
    public string WithValue(string name, string value) =>
        $"{Path}?{name}={value}{string.Concat(Needed.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => pair.Split('=')[0] != name).Select(pair => "&" + pair))}";

    /// <summary>The address with something in place of each parameter of the path.</summary>
    public string WithPath(string value) => string.Join('/', Template.Split('/').Select(segment => segment.StartsWith('{') ? value : segment)) + (Needed.Length > 0 ? "?" + Needed : "");

    /// <summary>Whether it reads parameters at all: what watches the service may be asked anyhow.</summary>
    public bool Reads { get; private init; }

    public string Right => Path + (Needed.Length > 0 ? "?" + Needed : "");

    private static Operation Of(string path, string method, JsonNode said)
    {
        var parameters = said["parameters"]?.AsArray().Select(parameter => parameter!).ToList() ?? [];
        var needed = parameters.Where(parameter => (string?)parameter["in"] == "query" && (bool?)parameter["required"] == true)
            .Select(parameter => $"{parameter["name"]}={Valid.GetValueOrDefault((string)parameter["name"]!, "a")}");
        var members = said["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?.AsObject();
        return new Operation(
            method, path,
            [.. parameters.Where(parameter => (string?)parameter["in"] == "query").Select(parameter => Described.Of((string)parameter["name"]!, parameter["schema"]!))],
            members is null ? null : [.. members.Select(member => Described.Of(member.Key, member.Value!))])
        {
            Path = path.Replace("{id}", path.Contains("topics", StringComparison.Ordinal) ? "1" : "sample:genetics-13", StringComparison.Ordinal).Replace("{code}", Valid["code"], StringComparison.Ordinal).Replace("{format}", "ndjson", StringComparison.Ordinal),
            Reads = said["responses"]!["400"] is not null,
            Needed = string.Join('&', method == "GET" && AlsoNeeded.TryGetValue(path, out var also) ? needed.Append(also) : needed),
        };
    }
}
