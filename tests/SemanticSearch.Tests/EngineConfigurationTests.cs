using Microsoft.Extensions.Configuration;
using SemanticSearch.Storage.Qdrant;

namespace SemanticSearch.Tests;

/// <summary>From settings to options: defaults where nothing is said, a refusal by name where something is not known.</summary>
public class EngineConfigurationTests
{
    [Fact]
    public void Without_settings_the_defaults_hold()
    {
        var options = Read();
        Assert.Equal(new EngineOptions(), options);
        Assert.Equal((StoreKind.Embedded, "./data", null), (options.Store, options.DataFolder, options.ModelFolder));
    }

    [Fact]
    public void Keys_and_choices_are_read_in_any_case()
    {
        var options = Read(("SemanticSearch:STORE", "EMBEDDED"), ("semanticsearch:dataFolder", "/srv/papers"), ("SemanticSearch:modelfolder", "/srv/model"));
        Assert.Equal((StoreKind.Embedded, "/srv/papers", "/srv/model"), (options.Store, options.DataFolder, options.ModelFolder));
    }

    [Fact]
    public void An_empty_value_is_none()
    {
        var options = Read(("SemanticSearch:Store", ""), ("SemanticSearch:DataFolder", "  "), ("SemanticSearch:ModelFolder", null));
        Assert.Equal(new EngineOptions(), options);
    }

    [Fact]
    public void An_unknown_key_is_refused_by_name_with_the_known_ones()
    {
        var message = Refused(("SemanticSearch:DataFoldr", "/srv/papers"));
        Assert.Contains("SemanticSearch:DataFoldr", message, StringComparison.Ordinal);
        Assert.Contains("Store, DataFolder, ModelFolder, Qdrant:Endpoint, Qdrant:ApiKey, Qdrant:Collection, Qdrant:Shards,", message, StringComparison.Ordinal);
        Assert.EndsWith(", Sample.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_within_a_key_is_refused_as_well()
    {
        Assert.Contains("SemanticSearch:Unknown", Refused(("SemanticSearch:Unknown:Key", "1")), StringComparison.Ordinal);
        Assert.Contains("SemanticSearch:DataFolder:Path", Refused(("SemanticSearch:DataFolder:Path", "/srv/papers")), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_the_program_itself_and_of_other_sections_are_let_through() =>
        Assert.Equal("/srv/papers", Read(("SemanticSearch:sample", "false"), ("Logging:Anything", "1"), ("SemanticSearch:DataFolder", "/srv/papers")).DataFolder);

    [Theory]
    [InlineData("0")]
    [InlineData("+0")]
    [InlineData("-0")]
    [InlineData(" 0")]
    [InlineData("7")]
    [InlineData("embedded,embedded")]
    [InlineData("postgres")]
    public void A_value_that_names_no_choice_is_refused_with_the_choices(string value)
    {
        var message = Refused(("SemanticSearch:Store", value));
        Assert.Contains($"SemanticSearch:Store is \"{value}\"", message, StringComparison.Ordinal);
        Assert.Contains("embedded", message[message.IndexOf("it takes", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_of_the_server_are_read()
    {
        var options = Read(
            ("SemanticSearch:Store", "qdrant"), ("SemanticSearch:Qdrant:Endpoint", "https://qdrant.example:6334"), ("SemanticSearch:qdrant:apikey", "a-key"),
            ("SemanticSearch:Qdrant:Collection", "abstracts"), ("SemanticSearch:Qdrant:Shards", "3"), ("SemanticSearch:Qdrant:Replicas", "2"),
            ("SemanticSearch:Qdrant:WriteConsistency", "2"));
        Assert.Equal(StoreKind.Qdrant, options.Store);
        Assert.Equal(
            new QdrantOptions { Endpoint = "https://qdrant.example:6334", ApiKey = "a-key", Collection = "abstracts", Shards = 3, Replicas = 2, WriteConsistency = 2 },
            options.Qdrant);
    }

    [Theory]
    [InlineData("Qdrant:Endpoint", "localhost:6334")]
    [InlineData("Qdrant:Endpoint", "ftp://localhost")]
    [InlineData("Qdrant:Endpoint", "http://somebody:secret@localhost:6334")]
    [InlineData("Qdrant:Endpoint", "http://localhost:6334/collections")]
    [InlineData("Qdrant:Collection", "pa/pers")]
    [InlineData("Qdrant:ApiKey", "sec ret")]
    [InlineData("Qdrant:Shards", "0")]
    [InlineData("Qdrant:Shards", "-1")]
    [InlineData("Qdrant:Replicas", "many")]
    [InlineData("Qdrant:WriteConsistency", "2")]
    [InlineData("Qdrant:Nothing", "1")]
    [InlineData("Qdrant:Endpoint:Port", "1")]
    [InlineData("Qdrant", "http://localhost:6334")]
    public void A_key_of_the_server_that_does_not_fit_is_refused_by_name_and_no_secret_is_told(string key, string value)
    {
        var message = Refused(($"SemanticSearch:{key}", value));
        Assert.Contains($"SemanticSearch:{key}", message, StringComparison.Ordinal);
        Assert.DoesNotContain("sec", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_folder_is_the_given_one_or_else_the_one_of_the_checkout()
    {
        Assert.Equal("/srv/model", new EngineOptions { ModelFolder = "/srv/model" }.ResolveModelFolder());
        Assert.Equal(Repository.ModelFolder, new EngineOptions().ResolveModelFolder());
    }

    private static string Refused(params (string Key, string? Value)[] settings) =>
        Assert.Throws<ConfigurationException>(() => Read(settings)).Message;

    private static EngineOptions Read(params (string Key, string? Value)[] settings) => EngineConfiguration.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build(), "Sample");
}
