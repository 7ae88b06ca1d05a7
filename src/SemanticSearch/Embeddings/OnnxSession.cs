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

    private readonly EmbeddingModel _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly long[] _ones;
    private readonly long[] _zeros;

    /// <exception cref="ModelException">ONNX Runtime refuses the model, or the model is not what its manifest says.</exception>
    public OnnxSession(EmbeddingModel model)
    {
        _model = model;
        _inputNames = model.TypesInput is { } types ? [model.IdsInput, model.MaskInput, types] : [model.IdsInput, model.MaskInput];
        _outputNames = [model.OutputName];
        _ones = new long[model.MaxTokens];
        _zeros = new long[model.MaxTokens];
        Array.Fill(_ones, 1);
        _session = Open(model);
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
                $"The model {_model.Name} gave a vector of length {length} for a text of {ids.Length} tokens; it must be finite and above 0. The model is damaged or not fit for this CPU.");
        if (!_model.Normalized)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
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
        RefuseOther("input", _inputNames, _session.InputMetadata, TensorElementType.Int64);
        RefuseOther("output", _outputNames, _session.OutputMetadata, TensorElementType.Float);
        if (_session.InputNames.Except(_inputNames).FirstOrDefault() is { } extra)
            throw new ModelException($"The model {_model.Name} also needs the input \"{extra}\", which its manifest does not name. Export it with {string.Join(", ", _inputNames)} alone.");
    }

    private void RefuseOther(string kind, string[] names, IReadOnlyDictionary<string, NodeMetadata> found, TensorElementType expectedType)
    {
        foreach (var name in names)
            if (!found.TryGetValue(name, out var node))
                throw new ModelException($"The model {_model.Name} has no {kind} \"{name}\"; it has {string.Join(", ", found.Keys)}. Correct the names in {ModelManifest.FileName}.");
            else if (node.ElementDataType != expectedType)
                throw new ModelException($"The {kind} \"{name}\" of the model {_model.Name} is of type {node.ElementDataType}; it must be {expectedType}. Export the model again.");
    }

    // The longest text and the last id are where a manifest or vocabulary that belongs to another model breaks.
    private void Probe()
    {
        var ids = new long[_model.MaxTokens];
        Array.Fill(ids, _model.Vocabulary.Count - 1);
        (ids[0], ids[^1]) = (_model.Vocabulary.ClsId, _model.Vocabulary.SepId);
        Run(ids);
        var length = TensorPrimitives.Norm<float>(RunRaw(new SentenceTokenizer(_model).Tokenize("A sentence to try the model on.").Ids));
        if (_model.Normalized && Math.Abs(length - 1) > UnitTolerance)
            throw new ModelException($"The model {_model.Name} gave a vector of length {length}; its manifest says that the output is normalized. Set normalized to false, or export it again.");
    }

    private float[] RunRaw(long[] ids)
    {
        var inputs = Inputs(ids);
        try
        {
            using var outputs = _session.Run(_runOptions, _inputNames, inputs, _outputNames);
            return Pool(outputs[0], ids.Length);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new ModelException($"The model {_model.Name} fails on a text of {ids.Length} tokens: {problem.Message} Compare maxTokens and vocab.txt with the _model.", problem);
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
        var inputs = new OrtValue[_inputNames.Length];
        inputs[0] = OrtValue.CreateTensorValueFromMemory(ids, shape);
        inputs[1] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _ones.AsMemory(0, ids.Length), shape);
        if (inputs.Length > 2)
            inputs[2] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _zeros.AsMemory(0, ids.Length), shape);
        return inputs;
    }

    private float[] Pool(OrtValue output, int tokenCount)
    {
        var expected = SentencePooling.ExpectedShape(_model.Pooling, tokenCount, _model.Dimensions);
        var found = output.GetTensorTypeAndShape().Shape;
        if (!found.AsSpan().SequenceEqual(expected))
            throw new ModelException(
                $"The output \"{_model.OutputName}\" of the model {_model.Name} has shape [{string.Join(", ", found)}]; "
                + $"the manifest's dimensions and pooling ask for [{string.Join(", ", expected)}]. Correct them in {ModelManifest.FileName}.");
        return SentencePooling.Pool(_model.Pooling, output.GetTensorDataAsSpan<float>(), _model.Dimensions);
    }
}
