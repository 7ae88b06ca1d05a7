using Microsoft.Extensions.Configuration;

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
        Assert.Contains("Store, DataFolder, ModelFolder, Sample", message, StringComparison.Ordinal);
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
