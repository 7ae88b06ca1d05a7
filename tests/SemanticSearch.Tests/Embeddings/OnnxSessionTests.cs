using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

/// <summary>Pooling by hand-computed examples, and the models that are refused once they run.</summary>
public sealed class OnnxSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // "alpha beta" is [CLS] alpha beta [SEP]: rows (3 4 0 0), (0 0 0 8), (1 1 1 1), (0 0 2 0).
    [Theory]
    [InlineData("cls", new float[] { 3, 4, 0, 0 })]
    [InlineData("mean", new float[] { 4, 5, 3, 9 })]
    [InlineData("none", new float[] { 4, 5, 3, 9 })]
    public async Task Pooling_gives_the_row_or_the_mean_at_unit_length(string pooling, float[] direction)
    {
        var length = MathF.Sqrt(direction.Sum(value => value * value));
        var vector = await VectorAsync(new TinyModel { Pooling = pooling }, "Alpha BETA");
        for (var i = 0; i < direction.Length; i++)
            Assert.Equal(direction[i] / length, vector[i], 1e-6f);
    }

    [Fact]
    public async Task A_model_without_token_types_runs()
    {
        var model = new TinyModel { AlterManifest = manifest => manifest["inputs"]!["types"] = null };
        Assert.Contains("\"token_type_ids\", which its manifest does not name", Refusal(model), StringComparison.Ordinal);
        model.OmitTypes = true;
        Assert.Equal(4, (await VectorAsync(model, "alpha")).Length);
    }

    [Fact]
    public void Other_dimensions_than_the_manifest_says_are_refused()
    {
        var refusal = Refusal(new TinyModel { AlterManifest = manifest => manifest["dimensions"] = 5 });
        Assert.Contains("[1, 8, 4]", refusal, StringComparison.Ordinal);
        Assert.Contains("[1, 8, 5]", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Pooling_that_does_not_fit_the_output_is_refused()
    {
        var refusal = Refusal(new TinyModel { AlterManifest = manifest => manifest["pooling"] = "none" });
        Assert.Contains("[1, 8, 4]", refusal, StringComparison.Ordinal);
        Assert.Contains("[1, 4]", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Output_that_is_not_finite_is_refused_at_the_start(float value)
    {
        var model = new TinyModel();
        model.Weights[4 * 2] = value;
        Assert.Contains("must be finite", Refusal(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_is_not_finite_is_refused_in_any_later_run()
    {
        var model = new TinyModel { Pooling = "mean" };
        model.Weights[4 * 5] = float.NaN;
        using var embedder = Open(model);
        await embedder.GenerateAsync(["alpha"], cancellationToken: TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<ModelException>(() => embedder.GenerateAsync(["alpha", "beta"], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("NaN for a text of 3 tokens", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_is_only_said_to_be_normalized_is_refused()
    {
        var refusal = Refusal(new TinyModel { AlterManifest = manifest => manifest["normalized"] = true });
        Assert.Contains("length 5", refusal, StringComparison.Ordinal);
        Assert.Contains("normalized", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ids", "tokens", "input")]
    [InlineData("mask", "visible", "input")]
    [InlineData("types", "segments", "input")]
    [InlineData("output", "embedding", "output")]
    public void Names_that_the_model_does_not_have_are_refused(string field, string name, string kind)
    {
        var refusal = Refusal(new TinyModel
        {
            AlterManifest = manifest => (field == "output" ? manifest : manifest["inputs"]!.AsObject())[field] = name,
        });
        Assert.Contains($"has no {kind} \"{name}\"", refusal, StringComparison.Ordinal);
        Assert.Contains(kind == "output" ? "rows" : "input_ids", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_of_another_type_are_refused()
    {
        var refusal = Refusal(new TinyModel { IdsType = 6 });
        Assert.Contains("\"input_ids\"", refusal, StringComparison.Ordinal);
        Assert.Contains("Int32", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_that_is_longer_than_the_model_knows_is_refused() =>
        Assert.Contains("vocab.txt", Refusal(new TinyModel { Vocabulary = new TinyModel().Vocabulary + "delta\n" }), StringComparison.Ordinal);

    [Fact]
    public void A_model_that_the_runtime_cannot_run_is_refused() =>
        Assert.Contains("ONNX Runtime refuses the model tiny", Refusal(new TinyModel
        {
            AlterGraph = graph => graph.Message(1, new ProtoBytes().Text(1, "rows").Text(2, "more").Text(4, "NoSuchOperator")),
        }), StringComparison.Ordinal);

    private OnnxEmbedder Open(TinyModel model) => new(EmbeddingModel.Load(model.Write(_folder["model"])), maxConcurrency: 1);

    private string Refusal(TinyModel model) => Assert.Throws<ModelException>(() => Open(model)).Message;

    private async Task<float[]> VectorAsync(TinyModel model, string text)
    {
        using var embedder = Open(model);
        var embedding = await embedder.GenerateAsync(text, cancellationToken: TestContext.Current.CancellationToken);
        return embedding.Vector.ToArray();
    }
}
