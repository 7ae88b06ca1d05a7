using Microsoft.Playwright;
using SemanticSearch.Tests.Api;

namespace SemanticSearch.Tests.Browser;

/// <summary>The service and a browser that visits it; one of each for all tests of the pages. Without a browser, neither is started.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ApiFixture Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program)
            return;
        Api = new ApiFixture();
        await Api.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Api is not null)
            await Api.DisposeAsync();
    }

    /// <summary>A reader who has never been here; the calling test is skipped where no browser is installed.</summary>
    internal async Task<Visit> VisitAsync(Look look)
    {
        Assert.SkipWhen(_browser is null, $"No browser is installed: none of {string.Join(", ", Names)} is on the PATH.");
        return await Visit.BeginAsync(_browser!, Api.Address, look);
    }

    private static string? Program() =>
        (from name in Names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}

/// <summary>All tests in a browser share one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBrowser : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
