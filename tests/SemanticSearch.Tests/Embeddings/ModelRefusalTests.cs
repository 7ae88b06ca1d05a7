using System.Text.Json.Nodes;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Tests.Embeddings;

/// <summary>Each way in which a model folder is refused when it is read, with what the message tells.</summary>
public sealed class ModelRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder["model"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_folder() => Refuses(_folder["absent"], "no model folder", _folder["absent"], "vocab.txt");

    [Fact]
    public void No_manifest()
    {
        File.Delete(Path.Combine(new TinyModel().Write(Model), "model.json"));
        Refuses(Model, Model, "has no model.json", "Copy");
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_manifest_that_is_not_a_json_object(string content)
    {
        File.WriteAllText(Path.Combine(new TinyModel().Write(Model), "model.json"), content);
        Refuses(Model, "model.json", "cannot be read");
    }

    [Theory]
    [InlineData("name")]
    [InlineData("license")]
    [InlineData("dimensions")]
    [InlineData("maxTokens")]
    [InlineData("lowerCase")]
    [InlineData("stripAccents")]
    [InlineData("inputs")]
    [InlineData("output")]
    [InlineData("pooling")]
    [InlineData("normalized")]
    [InlineData("queryPrefix")]
    [InlineData("passagePrefix")]
    [InlineData("titleSeparator")]
    [InlineData("files")]
    public void A_missing_field(string field)
    {
        Manifest(manifest => manifest.Remove(field));
        Refuses(Model, "model.json", field);
    }

    [Fact]
    public void An_unknown_field()
    {
        Manifest(manifest => manifest["queryPrefx"] = "query: ");
        Refuses(Model, "model.json", "queryPrefx");
    }

    [Fact]
    public void A_field_that_is_given_twice()
    {
        var path = Path.Combine(new TinyModel().Write(Model), "model.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("{\"name\"", "{\"pooling\":\"mean\",\"name\"", StringComparison.Ordinal));
        Refuses(Model, "model.json", "pooling");
    }

    [Theory]
    [InlineData("dimensions", 0, "1 or more")]
    [InlineData("dimensions", -384, "1 or more")]
    [InlineData("maxTokens", 7, "8 to 8192")]
    [InlineData("maxTokens", 8193, "8 to 8192")]
    [InlineData("pooling", "max", "\"none\", \"cls\" or \"mean\"")]
    [InlineData("output", "", "not be empty")]
    public void A_field_out_of_its_range(string field, object value, string expected)
    {
        Manifest(manifest => manifest[field] = JsonValue.Create(value));
        Refuses(Model, field, $"{value}", expected);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    public void A_file_that_is_missing_unlisted_or_changed(string name)
    {
        var path = Path.Combine(new TinyModel().Write(Model), name);
        var content = File.ReadAllBytes(path);
        File.Delete(path);
        Refuses(Model, path, "is missing");
        File.WriteAllBytes(path, content[..^1]);
        Refuses(Model, path, $"{content.Length - 1} bytes", $"{content.Length}");
        content[^1] ^= 1;
        File.WriteAllBytes(path, content);
        Refuses(Model, path, "SHA-256");
        Manifest(manifest => manifest["files"]!.AsObject().Remove(name));
        Refuses(Model, "does not list", name);
    }

    [Fact]
    public void A_listed_file_without_its_size_or_hash()
    {
        Manifest(manifest => manifest["files"]!["model.onnx"]!["bytes"] = 0);
        Refuses(Model, "model.onnx", "bytes");
        Manifest(manifest => manifest["files"]!["vocab.txt"]!["sha256"] = "cafe");
        Refuses(Model, "vocab.txt", "sha256");
        Manifest(manifest => manifest["files"]!["vocab.txt"] = null);
        Refuses(Model, "vocab.txt", "sha256");
    }

    [Theory]
    [InlineData("../vocab.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("..")]
    [InlineData("sub/vocab.txt")]
    [InlineData("..\\vocab.txt")]
    [InlineData("")]
    public void A_file_name_that_leaves_the_folder(string name)
    {
        Manifest(manifest => manifest["files"]![name] = new JsonObject { ["bytes"] = 1, ["sha256"] = new string('0', 64) });
        Refuses(Model, $"\"{name}\"", "leave the model folder");
    }

    [Fact]
    public void A_file_that_is_a_symbolic_link()
    {
        var path = Path.Combine(new TinyModel().Write(Model), "vocab.txt");
        File.Move(path, _folder["elsewhere.txt"]);
        File.CreateSymbolicLink(path, _folder["elsewhere.txt"]);
        Refuses(Model, path, "symbolic link", _folder["elsewhere.txt"]);
    }

    [Theory]
    [InlineData("[PAD]")]
    [InlineData("[UNK]")]
    [InlineData("[CLS]")]
    [InlineData("[SEP]")]
    public void A_vocabulary_without_a_special_token(string token)
    {
        Write(new TinyModel { Vocabulary = string.Join('\n', TinyModel.Tokens.Except([token])) });
        Refuses(Model, "vocab.txt", token, "6 lines");
    }

    [Fact]
    public void A_vocabulary_with_a_token_twice()
    {
        Write(new TinyModel { Vocabulary = string.Join('\n', TinyModel.Tokens.Append("beta")) });
        Refuses(Model, "vocab.txt", "cannot be used");
    }

    private void Manifest(Action<JsonObject> alter) => Write(new TinyModel { AlterManifest = manifest => alter(manifest) });

    private void Write(TinyModel model) => model.Write(Model);

    private static void Refuses(string path, params string[] parts)
    {
        var refusal = Assert.Throws<ModelException>(() => EmbeddingModel.Load(path));
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }
}
