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
    private readonly ConcurrentQueue<string> _troubles = new();

    private Visit(IBrowserContext context, IPage page, Uri address)
    {
        (_context, Page, _address) = (context, page, address);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" && !IsAnswerOf(page, message), $"{message.Type}: {message.Text}");
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
        return new Visit(context, await context.NewPageAsync(), address);
    }

    /// <summary>Opens an address of the service and waits until everything that it names has come.</summary>
    /// <returns>The status of the page.</returns>
    public async Task<int> OpenAsync(string path)
    {
        var answer = await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return answer!.Status;
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

    /// <summary>Whether a message only says that the page itself was answered as a problem, which is for the test to expect.</summary>
    private static bool IsAnswerOf(IPage page, IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal) && message.Location.Contains(page.Url, StringComparison.Ordinal);
}
