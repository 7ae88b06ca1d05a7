using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SemanticSearch.Api.Settings;

namespace SemanticSearch.Tests.House;

/// <summary>The files of deploy/ against the checkout: a container cannot be started here.</summary>
public partial class DeployTests
{
    private static readonly string[] Compositions = ["compose.yaml", "compose.cluster.yaml"];

    [Fact]
    public void The_image_builds_programs_that_exist_and_starts_one_of_them()
    {
        var dockerfile = Read("Dockerfile");
        var projects = ProjectPattern().Matches(dockerfile).Select(match => match.Value).Distinct().ToList();
        Assert.Equal(["src/SemanticSearch.Api", "src/SemanticSearch.Indexer"], projects.Order(StringComparer.Ordinal));
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Repository.Root, project, Path.GetFileName(project) + ".csproj")), project));
        Assert.Contains("USER $APP_UID", dockerfile, StringComparison.Ordinal);
        Assert.Contains("/health/ready", dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_are_started_by_the_names_that_they_are_built_under()
    {
        var started = new[] { "Dockerfile" }.Concat(Compositions).SelectMany(file => DllPattern().Matches(Read(file))).Select(match => (Folder: match.Groups[1].Value, Dll: match.Groups[2].Value)).ToList();
        Assert.NotEmpty(started);
        Assert.All(started, program =>
        {
            Assert.Equal(program.Folder, program.Dll.Split('.')[^1], ignoreCase: true);
            Assert.True(Directory.Exists(Path.Combine(Repository.Root, "src", program.Dll)), program.Dll);
        });
    }

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("compose.cluster.yaml")]
    public void Every_setting_is_one_that_the_programs_read(string file)
    {
        var settings = SettingPattern().Matches(Read(file)).ToDictionary(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal), match => Value(match.Groups[2].Value));
        Assert.Equal("qdrant", settings["SemanticSearch:Store"]);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings!).Build();
        var options = EngineConfiguration.Read(configuration, EngineConfiguration.ServiceKeys);
        // Inside a container the service listens to all addresses, and would refuse to do so with neither.
        Assert.True(ServiceConfiguration.Read(configuration) is { AllowAnonymous: true } or { HasKeys: true });
        Assert.Equal(StoreKind.Qdrant, options.Store);
    }

    [Fact]
    public void Every_image_has_a_version()
    {
        var images = Compositions.SelectMany(file => ImagePattern().Matches(Read(file))).Select(match => match.Groups[1].Value).Where(image => image != "semanticsearch").ToList();
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(@":v?\d", image));
    }

    [Fact]
    public void The_proxy_asks_the_services_that_the_cluster_has()
    {
        var services = UpstreamPattern().Matches(Read("Caddyfile")).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, services.Count);
        Assert.All(services, service => Assert.Contains($"\n  {service}:\n", Read("compose.cluster.yaml"), StringComparison.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", file)).ReplaceLineEndings("\n");

    // What the environment gives at run time is anything that is not empty.
    private static string Value(string text) => text.StartsWith("${", StringComparison.Ordinal) ? "given" : text.Trim('"');

    [GeneratedRegex(@"src/SemanticSearch\.\w+")]
    private static partial Regex ProjectPattern();

    [GeneratedRegex(@"/app/(\w+)/(SemanticSearch\.\w+)\.dll")]
    private static partial Regex DllPattern();

    [GeneratedRegex(@"^ +(SemanticSearch__\w+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex SettingPattern();

    [GeneratedRegex(@"^ +image: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex ImagePattern();

    [GeneratedRegex(@"(api-\d):8080")]
    private static partial Regex UpstreamPattern();
}
