using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Embeddings;

/// <summary>The content of a model folder's <c>model.json</c>, as it is written there.</summary>
internal sealed record ModelManifest
{
    public const string FileName = "model.json";

    // A misspelt field would otherwise leave a default in force and change every vector without a word.
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    public required string Name { get; init; }

    public required string License { get; init; }

    public required int Dimensions { get; init; }

    public required int MaxTokens { get; init; }

    public required bool LowerCase { get; init; }

    public required bool StripAccents { get; init; }

    public required ModelInputs Inputs { get; init; }

    public required string Output { get; init; }

    public required string Pooling { get; init; }

    public required bool Normalized { get; init; }

    public required string QueryPrefix { get; init; }

    public required string PassagePrefix { get; init; }

    public required string TitleSeparator { get; init; }

    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    // The four below are for people; nothing is decided by them.
    public int? Version { get; init; }

    public string? Base { get; init; }

    public string? Language { get; init; }

    public string? Weights { get; init; }

    public Pooling PoolingKind => Pooling switch
    {
        "none" => Embeddings.Pooling.None,
        "cls" => Embeddings.Pooling.Cls,
        "mean" => Embeddings.Pooling.Mean,
        _ => throw new ModelException($"The manifest's pooling is \"{Pooling}\"; it must be \"none\", \"cls\" or \"mean\". Correct {FileName}."),
    };

    public static ModelManifest Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ModelException($"There is no model folder at {folder}. Give the folder that holds {FileName}, model.onnx and vocab.txt.");
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new ModelException($"The model folder {folder} has no {FileName}. Copy the whole model folder again, with its manifest.");
        var manifest = Parse(path);
        manifest.Validate(path);
        return manifest;
    }

    private static ModelManifest Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelManifest>(File.ReadAllBytes(path), Strict) ?? throw new JsonException("The document is null.");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The manifest {path} cannot be read: {problem.Message} Correct that field, or copy the model folder again.", problem);
        }
    }

    private void Validate(string path)
    {
        if (Dimensions <= 0)
            throw new ModelException($"{path}: dimensions is {Dimensions}; it must be 1 or more. Correct it to the length of the model's vectors.");
        if (MaxTokens is < 8 or > 8192)
            throw new ModelException($"{path}: maxTokens is {MaxTokens}; it must be 8 to 8192. Correct it to the model's limit.");
        if (Name.Length == 0 || Output.Length == 0 || Inputs.Ids.Length == 0 || Inputs.Mask.Length == 0 || Inputs.Types?.Length == 0)
            throw new ModelException($"{path}: name, output, and each of inputs must not be empty. Give the names that the model itself uses.");
        _ = PoolingKind;
        ValidateFiles(path);
    }

    private void ValidateFiles(string path)
    {
        foreach (var (name, file) in Files)
            if (file is not { Bytes: > 0, Sha256.Length: 64 })
                throw new ModelException($"{path}: files lists {name} without its bytes, 1 or more, and its sha256, 64 hexadecimal digits. Give both.");
        foreach (var required in (string[])[ModelFiles.Onnx, ModelFiles.Vocabulary])
            if (!Files.ContainsKey(required))
                throw new ModelException($"{path}: files does not list {required}. Add it with its bytes and sha256.");
    }
}

/// <summary>The names of the model's inputs.</summary>
internal sealed record ModelInputs
{
    public required string Ids { get; init; }

    public required string Mask { get; init; }

    /// <summary>Null where the model takes no token types.</summary>
    public required string? Types { get; init; }
}

/// <summary>What a listed file must be.</summary>
internal sealed record ModelFile
{
    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }
}
