using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

/// <summary>A model never reaches for a file that its manifest does not vouch for, wherever in it the reference hides.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Places =>
    [
        "initializer", "sparse values", "sparse indices", "attribute tensor", "attribute tensors", "attribute graph", "attribute graphs",
        "attribute sparse tensor", "attribute sparse tensors", "function", "function attribute", "training initialization", "training algorithm",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public void External_data_is_refused(string place)
    {
        var tensor = TinyModel.ExternalTensor("hidden");
        var refusal = Refusal(place switch
        {
            "function" => InModel(25, Field(7, Attribute(5, tensor))),
            "function attribute" => InModel(25, Field(11, Field(5, tensor))),
            "training initialization" => InModel(20, Field(1, Field(5, tensor))),
            "training algorithm" => InModel(20, Field(2, Field(5, tensor))),
            "initializer" => InGraph(5, tensor),
            "sparse values" => InGraph(15, Field(1, tensor)),
            "sparse indices" => InGraph(15, Field(2, tensor)),
            "attribute tensor" => InGraph(1, Attribute(5, tensor)),
            "attribute tensors" => InGraph(1, Attribute(10, tensor)),
            "attribute graph" => InGraph(1, Attribute(6, Field(1, Attribute(6, Field(5, tensor))))),
            "attribute graphs" => InGraph(1, Attribute(11, Field(5, tensor))),
            "attribute sparse tensor" => InGraph(1, Attribute(22, Field(1, tensor))),
            "attribute sparse tensors" => InGraph(1, Attribute(23, Field(2, tensor))),
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        });
        Assert.Contains("\"hidden\"", refusal, StringComparison.Ordinal);
        Assert.Contains("../../secret.bin", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Either_sign_of_external_data_is_enough()
    {
        Assert.Contains("\"table\"", Refusal(new TinyModel { AlterTensor = tensor => tensor.Number(14, 1) }), StringComparison.Ordinal);
        Assert.Contains("weights.bin", Refusal(new TinyModel { AlterTensor = tensor => tensor.Message(13, new ProtoBytes().Text(1, "location").Text(2, "weights.bin")) }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_model_is_refused()
    {
        foreach (byte[] content in (byte[][])["<html>not found</html>"u8.ToArray(), new byte[64], [0x3a, 0x7f, 1, 2], new ProtoBytes().Number(1, 7).ToArray()])
        {
            var refusal = Assert.Throws<ModelException>(() => OnnxContent.RefuseExternalData("folder/model.onnx", content));
            Assert.StartsWith("folder/model.onnx is not an ONNX model", refusal.Message, StringComparison.Ordinal);
        }
    }

    private static ProtoBytes Field(int field, ProtoBytes value) => new ProtoBytes().Message(field, value);

    private static ProtoBytes Attribute(int field, ProtoBytes value) => Field(5, Field(field, value));

    private static TinyModel InGraph(int field, ProtoBytes value) => new() { AlterGraph = graph => graph.Message(field, value) };

    private static TinyModel InModel(int field, ProtoBytes value) => new() { AlterModel = model => model.Message(field, value) };

    private string Refusal(TinyModel model) => Assert.Throws<ModelException>(() => EmbeddingModel.Load(model.Write(_folder["model"]))).Message;
}
