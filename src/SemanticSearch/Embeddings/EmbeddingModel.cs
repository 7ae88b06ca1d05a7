using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SemanticSearch.Embeddings;

/// <summary>A sentence model that was read from its folder and is exactly what its manifest says. Immutable; any thread may use it.</summary>
public sealed class EmbeddingModel
{
    private EmbeddingModel(ModelManifest manifest, byte[] onnxBytes, Vocabulary vocabulary)
    {
        Name = manifest.Name;
        License = manifest.License;
        Dimensions = manifest.Dimensions;
        MaxTokens = manifest.MaxTokens;
        LowerCase = manifest.LowerCase;
        StripAccents = manifest.StripAccents;
        IdsInput = manifest.Inputs.Ids;
        MaskInput = manifest.Inputs.Mask;
        TypesInput = manifest.Inputs.Types;
        OutputName = manifest.Output;
        Pooling = manifest.PoolingKind;
        Normalized = manifest.Normalized;
        QueryPrefix = manifest.QueryPrefix;
        PassagePrefix = manifest.PassagePrefix;
        TitleSeparator = manifest.TitleSeparator;
        OnnxBytes = onnxBytes;
        Vocabulary = vocabulary;
        Hash = HashOf(manifest);
    }

    /// <summary>The model's name, for people.</summary>
    public string Name { get; }

    /// <summary>The model's licence as its manifest states it.</summary>
    public string License { get; }

    /// <summary>The length of each vector, 1 or more.</summary>
    public int Dimensions { get; }

    /// <summary>How many tokens of a text the model reads, [CLS] and [SEP] counted; 8 to 8192.</summary>
    public int MaxTokens { get; }

    /// <summary>Whether texts are made lower case.</summary>
    public bool LowerCase { get; }

    /// <summary>Whether accents are removed.</summary>
    public bool StripAccents { get; }

    /// <summary>The name of the input for token ids, int64 of shape [1, tokens].</summary>
    public string IdsInput { get; }

    /// <summary>The name of the input for the attention mask, int64 of shape [1, tokens].</summary>
    public string MaskInput { get; }

    /// <summary>The name of the input for token types, int64 of shape [1, tokens]; null where the model has none.</summary>
    public string? TypesInput { get; }

    /// <summary>The name of the output that is read, float32; <see cref="Pooling"/> decides its shape.</summary>
    public string OutputName { get; }

    /// <summary>How the output becomes one vector.</summary>
    public Pooling Pooling { get; }

    /// <summary>Whether the model's own output has unit length already.</summary>
    public bool Normalized { get; }

    /// <summary>What is put before a query.</summary>
    public string QueryPrefix { get; }

    /// <summary>What is put before a paper's text.</summary>
    public string PassagePrefix { get; }

    /// <summary>What stands between title and abstract.</summary>
    public string TitleSeparator { get; }

    /// <summary>
    /// Lower-case hexadecimal SHA-256 over everything that decides a vector: the files, pooling, prefixes, separator, limits and casing.
    /// Two models with the same hash give the same vectors, whatever they are called.
    /// </summary>
    public string Hash { get; }

    internal byte[] OnnxBytes { get; }

    internal Vocabulary Vocabulary { get; }

    /// <summary>Reads a model folder whole and checks every byte of it against its manifest.</summary>
    /// <param name="folder">The folder that holds <c>model.json</c>, <c>model.onnx</c> and <c>vocab.txt</c>.</param>
    /// <exception cref="ModelException">Anything in the folder is missing, damaged, unknown or unsafe, or this process cannot normalise Unicode.</exception>
    public static EmbeddingModel Load(string folder)
    {
        RefuseInvariantGlobalization("\u00e9".Normalize(NormalizationForm.FormD));
        var manifest = ModelManifest.Read(folder);
        var files = ModelFiles.Read(folder, manifest.Files);
        var onnxBytes = files[ModelFiles.Onnx];
        OnnxContent.RefuseExternalData(Path.Combine(folder, ModelFiles.Onnx), onnxBytes);
        var vocabulary = Vocabulary.Parse(Path.Combine(folder, ModelFiles.Vocabulary), files[ModelFiles.Vocabulary]);
        return new EmbeddingModel(manifest, onnxBytes, vocabulary);
    }

    /// <summary>The text that stands for a query.</summary>
    public string QueryText(string query) => QueryPrefix + query;

    /// <summary>
    /// The text that stands for a paper: the title without trailing white space and full stops, the separator, the abstract.
    /// Where one of the two is empty the other stands alone.
    /// </summary>
    public string PassageText(string title, string abstractText)
    {
        var trimmed = TrimTitle(title);
        if (string.IsNullOrWhiteSpace(abstractText))
            return PassagePrefix + trimmed;
        return trimmed.Length == 0 ? PassagePrefix + abstractText : PassagePrefix + trimmed + TitleSeparator + abstractText;
    }

    /// <summary>Without ICU, decomposing does nothing, accents stay, and vectors differ from every other machine's without a word.</summary>
    internal static void RefuseInvariantGlobalization(string decomposed)
    {
        if (decomposed.Length != 2)
            throw new ModelException(
                "This process runs in globalization-invariant mode, where accents cannot be taken off letters: \u00e9 did not decompose. "
                + "Install ICU (libicu) and remove InvariantGlobalization or DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
    }

    private static string TrimTitle(string title)
    {
        var end = title.Length;
        while (end > 0 && (title[end - 1] == '.' || char.IsWhiteSpace(title[end - 1])))
            end--;
        return title[..end];
    }

    // JSON quotes every text, so no two different manifests can run together into the same bytes.
    private static string HashOf(ModelManifest manifest)
    {
        var decisive = new
        {
            Format = 1,
            Onnx = manifest.Files[ModelFiles.Onnx].Sha256.ToLowerInvariant(),
            Vocabulary = manifest.Files[ModelFiles.Vocabulary].Sha256.ToLowerInvariant(),
            manifest.Inputs,
            manifest.Output,
            manifest.Pooling,
            manifest.Normalized,
            manifest.Dimensions,
            manifest.MaxTokens,
            manifest.LowerCase,
            manifest.StripAccents,
            manifest.QueryPrefix,
            manifest.PassagePrefix,
            manifest.TitleSeparator,
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(decisive)));
    }
}
