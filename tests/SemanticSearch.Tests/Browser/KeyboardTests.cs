using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>A reader who uses the keyboard alone.</summary>
[Collection(SharedBrowser.Name)]
public class KeyboardTests(BrowserFixture browser)
{
    private const int MaxTabs = 120;
    private const int PatienceMs = 30_000;
    private const string FirstTitle = ".card:first-of-type h2 a";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_walks_from_a_question_to_a_topic_and_back(bool scripts)
    {
        await using var visit = await browser.VisitAsync(new Look(Scripts: scripts));
        var page = visit.Page;
        await visit.OpenAsync("/");
        await FocusAsync(page, "#q");
        await page.Keyboard.TypeAsync("how do bees find flowers");
        // The question may have several lines; that Enter sends it is what a script does.
        await FollowAsync(page, scripts ? null : ".ask button", "q=how");
        var found = await TitlesAsync(page);
        Assert.NotEmpty(found);

        await FollowAsync(page, FirstTitle, "/papers/");
        Assert.Equal(found[0], await page.Locator("h1").InnerTextAsync());
        await FollowAsync(page, ".similar a[href^='/?like=']", "/?like=");
        await FollowAsync(page, ".card a[href*='unlike=']", "unlike=");
        Assert.Equal(1, await page.Locator(".tray .unlike").CountAsync());

        await FollowAsync(page, FirstTitle, "/papers/");
        await FollowAsync(page, "nav.topics a[href^='/topics/']", "/topics/");
        await FollowAsync(page, "nav a[href='/map']", "/map");
        Assert.Equal("Map", await page.Locator("h1").InnerTextAsync());

        await page.GoBackAsync();
        await page.GoBackAsync();
        await page.GoBackAsync();
        Assert.Equal(1, await page.Locator(".tray .unlike").CountAsync());
        for (var steps = 0; steps < 3; steps++)
            await page.GoBackAsync();
        Assert.Equal(found, await TitlesAsync(page));
        Assert.Equal("how do bees find flowers", await page.InputValueAsync("#q"));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task The_first_stop_skips_to_the_content()
    {
        await using var visit = await browser.VisitAsync(new Look());
        await visit.OpenAsync("/?q=bees");
        await visit.Page.Keyboard.PressAsync("Tab");
        await FollowAsync(visit.Page, null, "#main");
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.activeElement.id === 'main'"));
        visit.RequireNoTrouble();
    }

    private static async Task<IReadOnlyList<string>> TitlesAsync(IPage page) => await page.Locator(".card h2 a").AllInnerTextsAsync();

    /// <summary>Enters what has the focus, or a link that is reached by tab, and waits for the address that it leads to.</summary>
    private static async Task FollowAsync(IPage page, string? selector, string part)
    {
        if (selector is not null)
            await FocusAsync(page, selector);
        await page.Keyboard.PressAsync("Enter");
        // The address is looked at again and again: a page that came before one began to wait would be missed.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(part)), new PageAssertionsToHaveURLOptions { Timeout = PatienceMs });
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Presses tab until something has the focus, which must be seen then.</summary>
    private static async Task FocusAsync(IPage page, string selector)
    {
        for (var tabs = 0; tabs < MaxTabs; tabs++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.matches(':focus-visible')"), $"The focus on {selector} is not seen.");
                return;
            }
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"No tab leads to {selector} on {page.Url}.");
    }
}
