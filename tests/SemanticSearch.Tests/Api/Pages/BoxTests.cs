using System.Net;
using System.Text.RegularExpressions;

namespace SemanticSearch.Tests.Api.Pages;

/// <summary>The one box takes whatever somebody has of a paper.</summary>
[Collection(SharedApi.Name)]
public partial class BoxTests(ApiFixture api)
{
    [Theory]
    [InlineData("sample:genetics-14")]
    [InlineData(" Sample:Genetics-14 ")]
    public async Task An_id_leads_to_its_paper(string id)
    {
        var answer = await RawHttp.SendAsync(api.Address, "GET", $"/?q={Uri.EscapeDataString(id)}&from=&mode=", null, null);
        Assert.Equal((302, "/papers/sample:genetics-14"), (answer.Status, answer.Headers["Location"]));
    }

    [Fact]
    public async Task An_id_that_is_asked_for_with_a_filter_is_shown_above_the_answer() =>
        Assert.Contains("<p class=\"named\">You named <a href=\"/papers/sample:genetics-14\">", await api.PageAsync("/?q=sample:genetics-14&from=2010"), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://arxiv.org/abs/2301.99999", "No paper here is arXiv:2301.99999.")]
    [InlineData("https://example.org/", "")]
    [InlineData("//example.org/sample:genetics-14", "")]
    public async Task An_address_leads_nowhere_else(string address, string notice)
    {
        var answer = await RawHttp.SendAsync(api.Address, "GET", $"/?q={Uri.EscapeDataString(address)}", null, null);
        Assert.Equal(200, answer.Status);
        Assert.Contains(notice, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_shows_its_paper_first()
    {
        var paper = api.Sample.Single(paper => paper.Id.Value == "sample:genetics-14");
        var html = await api.PageAsync($"/?q={Uri.EscapeDataString(paper.Title.ToUpperInvariant())}");
        Assert.Contains($"<p class=\"named\">You named <a href=\"/papers/{paper.Id}\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abstract_shows_the_papers_like_it()
    {
        var paper = api.Sample.First(paper => paper.Abstract.Count(c => c == ' ') > 60);
        var html = await api.PageAsync($"/?q={Uri.EscapeDataString(paper.Abstract)}");
        var ids = ApiFixture.Ids(await api.GetAsync($"/v1/similar?like_text={Uri.EscapeDataString(paper.Abstract)}"));
        Assert.Contains("Papers similar to this text", html, StringComparison.Ordinal);
        Assert.Equal(ids, ResultPattern().Matches(html).Select(match => match.Groups["id"].Value));
        // What the page links for other programs is the same list again.
        var json = WebUtility.HtmlDecode(JsonPattern().Match(html).Groups["href"].Value);
        Assert.Equal(ids, ApiFixture.Ids(await api.GetAsync(json)));
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_between_words_and_that_is_said()
    {
        var text = string.Join(' ', Enumerable.Repeat("pollinators of arable farms", 120));
        var html = await api.PageAsync($"/?q={Uri.EscapeDataString(text)}");
        Assert.Contains("its first 1,9", html, StringComparison.Ordinal);
        Assert.Contains("characters were compared.", html, StringComparison.Ordinal);
        Assert.DoesNotContain(text[..2_005], WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?q=bees&semantic_weight=0.2&from=2015")]
    [InlineData("/?like=sample:genetics-14&unlike=sample:genetics-15&q=bees&explain=true")]
    [InlineData("/?unlike=sample:genetics-14&q=bees")]
    public async Task Other_programs_get_what_the_page_shows(string path)
    {
        var html = await api.PageAsync(path);
        Assert.Equal(ResultPattern().Matches(html).Select(match => match.Groups["id"].Value), ApiFixture.Ids(await api.GetAsync(WebUtility.HtmlDecode(JsonPattern().Match(html).Groups["href"].Value))));
    }

    [GeneratedRegex("<article class=\"card\">\\s*<h2><a href=\"/papers/(?<id>[^\"]+)\"")]
    private static partial Regex ResultPattern();

    [GeneratedRegex("<a href=\"(?<href>[^\"]+)\">JSON</a>")]
    private static partial Regex JsonPattern();
}
