using System.Text.Json.Serialization;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Papers;
using SemanticSearch.Papers.Citations;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Answers;

/// <summary>Papers as a JSON Feed, version 1.1 (jsonfeed.org).</summary>
/// <param name="Version">Which version it follows.</param>
/// <param name="Title">What it is about.</param>
/// <param name="HomePageUrl">The page for readers.</param>
/// <param name="FeedUrl">The address of the feed.</param>
/// <param name="Opensearch">How many papers there are.</param>
/// <param name="Items">The papers.</param>
public sealed record JsonFeed(
    string Version, string Title, string HomePageUrl, string? FeedUrl, [property: JsonPropertyName("_opensearch")] FeedTotal Opensearch, IReadOnlyList<JsonFeedItem> Items)
{
    internal static JsonFeed Of(FeedHead head, IReadOnlyList<SearchHit> hits, Site site) => new(
        "https://jsonfeed.org/version/1.1", head.Title, head.Page, head.Self, new FeedTotal(head.Total), [.. hits.Select(hit => JsonFeedItem.Of(hit.Paper, site))]);
}

/// <summary>How many papers the query defines.</summary>
public sealed record FeedTotal(long TotalResults);

/// <summary>A paper in a feed.</summary>
public sealed record JsonFeedItem(
    string Id, string Url, string Title, string ContentText, string? DatePublished, string DateModified, IReadOnlyList<JsonFeedAuthor> Authors, IReadOnlyList<string> Tags)
{
    internal static JsonFeedItem Of(Paper paper, Site site) => new(
        FeedHead.NameOf(paper.Id), PublicAddress.Of(paper) ?? site.Whole(Links.PaperPage(paper.Id)), paper.Title, paper.Abstract,
        paper.Date is { } date ? FeedHead.Moment(date) : null, FeedHead.Moment(FeedHead.Updated(paper)), [.. paper.Authors.Select(name => new JsonFeedAuthor(name))], paper.Categories);
}

/// <summary>Who wrote a paper.</summary>
public sealed record JsonFeedAuthor(string Name);
