using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

public sealed class OnnxEmbedderTests
{
    private static readonly string[] Texts = [.. GoldenTexts.Vectors.Select(TextOf)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <remarks>
    /// Kernels of another CPU may round a float differently in its last bit. Where that moves one activation over the edge of
    /// an int8 step, the text's vector turns by a cosine of .9995 to .9999; all other texts agree in every printed digit.
    /// So a single text proves little at .9999, but half of them differing would be a mistake of ours.
    /// </remarks>
    [Fact]
    public async Task Every_golden_vector_is_reproduced()
    {
        var embeddings = await RealModel.Embedder.GenerateAsync(Texts, cancellationToken: Cancellation);
        var cosines = embeddings.Zip(GoldenTexts.Vectors, (found, golden) => TensorPrimitives.CosineSimilarity(found.Vector.Span, golden.Vector)).ToArray();
        Assert.Equal(31, cosines.Length);
        Assert.All(cosines, cosine => Assert.InRange(cosine, 0.999f, 1.0001f));
        Assert.InRange(cosines.Order().ElementAt(cosines.Length / 2), 0.99999f, 1.0001f);
        Assert.All(embeddings, embedding => Assert.Equal(1, TensorPrimitives.Norm(embedding.Vector.Span), 1e-5f));
    }

    [Fact]
    public async Task A_vector_is_the_same_bit_for_bit_whatever_runs_beside()
    {
        using var single = new OnnxEmbedder(RealModel.Model, maxConcurrency: 1);
        var alone = await VectorsAsync(single, Texts);
        using var many = new OnnxEmbedder(RealModel.Model, maxConcurrency: 8);
        var callers = Enumerable.Range(0, 8).Select(caller => VectorsAsync(many, caller % 2 == 0 ? Texts : [.. Texts.Reverse()])).ToArray();
        for (var caller = 0; caller < callers.Length; caller++)
        {
            var found = await callers[caller];
            Assert.Equal(alone, caller % 2 == 0 ? found : [.. found.Reverse()]);
        }
        Assert.Equal(alone, await VectorsAsync(single, Texts));
    }

    [Fact]
    public async Task Each_embedding_tells_its_tokens_and_whether_it_was_cut()
    {
        var embeddings = await RealModel.Embedder.GenerateAsync(["two words", string.Concat(Enumerable.Repeat("word ", 600)), ""], cancellationToken: Cancellation);
        Assert.Equal([4, 512, 2], embeddings.Select(embedding => embedding.TokenCount));
        Assert.Equal([false, true, false], embeddings.Select(embedding => embedding.Truncated));
        Assert.Equal(518, embeddings.Usage!.InputTokenCount);
        Assert.All(embeddings, embedding => Assert.Equal(("bge-small-en-v1.5-int8", 384), (embedding.ModelId, embedding.Dimensions)));
    }

    [Fact]
    public void Metadata_model_and_embedder_are_its_services()
    {
        IEmbeddingGenerator embedder = RealModel.Embedder;
        var metadata = embedder.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(("onnxruntime", "bge-small-en-v1.5-int8", 384), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(RealModel.Model, embedder.GetService<EmbeddingModel>());
        Assert.Same(embedder, embedder.GetService<OnnxEmbedder>());
        Assert.Null(embedder.GetService<string>());
        Assert.Null(embedder.GetService<OnnxEmbedder>("key"));
    }

    [Fact]
    public async Task What_this_model_cannot_do_is_refused()
    {
        var embedder = RealModel.Embedder;
        var dimensions = await Assert.ThrowsAsync<ArgumentException>(() => embedder.GenerateAsync(["text"], new() { Dimensions = 128 }, Cancellation));
        Assert.Contains("384", dimensions.Message, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<ArgumentException>(() => embedder.GenerateAsync(["text"], new() { ModelId = "other" }, Cancellation));
        Assert.Contains("other", other.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(() => embedder.GenerateAsync([null!], cancellationToken: Cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxEmbedder(RealModel.Model, maxConcurrency: 0));
        Assert.Empty(await embedder.GenerateAsync([], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Cancelled_before_it_begins()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RealModel.Embedder.GenerateAsync(["text"], cancellationToken: source.Token));
    }

    [Fact]
    public async Task Cancelled_while_it_waits_for_its_turn()
    {
        using var embedder = new OnnxEmbedder(RealModel.Model, maxConcurrency: 1);
        var longText = string.Concat(Enumerable.Repeat("word ", 600));
        var busy = embedder.GenerateAsync(Enumerable.Repeat(longText, 8), cancellationToken: Cancellation);
        using var source = new CancellationTokenSource();
        var waiting = embedder.GenerateAsync(Enumerable.Repeat(longText, 1000), cancellationToken: source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(8, (await busy).Count);
    }

    [Fact]
    public async Task Disposing_waits_for_what_runs_and_fails_what_waits()
    {
        var embedder = new OnnxEmbedder(RealModel.Model, maxConcurrency: 2);
        var busy = embedder.GenerateAsync(Enumerable.Repeat("a text among many", 100_000), cancellationToken: Cancellation);
        embedder.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => busy);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => embedder.GenerateAsync(["text"], cancellationToken: Cancellation));
        embedder.Dispose();
    }

    private static string TextOf(GoldenVector golden) => golden.Kind == "query" ? RealModel.Model.QueryText(golden.Text) : golden.Text;

    private static async Task<float[][]> VectorsAsync(OnnxEmbedder embedder, string[] texts) =>
        [.. (await embedder.GenerateAsync(texts, cancellationToken: Cancellation)).Select(embedding => embedding.Vector.ToArray())];
}
