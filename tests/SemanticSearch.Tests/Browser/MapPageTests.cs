using Microsoft.Playwright;
using SemanticSearch.Tests.Api;

namespace SemanticSearch.Tests.Browser;

/// <summary>The map as a reader uses it: by mouse, by keyboard, and without a graphics card.</summary>
[Collection(SharedBrowser.Name)]
public class MapPageTests(BrowserFixture browser)
{
    /// <summary>A machine that tests has no graphics card, but a browser that plays one, which the page would not use if it knew.</summary>
    internal const string WithGraphics = "HTMLCanvasElement.prototype.getContext = (get => function (kind) { return get.call(this, kind); })(HTMLCanvasElement.prototype.getContext)";

    internal const string WithoutGraphics = "HTMLCanvasElement.prototype.getContext = (get => function (kind, ...rest) { return kind === 'webgl2' ? null : get.call(this, kind, ...rest); })(HTMLCanvasElement.prototype.getContext)";

    /// <summary>How many colours a picture has, that of the ground included.</summary>
    private const string CountColours = """
        async picture => {
          const image = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), c => c.charCodeAt(0))]));
          const context = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
          context.drawImage(image, 0, 0);
          return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
        }
        """;

    [Theory]
    [InlineData(WithGraphics, true)]
    [InlineData(WithoutGraphics, false)]
    public async Task The_points_are_drawn_with_a_graphics_card_and_without(string before, bool graphics)
    {
        await using var visit = await browser.VisitAsync(new Look());
        await visit.Page.AddInitScriptAsync(before);
        await OpenAsync(visit, "/map");
        // A canvas that was drawn on in one way refuses to be drawn on in the other.
        Assert.Equal(graphics, await visit.Page.EvaluateAsync<bool>("() => document.getElementById('map-canvas').getContext('2d') === null"));
        var drawn = await PictureAsync(visit.Page);
        // Eight areas have a colour each, and edges of dots have shades of it.
        Assert.InRange(await visit.Page.EvaluateAsync<int>(CountColours, drawn), 9, 5000);
        await visit.Page.Locator("[data-does=closer]").ClickAsync();
        await visit.Page.WaitForURLAsync(url => url.Contains("zoom=1.5", StringComparison.Ordinal));
        Assert.NotEqual(drawn, await PictureAsync(visit.Page));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Names_of_regions_never_overlap_and_more_are_named_nearer()
    {
        await using var visit = await browser.VisitAsync(new Look());
        await OpenAsync(visit, "/map");
        var before = await NamesAsync(visit.Page);
        await visit.Page.FocusAsync("#map-canvas");
        for (var times = 0; times < 3; times++)
            await visit.Page.Keyboard.PressAsync("+");
        await visit.Page.WaitForURLAsync(url => url.Contains("zoom=3.3", StringComparison.Ordinal));
        var after = await NamesAsync(visit.Page);
        Assert.NotEmpty(before);
        Assert.NotEmpty(after.Except(before));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task By_keyboard_one_walks_from_paper_to_paper_and_opens_one()
    {
        await using var visit = await browser.VisitAsync(new Look());
        await OpenAsync(visit, "/map");
        var page = visit.Page;
        await page.FocusAsync("#map-canvas");
        var told = new List<string>();
        foreach (var key in new[] { "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown" })
        {
            await page.Keyboard.PressAsync(key);
            await page.WaitForFunctionAsync("before => { const says = document.querySelector('.map-says').textContent; return says.includes('Topic:') && says !== before; }", told.LastOrDefault(""));
            told.Add(await page.Locator(".map-says").InnerTextAsync());
        }
        var title = await page.Locator(".map-title").InnerTextAsync();
        Assert.StartsWith(title, told[^1], StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("/papers/", StringComparison.Ordinal));
        Assert.Equal(title, await page.Locator("h1").InnerTextAsync());
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task A_region_that_is_drawn_tells_how_many_papers_of_which_topics_it_has()
    {
        await using var visit = await browser.VisitAsync(new Look());
        await OpenAsync(visit, "/map");
        var page = visit.Page;
        var box = (await page.Locator("#map-canvas").BoundingBoxAsync())!;
        await page.Keyboard.DownAsync("Shift");
        await page.Mouse.MoveAsync(box.X + 2, box.Y + 2);
        await page.Mouse.DownAsync();
        foreach (var (x, y) in new[] { (box.Width - 2, 2f), (box.Width - 2, box.Height - 2), (2f, box.Height - 2) })
            await page.Mouse.MoveAsync(box.X + x, box.Y + y, new MouseMoveOptions { Steps = 3 });
        await page.Mouse.UpAsync();
        await page.Keyboard.UpAsync("Shift");
        await page.Locator(".map-region a[href*='like=']").WaitForAsync();
        var papers = browser.Api.Sample.Count;
        Assert.Equal($"This region: {papers} papers.", await page.Locator(".map-says").InnerTextAsync());
        Assert.Contains($"{papers} papers of {papers}.", await page.Locator(".map-region").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(8, await page.Locator(".map-topics li").CountAsync());
        Assert.NotEmpty(await page.Locator(".map-words").InnerTextAsync());
        await page.Locator(".map-region a[href*='like=']").ClickAsync();
        Assert.NotEqual(0, await page.Locator(".card").CountAsync());
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task What_a_question_finds_is_lit_and_a_dot_tells_its_paper()
    {
        await using var visit = await browser.VisitAsync(new Look());
        const string Question = "how+do+bees+find+flowers";
        var found = await browser.Api.GetAsync($"/v1/search?q={Question}");
        await OpenAsync(visit, $"/map?q={Question}");
        var page = visit.Page;
        Assert.Equal($"{ApiFixture.Total(found)} papers are lit.", await page.Locator(".map-says").InnerTextAsync());
        var lit = await browser.Api.GetAsync($"/v1/map/papers?id={ApiFixture.Ids(found)[0]}");
        await page.GotoAsync("about:blank");
        var map = await browser.Api.GetAsync("/v1/map");
        var (xs, ys) = (map["x"]!.AsArray().Select(x => (double)x!).ToList(), map["y"]!.AsArray().Select(y => (double)y!).ToList());
        var at = lit["results"]![0]!["place"]!;
        await OpenAsync(visit, FormattableString.Invariant($"/map#x={((double)at["x"]! - xs.Min()) / (xs.Max() - xs.Min()):F4}&y={((double)at["y"]! - ys.Min()) / (xs.Max() - xs.Min()):F4}&zoom=300"));
        var box = (await page.Locator("#map-canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Locator(".map-card.pinned").WaitForAsync();
        Assert.Equal((string)lit["results"]![0]!["title"]!, await page.Locator(".map-title").InnerTextAsync());
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Colours_by_year_are_told_and_kept_in_the_address()
    {
        await using var visit = await browser.VisitAsync(new Look());
        await OpenAsync(visit, "/map");
        await visit.Page.Locator("#map-colour").SelectOptionAsync("year");
        await visit.Page.WaitForURLAsync(url => url.EndsWith("#colour=year", StringComparison.Ordinal));
        await visit.Page.GotoAsync("about:blank");
        await OpenAsync(visit, "/map#colour=year");
        Assert.NotEmpty(await visit.Page.Locator(".map-legend li").AllAsync());
        Assert.All(await visit.Page.Locator(".map-legend li").AllInnerTextsAsync(), year => Assert.Matches(@"^\d{4}$", year.Trim()));
        visit.RequireNoTrouble();
    }

    [Fact]
    public async Task Without_scripts_a_table_tells_what_lies_where()
    {
        await using var visit = await browser.VisitAsync(new Look(Scripts: false));
        await visit.OpenAsync("/map");
        var topics = await browser.Api.GetAsync("/v1/topics");
        Assert.False(await visit.Page.Locator("#map").IsVisibleAsync());
        Assert.True(await visit.Page.Locator("noscript p").IsVisibleAsync());
        Assert.Equal((int)topics["meta"]!["total"]!, await visit.Page.Locator(".regions a[href^='/topics/']").CountAsync());
        visit.RequireNoTrouble();
    }

    /// <summary>Opens the map and waits until all of it is there, and what was asked is lit.</summary>
    private static async Task OpenAsync(Visit visit, string path)
    {
        await visit.OpenAsync(path);
        await visit.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private static async Task<string> PictureAsync(IPage page) => Convert.ToBase64String(await page.Locator("#map-canvas").ScreenshotAsync());

    /// <summary>The names that are shown, no two of which may overlap.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(IPage page)
    {
        var shown = page.Locator(".map-labels .shown");
        var boxes = await shown.EvaluateAllAsync<double[][]>("names => names.map(name => name.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])");
        for (var a = 0; a < boxes.Length; a++)
            for (var b = a + 1; b < boxes.Length; b++)
                Assert.True(boxes[a][2] <= boxes[b][0] || boxes[b][2] <= boxes[a][0] || boxes[a][3] <= boxes[b][1] || boxes[b][3] <= boxes[a][1], "Two names overlap.");
        return await shown.AllInnerTextsAsync();
    }
}
