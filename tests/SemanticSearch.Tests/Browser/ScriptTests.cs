using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>What scripts add to pages that work without them.</summary>
[Collection(SharedBrowser.Name)]
public class ScriptTests(BrowserFixture browser)
{
    [Fact]
    public async Task Keys_lead_to_the_question_along_the_papers_and_to_similar_ones()
    {
        await using var visit = await browser.VisitAsync(new Look());
        var page = visit.Page;
        await visit.OpenAsync("/?q=bees");
        await page.Keyboard.PressAsync("/");
        Assert.Equal("q", await FocusAsync(page));
        // Within the question, keys are letters.
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(" js/?");
        Assert.Equal("bees js/?", await page.InputValueAsync("#q"));
        await page.Locator("h1").EvaluateAsync("() => document.activeElement.blur()");

        await page.Keyboard.PressAsync("j");
        Assert.Equal(0, await CardAsync(page));
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal(2, await CardAsync(page));
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal(0, await CardAsync(page));
        await page.Keyboard.PressAsync("Control+k");
        Assert.Equal("q", await FocusAsync(page));

        await page.Locator(".card h2 a").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("s");
        await page.WaitForURLAsync(url => url.Contains("/?like=", StringComparison.Ordinal));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Keys_are_listed_and_can_be_switched_off_for_good()
    {
        await using var visit = await browser.VisitAsync(new Look());
        var page = visit.Page;
        await visit.OpenAsync("/?q=bees");
        await page.Keyboard.PressAsync("?");
        Assert.True(await page.Locator("#keys").IsVisibleAsync());
        await page.Locator("#keys-on").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        Assert.False(await page.Locator("#keys").IsVisibleAsync());
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("j");
        Assert.Equal(-1, await CardAsync(page));
        await page.Keyboard.PressAsync("Control+k");
        Assert.Equal("q", await FocusAsync(page));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Enter_asks_and_shift_begins_a_line_in_a_box_that_grows()
    {
        await using var visit = await browser.VisitAsync(new Look());
        var page = visit.Page;
        await visit.OpenAsync("/");
        var before = (await page.Locator("#q").BoundingBoxAsync())!.Height;
        await page.Locator("#q").FocusAsync();
        await page.Keyboard.TypeAsync("corals");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("and heat");
        Assert.True((await page.Locator("#q").BoundingBoxAsync())!.Height > before, "The box did not grow.");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("q=corals", StringComparison.Ordinal));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Dragging_over_the_years_keeps_to_them_and_a_click_to_one()
    {
        await using var visit = await browser.VisitAsync(new Look());
        var page = visit.Page;
        await visit.OpenAsync("/?q=climate");
        var labels = await page.Locator("svg.bars a").EvaluateAllAsync<string[]>("bars => bars.map(bar => bar.getAttribute('aria-label').slice(0, 4))");
        var box = (await page.Locator("svg.bars").BoundingBoxAsync())!;
        var width = box.Width / labels.Length;
        await page.Mouse.MoveAsync(box.X + (width * 2.5f), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (width * 3.5f), box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(box.X + (width * 4.5f), box.Y + (box.Height / 2));
        await page.Mouse.UpAsync();
        await page.WaitForURLAsync(url => url.Contains($"from={labels[2]}", StringComparison.Ordinal) && url.Contains($"to={labels[4]}", StringComparison.Ordinal));
        await page.GoBackAsync();
        await page.Mouse.ClickAsync(box.X + (width * (labels.Length - 0.5f)), box.Y + (box.Height / 2));
        await page.WaitForURLAsync(url => url.Contains($"from={labels[^1]}", StringComparison.Ordinal) && url.Contains($"to={labels[^1]}", StringComparison.Ordinal));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task A_citation_and_the_link_for_other_pages_are_copied()
    {
        await using var visit = await browser.VisitAsync(new Look());
        var page = visit.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visit.OpenAsync("/papers/sample:genetics-14");
        await page.Locator("button.copy[data-what=BibTeX]").ClickAsync();
        await Assertions.Expect(page.Locator("#copied")).ToHaveTextAsync("Copied: BibTeX.");
        Assert.StartsWith("@", await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);
        await page.Locator("button.copy[data-copy=snippet]").ClickAsync();
        await Assertions.Expect(page.Locator("#copied")).ToHaveTextAsync("Copied: the link.");
        Assert.Contains("/?like=sample:genetics-14\">More like this</a>", await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Without_scripts_nothing_offers_what_needs_one()
    {
        await using var visit = await browser.VisitAsync(new Look(Scripts: false));
        await visit.OpenAsync("/papers/sample:genetics-14");
        Assert.Equal(0, await visit.Page.Locator("button:visible:not([type=submit])").CountAsync());
        visit.RequireNoTrouble();
    }

    private static Task<string> FocusAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.id");

    /// <summary>The place of the card that has the focus, 0-based; -1 where none has.</summary>
    private static Task<int> CardAsync(IPage page) =>
        page.EvaluateAsync<int>("() => [...document.querySelectorAll('.card')].indexOf(document.activeElement.closest('.card'))");
}
