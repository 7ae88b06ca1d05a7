using Deque.AxeCore.Playwright;

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
        foreach (var look in new[] { new Look(Look.Desk), new Look(Look.Phone, Dark: true) })
        {
            await using var visit = await browser.VisitAsync(look);
            await visit.OpenAsync(SeenPages.Path(page));
            var found = await visit.Page.RunAxe();
            Assert.NotEmpty(found.Passes);
            Assert.Empty(found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{look}: {rule.Id}: {node.Html}: {string.Join("; ", node.Any.Select(check => check.Message))}")));
        }
    }
}
