using Microsoft.Extensions.Configuration;
using SemanticSearch.Api.Settings;

namespace SemanticSearch.Tests.Api.Access;

/// <summary>Settings of the service, right and wrong.</summary>
public class ServiceConfigurationTests
{
    private static readonly string Hash = KeyTests.Hash("a key");

    public static readonly TheoryData<string, string, string> Wrong = new()
    {
        { "Keys:Read:0", "a key in clear", "SemanticSearch:Keys:Read:0 is no SHA-256" },
        { "Keys:Write:1", new string('g', 64), "SemanticSearch:Keys:Write:1 is no SHA-256" },
        { "Keys:Write:0", Hash[..63], "sha256sum" },
        { "Keys:Read", Hash, "SemanticSearch:Keys:Read takes a list" },
        { "Keys", Hash, "SemanticSearch:Keys takes no value of its own, but keys below it: Read, Write" },
        { "Keys:Admin:0", Hash, "SemanticSearch:Keys:Admin is unknown" },
        { "Keys:Read:0:Hash", Hash, "SemanticSearch:Keys:Read:0:Hash is unknown" },
        { "Limits:RequestsPerMinute", "0", "from 1 to 1000000" },
        { "Limits:RequestsPerMinute", "many", "\"many\"" },
        { "Limits:TimeoutSeconds", "-1", "from 1 to 3600" },
        { "Limits:Timeout", "5", "SemanticSearch:Limits:Timeout is unknown" },
        { "AllowAnonymous", "yes", "takes true or false" },
        { "Sample", "maybe", "takes true or false" },
        { "Cors:Origins:0", "example.org", "takes a site" },
        { "Cors:Origins:0", "https://example.org/", "without a path" },
        { "Cors:Origins:0", "https://me@example.org", "takes a site" },
        { "Cors:Origins", "https://example.org", "takes a list" },
        { "Cors:Methods", "GET", "SemanticSearch:Cors:Methods is unknown" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_does_not_fit_is_refused_by_name(string key, string value, string told)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Read((key, value)));
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        if (key.StartsWith("Keys", StringComparison.Ordinal))
            Assert.DoesNotContain(value, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_site_at_once_is_for_services_without_keys()
    {
        Assert.Equal(["*"], Read(("Cors:Origins:0", "*")).CorsOrigins);
        Assert.Contains("name each site", Assert.Throws<ConfigurationException>(() => Read(("Cors:Origins:0", "*"), ("Keys:Read:0", Hash))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_set_has_a_default_that_is_safe()
    {
        var options = Read();
        Assert.True(options is { Sample: true, AllowAnonymous: false, HasKeys: false, RequestsPerMinute: null, CorsOrigins: [] });
        Assert.Equal(TimeSpan.FromSeconds(5), options.Timeout);
        Assert.False(Read(("Keys:Read:0", "")).HasKeys);
    }

    [Fact]
    public void The_engine_knows_every_key_of_the_service_and_no_other() =>
        Assert.Equal(EngineConfiguration.ServiceKeys.Order(), ServiceConfiguration.Keys.Select(key => key.Split(':')[0]).Distinct().Order());

    private static ServiceOptions Read(params (string Key, string Value)[] settings) => ServiceConfiguration.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"SemanticSearch:{setting.Key}", (string?)setting.Value))).Build());
}
