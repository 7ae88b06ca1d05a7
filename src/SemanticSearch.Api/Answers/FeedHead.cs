using System.Security.Cryptography;
using System.Text;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Api.Answers;

/// <summary>What a feed says of itself.</summary>
/// <param name="Id">A name that stays the same wherever the service runs.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Self">The address of the feed; null for a request with a body.</param>
/// <param name="Page">The page for readers.</param>
/// <param name="Total">How many papers there are.</param>
internal sealed record FeedHead(string Id, string Title, string? Self, string Page, long Total)
{
    /// <summary>The feed of a ranking.</summary>
    /// <param name="page">What was found.</param>
    /// <param name="request">The request that is answered.</param>
    /// <param name="path">The path of the request; null where it came with a body.</param>
    /// <param name="title">What it is about; null for what the query says.</param>
    public static FeedHead Of(RankedPage page, HttpRequest request, string? path, string? title = null)
    {
        var written = (page.Request as SearchRequest)?.Text ?? (page.Request as SimilarRequest)?.Text ?? "";
        var examples = (page.Request as SimilarRequest)?.LikeIds.Select(id => id.Value) ?? [];
        var about = title ?? string.Join(" ", new[] { written, string.Join(", ", examples) }.Where(part => part.Length > 0));
        var address = path + request.QueryString;
        return new FeedHead(
            NameOf("feed", address), about.Length > 0 ? about : "Papers", path is null ? null : request.Site().Whole(address),
            request.Site().Whole(written.Length > 0 ? Links.With("/", [("q", written)]) : "/"), page.Result.Total);
    }

    /// <summary>The name of a paper among entries, the same in every feed of every service.</summary>
    public static string NameOf(PaperId id) => NameOf("paper", id.Key);

    /// <summary>When a paper last changed, as far as it tells; a day long ago where it does not.</summary>
    public static DateOnly Updated(Paper paper) => paper.Updated ?? paper.Date ?? DateOnly.FromDateTime(DateTime.UnixEpoch);

    /// <summary>A day as feeds write moments.</summary>
    public static string Moment(DateOnly day) => day.ToString("yyyy-MM-dd'T00:00:00Z'", System.Globalization.CultureInfo.InvariantCulture);

    // A UUID of version 8, RFC 9562: made of what it names.
    private static string NameOf(string kind, string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"SemanticSearch {kind} {text}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(hash, bigEndian: true)}";
    }
}
