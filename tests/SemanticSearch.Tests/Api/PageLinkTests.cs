using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SemanticSearch.Tests.Api;

/// <summary>Where the links of the pages lead, and what they promise.</summary>
[Collection(SharedApi.Name)]
public partial class PageLinkTests(ApiFixture api)
{
    [Theory]
    [InlineData("/?q=bees&limit=2")]
    [InlineData("/?q=bees&like=sample:ecology-03&unlike=sample:genetics-14&limit=1")]
    [InlineData("/papers/sample:genetics-14")]
    [InlineData("/topics/1")]
    [InlineData("/status")]
    public async Task Every_link_leads_somewhere(string path)
    {
        foreach (var href in Hrefs(await api.PageAsync(path)).Where(href => href.StartsWith('/')).Distinct())
        {
            using var answer = await api.Client.GetAsync(href, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode < 400, $"{path} leads to {href}, which answers {answer.StatusCode}.");
        }
    }

    [Theory]
    [InlineData("/?q=bees")]
    [InlineData("/?q=climate&from=2015-06")]
    public async Task A_value_leads_to_as_many_papers_as_it_counts(string path)
    {
        var html = await api.PageAsync(path);
        var links = FacetPattern().Matches(html).Concat(BarPattern().Matches(html)).Select(match => (Href: WebUtility.HtmlDecode(match.Groups["href"].Value), Count: match.Groups["count"].Value)).ToList();
        Assert.InRange(links.Count, 5, 100);
        foreach (var (href, count) in links)
            Assert.True(count == Total(await api.PageAsync(href)), $"{href} has {Total(await api.PageAsync(href))} papers, not {count}.");
    }

    [Fact]
    public async Task What_was_read_can_be_taken_back()
    {
        var html = await api.PageAsync("/?q=bees+-honey&category=ecology&author=Nobody");
        Assert.Contains("/?category=ecology&author=Nobody&q=bees", Hrefs(html));
        Assert.Contains("/?q=bees%20-honey&author=Nobody", Hrefs(html));
        Assert.Contains("/?q=bees%20-honey&category=ecology", Hrefs(html));
    }

    [Fact]
    public async Task What_is_far_is_shown_below_a_line_that_says_so()
    {
        var html = await api.PageAsync("/?q=pizza+recipe");
        Assert.Equal(0, ApiFixture.Total(await api.GetAsync("/v1/search?q=pizza+recipe")));
        Assert.Contains("<h2>Nothing close</h2>", html, StringComparison.Ordinal);
        Assert.Contains("<ol class=\"results below-floor\">", html, StringComparison.Ordinal);
        Assert.Equal(10, Regex.Count(html, "<article class=\"card\">"));
    }

    [Fact]
    public async Task What_steers_is_shown_and_can_be_taken_away()
    {
        var html = await api.PageAsync("/?like=sample:economics-14&unlike=sample:economics-15");
        Assert.Contains("/?unlike=sample:economics-15&q=bees", Hrefs(await api.PageAsync("/?like=sample:economics-14&unlike=sample:economics-15&q=bees")).Select(Sorted("unlike", "q")));
        Assert.Contains("/?like=sample:economics-14", Hrefs(html));
        // Nothing can be unlike a paper without being like something.
        Assert.Contains("/", Hrefs(html[html.IndexOf("class=\"tray\"", StringComparison.Ordinal)..html.IndexOf("class=\"found\"", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task The_sentence_that_answers_is_marked()
    {
        var answer = (await api.GetAsync("/v1/search?q=how+do+corals+survive+heat&limit=1&evidence=true"))["results"]![0]!;
        var sentence = ((string)answer["abstract"]!)[(int)answer["evidence"]!["start"]!..(int)answer["evidence"]!["end"]!];
        var marks = MarkPattern().Matches(await api.PageAsync("/?q=how+do+corals+survive+heat&limit=1"));
        Assert.Contains(sentence, marks.Select(mark => WebUtility.HtmlDecode(TagPattern().Replace(mark.Groups["text"].Value, ""))));
    }

    [Fact]
    public async Task The_data_of_a_paper_can_be_read_and_a_hostile_title_cannot_end_it()
    {
        var paper = api.Sample.Single(paper => paper.Title.Contains("<img", StringComparison.Ordinal));
        var block = DataPattern().Match(await api.PageAsync($"/papers/{paper.Id}")).Groups["data"].Value;
        Assert.DoesNotContain("<", block, StringComparison.Ordinal);
        Assert.Equal(paper.Title, JsonDocument.Parse(block).RootElement.GetProperty("headline").GetString());
    }

    [Theory]
    [InlineData("earlier", -1)]
    [InlineData("later", 1)]
    public async Task Papers_before_and_after_one_are_told_apart(string show, int sign)
    {
        var date = api.Sample.Single(paper => paper.Id.Value == "sample:genetics-14").Date!.Value;
        var html = await api.PageAsync($"/papers/sample:genetics-14?show={show}");
        var dates = DatePattern().Matches(html).Select(match => DateOnly.Parse(match.Groups["date"].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(dates);
        Assert.All(dates, other => Assert.Equal(sign, Math.Sign(other.DayNumber - date.DayNumber)));
    }

    [Fact]
    public async Task The_tree_and_a_topic_show_what_the_interface_tells()
    {
        var topics = (await api.GetAsync("/v1/topics"))["results"]!.AsArray();
        var html = await api.PageAsync("/topics");
        Assert.All(topics, area => Assert.Contains($"/topics/{area!["id"]}", Hrefs(html)));
        var first = topics[0]!;
        Assert.Contains($"<h1>{WebUtility.HtmlEncode((string)first["label"]!)}</h1>", await api.PageAsync($"/topics/{first["id"]}"), StringComparison.Ordinal);
    }

    private static Func<string, string> Sorted(params string[] names) => href => href.Split('?') is [var path, var query]
        ? $"{path}?{string.Join('&', query.Split('&').OrderBy(pair => Array.IndexOf(names, pair.Split('=')[0])))}"
        : href;

    private static string Total(string html) => TotalPattern().Match(WebUtility.HtmlDecode(html)).Groups["total"].Value.Replace(",", "", StringComparison.Ordinal);

    private static List<string> Hrefs(string html) => [.. HrefPattern().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["href"].Value))];

    [GeneratedRegex(" href=\"(?<href>[^\"]+)\"")]
    private static partial Regex HrefPattern();

    [GeneratedRegex("<li><a href=\"(?<href>[^\"]+)\">[^<]*</a> <span class=\"quiet\">(?<count>[0-9]+)</span>")]
    private static partial Regex FacetPattern();

    [GeneratedRegex("<a href=\"(?<href>[^\"]+)\" aria-label=\"[0-9]{4}: (?<count>[1-9][0-9]*) papers\">")]
    private static partial Regex BarPattern();

    [GeneratedRegex("of (?<total>[0-9,]+) papers")]
    private static partial Regex TotalPattern();

    [GeneratedRegex("<mark>(?<text>.*?)</mark>")]
    private static partial Regex MarkPattern();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex TagPattern();

    [GeneratedRegex("<script type=\"application/ld\\+json\">(?<data>[^\n]*?)</script>")]
    private static partial Regex DataPattern();

    [GeneratedRegex("<time datetime=\"(?<date>[^\"]+)\"")]
    private static partial Regex DatePattern();
}
