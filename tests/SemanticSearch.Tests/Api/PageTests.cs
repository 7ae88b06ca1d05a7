using System.Net;
using System.Text.RegularExpressions;
using SemanticSearch.Api.Pages.Formulas;

namespace SemanticSearch.Tests.Api;

/// <summary>The pages for readers.</summary>
[Collection(SharedApi.Name)]
public partial class PageTests(ApiFixture api)
{
    [Fact]
    public async Task The_first_page_asks_and_offers_questions_that_have_answers()
    {
        var html = await api.PageAsync("/");
        var questions = Hrefs(html).Where(href => href.StartsWith("/?q=", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, questions.Count);
        foreach (var question in questions)
            Assert.InRange(ResultLinks(await api.PageAsync(question)).Count, 3, 10);
        Assert.Contains("<label class=\"hidden\" for=\"q\">", html, StringComparison.Ordinal);
        Assert.Contains("<main id=\"main\"", html, StringComparison.Ordinal);
        Assert.Contains("<a class=\"skip\" href=\"#main\">", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_what_the_interface_answers()
    {
        const string Query = "q=ocean+currents&category=oceanography&from=2015&mode=hybrid&limit=5";
        var ids = ApiFixture.Ids(await api.GetAsync($"/v1/search?{Query}"));
        Assert.Equal(ids.Select(id => $"/papers/{id}"), ResultLinks(await api.PageAsync($"/?{Query}")));
    }

    [Fact]
    public async Task Following_the_next_link_shows_every_paper_once()
    {
        var shown = new List<string>();
        for (var path = "/?q=planets&category=astronomy&min_similarity=-1"; path is not null;)
        {
            var html = await api.PageAsync(path);
            shown.AddRange(ResultLinks(html));
            path = NextPattern().Match(html) is { Success: true } next ? WebUtility.HtmlDecode(next.Groups["href"].Value) : null;
        }
        var expected = api.Sample.Where(paper => paper.Categories.Contains("astronomy")).Select(paper => $"/papers/{paper.Id}");
        Assert.Equal(expected.Order(), shown.Order());
    }

    [Fact]
    public async Task A_hostile_title_stays_text()
    {
        var paper = api.Sample.Single(paper => paper.Title.Contains("<img", StringComparison.Ordinal));
        foreach (var path in new[] { $"/?q={Uri.EscapeDataString(paper.Title)}", $"/papers/{paper.Id}", $"/?like={paper.Id}" })
        {
            var html = await api.PageAsync(path);
            Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("</title><svg onload=alert(1)>")]
    [InlineData("' autofocus onfocus=alert(1) x='")]
    [InlineData("{{constructor.constructor('alert(1)')()}}&amp;")]
    public async Task A_hostile_question_stays_text(string question)
    {
        var escaped = Uri.EscapeDataString(question);
        foreach (var path in new[] { $"/?q={escaped}", $"/?q=bees&category={escaped}", $"/?q=bees&author={escaped}", $"/?q={escaped}&limit=x", $"/?q=a&from={escaped}" })
        {
            using var answer = await api.Client.GetAsync(path, TestContext.Current.CancellationToken);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("<script", ScriptPattern().Replace(html, ""), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<svg onload", html, StringComparison.OrdinalIgnoreCase);
            // What stands between quotes is a value, in which a quote of the question is escaped.
            Assert.All(TagPattern().Matches(html), tag => Assert.DoesNotMatch(HandlerPattern(), QuotedPattern().Replace(tag.Value, "")));
            Assert.Contains(WebUtility.HtmlEncode(question), Normalised(html), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task More_like_this_shows_similar_papers_and_what_they_are_like()
    {
        var html = await api.PageAsync("/?like=sample:economics-14");
        Assert.Equal("/papers/sample:economics-15", ResultLinks(html)[0]);
        Assert.DoesNotContain("/papers/sample:economics-14", ResultLinks(html));
        Assert.Contains("Do congestion charges hurt small shops?", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paper_has_a_page_with_its_other_versions_and_ten_papers_like_it()
    {
        var html = await api.PageAsync("/papers/sample:genetics-14");
        var paper = api.Sample.Single(paper => paper.Id.Value == "sample:genetics-14");
        Assert.Contains($"<h1>{paper.Title}</h1>", html, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(paper.Abstract), Normalised(html), StringComparison.Ordinal);
        Assert.Contains($"<meta name=\"citation_title\" content=\"{paper.Title}\"", html, StringComparison.Ordinal);
        Assert.Equal(10, ResultLinks(html).Count);
        Assert.Contains("<dt>Other versions</dt><dd class=\"cite\"><a href=\"/papers/sample:genetics-15\">sample:genetics-15</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/papers/sample:genetics-15", ResultLinks(html));
    }

    [Fact]
    public async Task A_paper_shows_its_formulas_whoever_wrote_it_and_how_to_cite_it()
    {
        var paper = api.Sample.First(paper => paper.Abstract.Contains('$') && paper.Authors.Count > 1);
        var html = await api.PageAsync($"/papers/{paper.Id}");
        Assert.Contains($"<p class=\"whole\" lang=\"en\">{FormulaText.Html(paper.Abstract)}</p>", html, StringComparison.Ordinal);
        foreach (var author in paper.Authors)
        {
            var search = Hrefs(html).Single(href => href.StartsWith("/?q=author", StringComparison.Ordinal) && Uri.UnescapeDataString(href).Contains($"\"{author}\"", StringComparison.Ordinal));
            Assert.Contains($"/papers/{paper.Id}", ResultLinks(await api.PageAsync(search + "&limit=100")));
        }
        Assert.Contains("@", await api.Client.GetStringAsync(Hrefs(html).First(href => href.EndsWith("format=bib", StringComparison.Ordinal)), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains($"&lt;a href=&quot;{api.Address.GetLeftPart(UriPartial.Authority)}/?like={paper.Id}&quot;&gt;More like this&lt;/a&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_authors_are_folded()
    {
        var paper = api.Sample.First(paper => paper.Authors.Count == 7);
        var html = await api.PageAsync($"/?q={Uri.EscapeDataString(paper.Title)}&limit=1");
        Assert.Contains(" 7 authors</summary>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_empty_fields_is_no_mistake()
    {
        var html = await api.PageAsync("/?q=bees&from=&to=&category=&author=&mode=");
        Assert.Equal(ApiFixture.Ids(await api.GetAsync("/v1/search?q=bees")).Count, ResultLinks(html).Count);
        Assert.Contains("Find papers by what they mean", await api.PageAsync("/?q=+&from="), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_found_is_said_and_a_way_on_is_shown()
    {
        var html = await api.PageAsync("/?q=bees&author=Nobody");
        Assert.Empty(ResultLinks(html));
        Assert.Contains("No paper fits", html, StringComparison.Ordinal);
        Assert.Contains("/?q=bees", Hrefs(html));
    }

    [Theory]
    [InlineData("/?q=bees&from=banana", 400, "Not a date")]
    [InlineData("/?q=bees&nothing=1", 400, "Unknown parameter")]
    [InlineData("/?q=%ff", 400, "Not UTF-8")]
    [InlineData("/?unlike=sample:genetics-14", 400, "Missing parameter")]
    [InlineData("/?q=a&like=b", 404, "No such paper")]
    [InlineData("/topics/99999", 404, "No such topic")]
    [InlineData("/?like=no-such-paper", 404, "No such paper")]
    [InlineData("/papers/no-such-paper", 404, "No such paper")]
    [InlineData("/papers/a%20b", 400, "Not a paper id")]
    public async Task A_mistake_is_shown_as_a_page(string path, int status, string title)
    {
        var answer = await RawHttp.SendAsync(api.Address, "GET", path, null, null);
        Assert.Equal(status, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Contains($"<h1>{title}</h1>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("<form class=\"search\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_need_nothing_from_elsewhere_and_no_script_within()
    {
        foreach (var path in new[] { "/", "/?q=bees", "/?q=bees&like=sample:ecology-03", "/papers/sample:genetics-14", "/topics", "/topics/1", "/map", "/status" })
        {
            var html = await api.PageAsync(path);
            // A block of data is no script: nothing runs it. The others are files of this service, and none is needed.
            Assert.DoesNotContain("<script", ScriptPattern().Replace(html.Replace("<script type=\"application/ld+json\">", "", StringComparison.Ordinal), ""), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
            Assert.All(LoadPattern().Matches(html), link => Assert.StartsWith("/", link.Groups["href"].Value, StringComparison.Ordinal));
            foreach (var loaded in LoadPattern().Matches(html).Concat(ScriptPattern().Matches(html)).Select(link => WebUtility.HtmlDecode(link.Groups["href"].Value)))
                Assert.True((await api.Client.GetAsync(loaded, TestContext.Current.CancellationToken)).IsSuccessStatusCode, loaded);
        }
    }

    private static List<string> ResultLinks(string html) =>
        [.. ResultPattern().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["href"].Value))];

    private static List<string> Hrefs(string html) =>
        [.. HrefPattern().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["href"].Value))];

    // Characters may be escaped in several ways that mean the same.
    private static string Normalised(string html) => WebUtility.HtmlEncode(WebUtility.HtmlDecode(html.Replace("&lt;", "<", StringComparison.Ordinal)));

    [GeneratedRegex("<article class=\"card\">\\s*<h2><a href=\"(?<href>[^\"]+)\"")]
    private static partial Regex ResultPattern();

    [GeneratedRegex("<a class=\"next\" rel=\"next\" href=\"(?<href>[^\"]+)\"")]
    private static partial Regex NextPattern();

    [GeneratedRegex("href=\"(?<href>[^\"]+)\"")]
    private static partial Regex HrefPattern();

    [GeneratedRegex("<link [^>]*href=\"(?<href>[^\"]+)\"")]
    private static partial Regex LoadPattern();

    [GeneratedRegex("<script type=\"module\" src=\"(?<href>/[a-z/-]+\\.js\\?v=[0-9a-f]{16})\"></script>")]
    private static partial Regex ScriptPattern();

    [GeneratedRegex("<[a-z](?:[^>\"]|\"[^\"]*\")*>")]
    private static partial Regex TagPattern();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex("\\son[a-z]+\\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex HandlerPattern();
}
