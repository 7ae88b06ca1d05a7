using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>One reader with a window of his own, and everything that went wrong in it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    /// <summary>A violation of the policy is an event of the document; on the console it is recorded with all other errors.</summary>
    private const string TellViolations =
        "document.addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))";

    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly bool _scripts;
    private readonly ConcurrentQueue<string> _troubles = new();

    private Visit(IBrowserContext context, IPage page, Uri address, bool scripts)
    {
        (_context, Page, _address, _scripts) = (context, page, address, scripts);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" && !IsAnswerOf(page, message) && !IsOfDriver(message), $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _troubles.Enqueue($"exception: {error}");
        page.Request += (_, request) => Note(!IsOurs(request.Url), $"elsewhere: {request.Url}");
        page.RequestFailed += (_, request) => Note(request.Failure != "net::ERR_ABORTED", $"failed: {request.Url} {request.Failure}");
        page.Dialog += async (_, dialog) =>
        {
            _troubles.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(IBrowser browser, Uri address, Look look)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = look.Size,
            ColorScheme = look.Scheme,
            JavaScriptEnabled = look.Scripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        await context.AddInitScriptAsync(TellViolations);
        return new Visit(context, await context.NewPageAsync(), address, look.Scripts);
    }

    /// <summary>Opens an address of the service and waits until everything that it names has come.</summary>
    /// <returns>The status of the page.</returns>
    public async Task<int> OpenAsync(string path)
    {
        var answer = await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        // A map is drawn after the page is there.
        if (answer!.Ok && _scripts && await Page.Locator("#map").CountAsync() > 0)
            await Page.Locator("#map[data-ready]").WaitForAsync();
        return answer.Status;
    }

    /// <summary>The page caused no error, asked nobody else for anything, broke no rule of the policy, and opened no dialog.</summary>
    public void RequireNoTrouble() => Assert.Empty(_troubles);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool isTrouble, string text)
    {
        if (isTrouble)
            _troubles.Enqueue(text);
    }

    private bool IsOurs(string url) => !Uri.TryCreate(url, UriKind.Absolute, out var called) || called.Scheme is "data" or "blob" or "about" || called.Authority == _address.Authority;

    /// <summary>Whether a message is of a driver that draws without a graphics card, and wonders that a test looks at what it draws.</summary>
    private static bool IsOfDriver(IConsoleMessage message) => message.Type == "warning" && message.Text.Contains("GL Driver Message (OpenGL, Performance", StringComparison.Ordinal);

    /// <summary>Whether a message only says that the page itself was answered as a problem, which is for the test to expect.</summary>
    private static bool IsAnswerOf(IPage page, IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal) && message.Location.Contains(page.Url, StringComparison.Ordinal);
}
