using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>What a page costs a reader who has nothing of it yet; the map apart, which grows with the papers.</summary>
[Collection(SharedBrowser.Name)]
public class WeightTests(BrowserFixture browser)
{
    private const int MaxBytes = 100_000;

    public static TheoryData<string> Pages => [.. SeenPages.Names.Where(name => !name.StartsWith("map", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_with_all_that_it_names_is_light(string page)
    {
        await using var visit = await browser.VisitAsync(new Look());
        var answers = new ConcurrentQueue<IRequest>();
        visit.Page.RequestFinished += (_, request) => answers.Enqueue(request);
        await visit.OpenAsync(SeenPages.Path(page));
        var bytes = 0;
        foreach (var request in answers)
            bytes += (await request.SizesAsync()).ResponseBodySize;
        TestContext.Current.TestOutputHelper?.WriteLine($"{page}: {bytes} bytes in {answers.Count} answers");
        Assert.InRange(answers.Count, 2, 12);
        Assert.InRange(bytes, 1, MaxBytes);
    }
}
