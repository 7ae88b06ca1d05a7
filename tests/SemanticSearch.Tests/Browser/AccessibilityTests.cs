using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>What the rules of axe-core find wrong for readers who see less, or use no mouse.</summary>
[Collection(SharedBrowser.Name)]
public class AccessibilityTests(BrowserFixture browser)
{
    public static TheoryData<string> Pages => [.. SeenPages.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_breaks_no_rule_of_axe_light_or_dark_wide_or_narrow(string page)
    {
        await using var visit = await browser.VisitAsync(new Look());
        await visit.OpenAsync(SeenPages.Path(page));
        foreach (var look in new[] { new Look(Look.Desk), new Look(Look.Phone, Dark: true) })
        {
            await visit.Page.SetViewportSizeAsync(look.Size.Width, look.Size.Height);
            await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = look.Scheme });
            var found = await visit.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
            Assert.NotEmpty(found.Passes);
            Assert.Empty(found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{look}: {rule.Id}: {node.Html}: {string.Join("; ", node.Any.Select(check => check.Message))}")));
        }
    }
}
