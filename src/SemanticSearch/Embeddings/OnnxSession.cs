using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SemanticSearch.Embeddings;

/// <summary>
/// One ONNX Runtime session that turns the ids of one text into its vector. Each run uses the calling thread alone,
/// and any number of threads may run at once: the result depends on the ids and on nothing else.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private const float UnitTolerance = 1e-3f;

    private readonly EmbeddingModel model;
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly long[] ones;
    private readonly long[] zeros;

    /// <exception cref="ModelException">ONNX Runtime refuses the model, or the model is not what its manifest says.</exception>
    public OnnxSession(EmbeddingModel model)
    {
        this.model = model;
        inputNames = model.TypesInput is { } types ? [model.IdsInput, model.MaskInput, types] : [model.IdsInput, model.MaskInput];
        outputNames = [model.OutputName];
        ones = new long[model.MaxTokens];
        zeros = new long[model.MaxTokens];
        Array.Fill(ones, 1);
        session = Open(model);
        try
        {
            RefuseOtherNames();
            Probe();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The unit-length vector of one text.</summary>
    /// <param name="ids">2 to <see cref="EmbeddingModel.MaxTokens"/> token ids.</param>
    /// <exception cref="ModelException">The run fails or its output is not finite.</exception>
    public float[] Run(long[] ids)
    {
        var vector = RunRaw(ids);
        var length = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(length) || length == 0)
            throw new ModelException(
                $"The model {model.Name} gave a vector of length {length} for a text of {ids.Length} tokens; it must be finite and above 0. The model is damaged or not fit for this CPU.");
        if (!model.Normalized)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private static InferenceSession Open(EmbeddingModel model)
    {
        // One thread a run: more callers, not more threads, keep all cores busy without waiting for one another.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(model.OnnxBytes, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new ModelException($"ONNX Runtime refuses the model {model.Name}: {problem.Message} Export it for the CPU provider of this version.", problem);
        }
    }

    private void RefuseOtherNames()
    {
        RefuseOther("input", inputNames, session.InputMetadata, TensorElementType.Int64);
        RefuseOther("output", outputNames, session.OutputMetadata, TensorElementType.Float);
        if (session.InputNames.Except(inputNames).FirstOrDefault() is { } extra)
            throw new ModelException($"The model {model.Name} also needs the input \"{extra}\", which its manifest does not name. Export it with {string.Join(", ", inputNames)} alone.");
    }

    private void RefuseOther(string kind, string[] names, IReadOnlyDictionary<string, NodeMetadata> found, TensorElementType expectedType)
    {
        foreach (var name in names)
            if (!found.TryGetValue(name, out var node))
                throw new ModelException($"The model {model.Name} has no {kind} \"{name}\"; it has {string.Join(", ", found.Keys)}. Correct the names in {ModelManifest.FileName}.");
            else if (node.ElementDataType != expectedType)
                throw new ModelException($"The {kind} \"{name}\" of the model {model.Name} is of type {node.ElementDataType}; it must be {expectedType}. Export the model again.");
    }

    // The longest text and the last id are where a manifest or vocabulary that belongs to another model breaks.
    private void Probe()
    {
        var ids = new long[model.MaxTokens];
        Array.Fill(ids, model.Vocabulary.Count - 1);
        (ids[0], ids[^1]) = (model.Vocabulary.ClsId, model.Vocabulary.SepId);
        Run(ids);
        var length = TensorPrimitives.Norm<float>(RunRaw(new SentenceTokenizer(model).Tokenize("A sentence to try the model on.").Ids));
        if (model.Normalized && Math.Abs(length - 1) > UnitTolerance)
            throw new ModelException($"The model {model.Name} gave a vector of length {length}; its manifest says that the output is normalized. Set normalized to false, or export it again.");
    }

    private float[] RunRaw(long[] ids)
    {
        var inputs = Inputs(ids);
        try
        {
            using var outputs = session.Run(runOptions, inputNames, inputs, outputNames);
            return Pool(outputs[0], ids.Length);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new ModelException($"The model {model.Name} fails on a text of {ids.Length} tokens: {problem.Message} Compare maxTokens and vocab.txt with the model.", problem);
        }
        finally
        {
            foreach (var input in inputs)
                input.Dispose();
        }
    }

    // Ids go to the runtime as they are; mask and types are the same for all texts but for their length.
    private OrtValue[] Inputs(long[] ids)
    {
        long[] shape = [1, ids.Length];
        var inputs = new OrtValue[inputNames.Length];
        inputs[0] = OrtValue.CreateTensorValueFromMemory(ids, shape);
        inputs[1] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ones.AsMemory(0, ids.Length), shape);
        if (inputs.Length > 2)
            inputs[2] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, zeros.AsMemory(0, ids.Length), shape);
        return inputs;
    }

    private float[] Pool(OrtValue output, int tokenCount)
    {
        var expected = SentencePooling.ExpectedShape(model.Pooling, tokenCount, model.Dimensions);
        var found = output.GetTensorTypeAndShape().Shape;
        if (!found.AsSpan().SequenceEqual(expected))
            throw new ModelException(
                $"The output \"{model.OutputName}\" of the model {model.Name} has shape [{string.Join(", ", found)}]; "
                + $"the manifest's dimensions and pooling ask for [{string.Join(", ", expected)}]. Correct them in {ModelManifest.FileName}.");
        return SentencePooling.Pool(model.Pooling, output.GetTensorDataAsSpan<float>(), model.Dimensions);
    }
}
