using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>Every page as it is seen: on a phone, a tablet and a desk, light and dark, with scripts and without.</summary>
[Collection(SharedBrowser.Name)]
public class LookTests(BrowserFixture browser)
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "artifacts", "screenshots");

    public static TheoryData<string, bool, bool> Looks
    {
        get
        {
            var looks = new TheoryData<string, bool, bool>();
            foreach (var page in SeenPages.Names)
                foreach (var (dark, scripts) in new[] { (false, true), (true, true), (false, false), (true, false) })
                    looks.Add(page, dark, scripts);
            return looks;
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_page_fits_its_window_and_asks_nothing_of_others(string page, bool dark, bool scripts)
    {
        await using var visit = await browser.VisitAsync(new Look(Look.Phone, dark, scripts));
        Assert.Equal(SeenPages.Status(page), await visit.OpenAsync(SeenPages.Path(page)));
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
        // The server does not know how wide a window is, so that one answer serves all widths, as it does when a reader turns a phone.
        foreach (var look in Look.Widths.Select(width => new Look(width, dark, scripts)))
        {
            await visit.Page.SetViewportSizeAsync(look.Size.Width, look.Size.Height);
            var wide = await visit.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - innerWidth");
            Assert.True(wide <= 0, $"{page} at {look} is {wide} px too wide.");
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{page}-{look}.png"), FullPage = true });
        }
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task A_title_that_is_markup_runs_nothing()
    {
        await using var visit = await browser.VisitAsync(new Look());
        foreach (var path in new[] { SeenPages.Path("hostile"), $"/papers/{SeenPages.Hostile}", $"/?like={SeenPages.Hostile}" })
        {
            await visit.OpenAsync(path);
            Assert.True(await visit.Page.GetByText("<img src=x onerror=alert(1)>").CountAsync() > 0, $"The title is not on {path}.");
            Assert.Equal(0, await visit.Page.Locator("img").CountAsync());
        }
        visit.RequireNoTrouble();
    }
}
