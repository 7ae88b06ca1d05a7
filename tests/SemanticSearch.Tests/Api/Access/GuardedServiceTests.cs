using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;

namespace SemanticSearch.Tests.Api.Access;

/// <summary>The whole service with keys, and as a program that must not start.</summary>
public sealed class GuardedServiceTests : IDisposable
{
    private static readonly string Dll = Path.Combine(
        [Repository.Root, "src", "SemanticSearch.Api", "bin", .. AppContext.BaseDirectory.TrimEnd('/').Split('/')[^2..], "SemanticSearch.Api.dll"]);

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task With_keys_only_health_and_what_says_nothing_of_the_papers_is_open()
    {
        await using var factory = ApiFixture.Factory(_data.FullPath).WithWebHostBuilder(host => host
            .UseSetting("SemanticSearch:Sample", "false").UseSetting("SemanticSearch:Keys:Read:0", KeyTests.Hash("a key")));
        using var client = factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        while ((await client.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        foreach (var path in new[] { "/health/live", "/health/ready", "/problems/missing-key", "/site.css" })
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Token)).StatusCode);
        string[] guarded = ["/v1/search?q=a", "/", "/openapi/v1.json"];
        foreach (var path in guarded)
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path, Token)).StatusCode);
        client.DefaultRequestHeaders.Add("X-Api-Key", "a key");
        foreach (var path in guarded)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Token)).StatusCode);
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0", "--SemanticSearch:Sample=false", 3, "no keys are set")]
    [InlineData("--urls=http://127.0.0.1:0", "--SemanticSearch:Keys:Read:0=in-clear", 2, "printf %s")]
    public async Task A_program_that_would_be_open_or_has_a_key_in_clear_ends_with_the_reason(string url, string setting, int code, string told)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Dll, url, setting, $"--SemanticSearch:DataFolder={_data.FullPath}", $"--SemanticSearch:ModelFolder={Repository.ModelFolder}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (output, error) = (program.StandardOutput.ReadToEndAsync(Token), program.StandardError.ReadToEndAsync(Token));
        await program.WaitForExitAsync(Token);
        Assert.Equal(code, program.ExitCode);
        Assert.Contains(told, await error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", await output + await error, StringComparison.Ordinal);
        Assert.DoesNotContain("in-clear", await output + await error, StringComparison.Ordinal);
    }
}
