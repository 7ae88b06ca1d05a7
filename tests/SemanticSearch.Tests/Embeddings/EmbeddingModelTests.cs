using System.Text.Json.Nodes;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

public sealed class EmbeddingModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_committed_model_is_what_its_manifest_says()
    {
        var model = RealModel.Model;
        Assert.Equal(("bge-small-en-v1.5-int8", "MIT (LICENSE)", 384, 512), (model.Name, model.License, model.Dimensions, model.MaxTokens));
        Assert.Equal((true, true, Pooling.None, true), (model.LowerCase, model.StripAccents, model.Pooling, model.Normalized));
        Assert.Equal(("input_ids", "attention_mask", "token_type_ids", "sentence_embedding"), (model.IdsInput, model.MaskInput, model.TypesInput, model.OutputName));
        Assert.Equal("Represent this sentence for searching relevant passages: dark matter", model.QueryText("dark matter"));
    }

    [Theory]
    [InlineData("A title", "Its abstract.", "A title Its abstract.")]
    [InlineData("A title. ..\n", "Its abstract.", "A title Its abstract.")]
    [InlineData(" A title?", " Its abstract.", " A title?  Its abstract.")]
    [InlineData("A title.", "", "A title")]
    [InlineData("A title", " \n", "A title")]
    [InlineData("", "Its abstract.", "Its abstract.")]
    [InlineData(" . ", "Its abstract.", "Its abstract.")]
    [InlineData("", "", "")]
    public void A_passage_is_title_and_abstract(string title, string abstractText, string expected) =>
        Assert.Equal(expected, RealModel.Model.PassageText(title, abstractText));

    [Fact]
    public void The_passage_prefix_and_the_separator_come_from_the_manifest()
    {
        var model = Load(new TinyModel { AlterManifest = manifest => (manifest["passagePrefix"], manifest["titleSeparator"]) = ("passage: ", " [SEP] ") });
        Assert.Equal("passage: A title [SEP] Its abstract", model.PassageText("A title.", "Its abstract"));
        Assert.Equal("passage: Its abstract", model.PassageText("", "Its abstract"));
    }

    [Theory]
    [InlineData("dimensions", 5)]
    [InlineData("maxTokens", 9)]
    [InlineData("lowerCase", false)]
    [InlineData("stripAccents", false)]
    [InlineData("pooling", "mean")]
    [InlineData("normalized", true)]
    [InlineData("queryPrefix", "query: ")]
    [InlineData("passagePrefix", "passage: ")]
    [InlineData("titleSeparator", ". ")]
    [InlineData("output", "other")]
    public void The_hash_changes_with_whatever_decides_a_vector(string field, object value)
    {
        var usual = Load(new TinyModel()).Hash;
        Assert.Matches("^[0-9a-f]{64}$", usual);
        Assert.NotEqual(usual, Load(new TinyModel { AlterManifest = manifest => manifest[field] = JsonValue.Create(value) }).Hash);
    }

    [Fact]
    public void The_hash_changes_with_the_files_and_not_with_names_for_people()
    {
        var usual = Load(new TinyModel()).Hash;
        var otherWeights = new TinyModel();
        otherWeights.Weights[0] = 2;
        Assert.NotEqual(usual, Load(otherWeights).Hash);
        Assert.NotEqual(usual, Load(new TinyModel { Vocabulary = new TinyModel().Vocabulary + "delta\n" }).Hash);
        Assert.Equal(usual, Load(new TinyModel { AlterManifest = manifest => (manifest["name"], manifest["language"]) = ("renamed", "en") }).Hash);
    }

    [Fact]
    public void A_process_that_cannot_decompose_is_refused()
    {
        var refusal = Assert.Throws<ModelException>(() => EmbeddingModel.RefuseInvariantGlobalization("\u00e9"));
        Assert.Contains("globalization-invariant", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("libicu", refusal.Message, StringComparison.Ordinal);
    }

    private EmbeddingModel Load(TinyModel model) => EmbeddingModel.Load(model.Write(_folder["model"]));
}
