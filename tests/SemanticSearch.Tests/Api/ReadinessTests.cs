using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using SemanticSearch.Api;

namespace SemanticSearch.Tests.Api;

/// <summary>A service whose engine has not opened yet.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly WebApplicationFactory<EngineHost> _factory;
    private readonly HttpClient _client;

    public ReadinessTests()
    {
        // The host of the engine is there, but nobody starts it.
        _factory = ApiFixture.Factory(_data.FullPath).WithWebHostBuilder(host => host.ConfigureTestServices(services =>
        {
            foreach (var starter in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory is not null).ToList())
                services.Remove(starter);
        }));
        _client = _factory.CreateClient();
    }

    public void Dispose()
    {
        _factory.Dispose();
        _data.Dispose();
    }

    [Theory]
    [InlineData("GET", "/health/ready")]
    [InlineData("GET", "/v1/search?q=a")]
    [InlineData("GET", "/v1/search?nothing=right")]
    [InlineData("POST", "/v1/search")]
    [InlineData("POST", "/v1/similar")]
    [InlineData("GET", "/v1/papers/sample:genetics-14")]
    [InlineData("GET", "/v1/papers/arXiv:math/0309136")]
    [InlineData("GET", "/v1/papers/sample:genetics-14/similar")]
    [InlineData("GET", "/v1/similar?like=sample:genetics-14")]
    [InlineData("GET", "/v1/topics")]
    [InlineData("GET", "/v1/topics/one")]
    [InlineData("GET", "/v1/topics/1/papers")]
    [InlineData("GET", "/v1/topics/1/timeline")]
    [InlineData("GET", "/v1/topics/1/lineage")]
    [InlineData("GET", "/v1/topics/trending")]
    [InlineData("GET", "/v1/topics/assign")]
    [InlineData("POST", "/v1/topics/assign")]
    [InlineData("GET", "/v1/map")]
    [InlineData("GET", "/v1/map/papers?point=0")]
    [InlineData("GET", "/v1/map/months")]
    public async Task Until_it_is_ready_every_question_is_told_to_wait(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("starting", (string?)problem["code"]);
        Assert.Equal("Reading the sentence model and opening the store.", (string?)problem["detail"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?q=a")]
    [InlineData("/papers/sample:genetics-14")]
    public async Task The_page_says_that_it_warms_up_and_comes_back_by_itself(string path)
    {
        using var answer = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<h1>Warming up</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"1\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lives_all_the_same()
    {
        using var answer = await _client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
