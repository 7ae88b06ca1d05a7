using Google.Protobuf;
using SemanticSearch.Embeddings.Onnx;

namespace SemanticSearch.Embeddings;

/// <summary>Looks into an ONNX model, before ONNX Runtime does, for tensors whose data would be read from some other file.</summary>
internal static class OnnxContent
{
    private const int External = 1;

    // Only the parts that can hold a tensor are kept; the weights themselves are skipped.
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <exception cref="ModelException">The bytes are not an ONNX model, or a tensor in it refers to an external file.</exception>
    public static void RefuseExternalData(string path, byte[] content)
    {
        var model = Parse(path, content);
        if (Tensors(model).FirstOrDefault(IsExternal) is not { } tensor)
            return;
        var location = tensor.ExternalData.FirstOrDefault(entry => entry.Key == "location")?.Value ?? "(no location)";
        throw new ModelException(
            $"The tensor \"{tensor.Name}\" of {path} keeps its data in another file, {location}, which the manifest's hash does not cover. Save the model with all data inside.");
    }

    private static ModelProto Parse(string path, byte[] content)
    {
        try
        {
            var model = Parser.ParseFrom(content);
            if (model.Graph is { Node.Count: > 0 })
                return model;
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw NotAModel(path, problem);
        }
        throw NotAModel(path, null);
    }

    private static ModelException NotAModel(string path, Exception? problem) =>
        new($"{path} is not an ONNX model: {problem?.Message ?? "it holds no graph."} Export the model again and correct its bytes and sha256 in {ModelManifest.FileName}.", problem);

    private static bool IsExternal(TensorProto tensor) => tensor.DataLocation == External || tensor.ExternalData.Count > 0;

    private static IEnumerable<TensorProto> Tensors(ModelProto model) =>
    [
        .. Tensors(model.Graph),
        .. model.TrainingInfo.SelectMany(training => Tensors(training.Initialization).Concat(Tensors(training.Algorithm))),
        .. model.Functions.SelectMany(function => function.AttributeProto.Concat(function.Node.SelectMany(node => node.Attribute)).SelectMany(Tensors)),
    ];

    private static IEnumerable<TensorProto> Tensors(GraphProto? graph) =>
        graph is null
            ? []
            : graph.Initializer
                .Concat(graph.SparseInitializer.SelectMany(Tensors))
                .Concat(graph.Node.SelectMany(node => node.Attribute).SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(AttributeProto attribute) =>
        attribute.Tensors
            .Concat(Given(attribute.T))
            .Concat(attribute.Graphs.Concat(Given(attribute.G)).SelectMany(Tensors))
            .Concat(attribute.SparseTensors.Concat(Given(attribute.SparseTensor)).SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(SparseTensorProto sparse) => Given(sparse.Values).Concat(Given(sparse.Indices));

    private static IEnumerable<T> Given<T>(T? item) where T : class => item is null ? [] : [item];
}
