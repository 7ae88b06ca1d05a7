using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SemanticSearch.Tests.Embeddings;

/// <summary>
/// A whole model folder made by hand: its model looks each token up in a table of four dimensions, row = id.
/// What a test needs to be otherwise, it changes before the folder is written.
/// </summary>
internal sealed class TinyModel
{
    public static readonly string[] Tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "alpha", "beta", "gamma"];

    public static readonly float[][] Table =
    [
        [1, 0, 0, 0], [0, 1, 0, 0], [3, 4, 0, 0], [0, 0, 2, 0], [0, 0, 0, 8], [1, 1, 1, 1], [2, 0, 0, 2],
    ];

    private const int FloatType = 1;
    private const int Int64Type = 7;

    public float[] Weights { get; } = [.. Table.SelectMany(row => row)];

    public string Pooling { get; set; } = "cls";

    /// <summary>Whether the model has no input for token types.</summary>
    public bool OmitTypes { get; set; }

    public int IdsType { get; set; } = Int64Type;

    /// <summary>Further fields of the table's tensor.</summary>
    public Action<ProtoBytes> AlterTensor { get; set; } = _ => { };

    /// <summary>Further fields of the graph.</summary>
    public Action<ProtoBytes> AlterGraph { get; set; } = _ => { };

    /// <summary>Further fields of the model.</summary>
    public Action<ProtoBytes> AlterModel { get; set; } = _ => { };

    public Action<JsonObject> AlterManifest { get; set; } = _ => { };

    public string Vocabulary { get; set; } = string.Join('\n', Tokens) + "\n";

    /// <summary>Writes the folder and answers its path.</summary>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var manifest = Manifest();
        manifest["files"] = new JsonObject
        {
            ["model.onnx"] = WriteFile(folder, "model.onnx", Model().ToArray()),
            ["vocab.txt"] = WriteFile(folder, "vocab.txt", Encoding.UTF8.GetBytes(Vocabulary)),
        };
        AlterManifest(manifest);
        File.WriteAllText(Path.Combine(folder, "model.json"), manifest.ToJsonString());
        return folder;
    }

    /// <summary>A tensor that says that its data is in another file.</summary>
    public static ProtoBytes ExternalTensor(string name) => new ProtoBytes()
        .Number(1, 1).Number(2, FloatType).Text(8, name).Message(13, new ProtoBytes().Text(1, "location").Text(2, "../../secret.bin")).Number(14, 1);

    private static JsonObject WriteFile(string folder, string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(folder, name), content);
        return new JsonObject { ["bytes"] = content.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) };
    }

    private JsonObject Manifest() => new()
    {
        ["name"] = "tiny",
        ["license"] = "none",
        ["dimensions"] = 4,
        ["maxTokens"] = 8,
        ["lowerCase"] = true,
        ["stripAccents"] = true,
        ["inputs"] = new JsonObject { ["ids"] = "input_ids", ["mask"] = "attention_mask", ["types"] = "token_type_ids" },
        ["output"] = "rows",
        ["pooling"] = Pooling,
        ["normalized"] = false,
        ["queryPrefix"] = "alpha ",
        ["passagePrefix"] = "",
        ["titleSeparator"] = " ",
    };

    private ProtoBytes Model()
    {
        var model = new ProtoBytes().Number(1, 7).Message(8, new ProtoBytes().Text(1, "").Number(2, 11)).Message(7, Graph());
        AlterModel(model);
        return model;
    }

    // Pooling none takes the mean inside of the graph, so that the output has one row for the text.
    private ProtoBytes Graph()
    {
        var pooled = Pooling == "none";
        var graph = new ProtoBytes().Messages(1, pooled ? [Lookup("all"), Mean("all")] : [Lookup("rows")]).Text(2, "tiny").Message(5, TableTensor())
            .Message(11, Value("input_ids", IdsType, 2)).Message(11, Value("attention_mask", Int64Type, 2))
            .Messages(11, OmitTypes ? [] : [Value("token_type_ids", Int64Type, 2)])
            .Message(12, Value("rows", FloatType, pooled ? 2 : 3));
        AlterGraph(graph);
        return graph;
    }

    private static ProtoBytes Lookup(string output) => new ProtoBytes().Text(1, "table").Text(1, "input_ids").Text(2, output).Text(4, "Gather");

    private static ProtoBytes Mean(string input) => new ProtoBytes().Text(1, input).Text(2, "rows").Text(4, "ReduceMean")
        .Message(5, new ProtoBytes().Text(1, "axes").Number(8, 1).Number(20, 7))
        .Message(5, new ProtoBytes().Text(1, "keepdims").Number(3, 0).Number(20, 2));

    private ProtoBytes TableTensor()
    {
        var tensor = new ProtoBytes().Number(1, Table.Length).Number(1, 4).Number(2, FloatType).Text(8, "table").Floats(9, Weights);
        AlterTensor(tensor);
        return tensor;
    }

    private static ProtoBytes Value(string name, int type, int rank)
    {
        var shape = new ProtoBytes().Messages(1, Enumerable.Range(0, rank).Select(axis => new ProtoBytes().Text(2, $"{name}_{axis}")));
        return new ProtoBytes().Text(1, name).Message(2, new ProtoBytes().Message(1, new ProtoBytes().Number(1, type).Message(2, shape)));
    }
}
