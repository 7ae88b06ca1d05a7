using System.Buffers.Binary;
using System.Net;

namespace SemanticSearch.Tests.Api;

/// <summary>The map, in both of its shapes.</summary>
[Collection(SharedApi.Name)]
public class MapTests(ApiFixture api)
{
    private const int HeaderBytes = 28;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_paper_has_a_place_and_every_topic_a_label()
    {
        var map = await api.GetAsync("/v1/map");
        Assert.Equal(api.Sample.Select(paper => paper.Id.Value).Order(StringComparer.Ordinal), map["ids"]!.AsArray().Select(id => (string)id!).Order(StringComparer.Ordinal));
        Assert.All(new[] { "x", "y", "topics" }, column => Assert.Equal(api.Sample.Count, map[column]!.AsArray().Count));
        var topics = await api.GetAsync("/v1/topics");
        var labels = map["labels"]!.AsArray().ToDictionary(label => (int)label!["id"]!, label => (string)label!["label"]!);
        Assert.Equal((int)topics["meta"]!["total"]!, labels.Count);
        Assert.All(map["topics"]!.AsArray(), topic => Assert.Contains((int)topic!, labels));
        Assert.True(map["x"]!.AsArray().Select(x => (double)x!).Distinct().Count() > api.Sample.Count / 2);
    }

    [Fact]
    public async Task Eight_bytes_a_paper_say_the_same_as_the_columns()
    {
        var map = await api.GetAsync("/v1/map");
        using var answer = await GetAsync("application/octet-stream", null);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        var bytes = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal("SSMAP1\0\0"u8.ToArray(), bytes[..8]);
        Assert.Equal(api.Sample.Count, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)));
        Assert.Equal(HeaderBytes + 8 * api.Sample.Count, bytes.Length);
        var edges = Enumerable.Range(0, 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(12 + 4 * i))).ToArray();
        for (var i = 0; i < api.Sample.Count; i++)
        {
            var point = bytes.AsSpan(HeaderBytes + 8 * i);
            // Columns have three decimals, points a 65,535th of the width.
            Assert.Equal((double)map["x"]![i]!, edges[0] + (edges[1] - edges[0]) * BinaryPrimitives.ReadUInt16LittleEndian(point) / 65535.0, 2e-3);
            Assert.Equal((double)map["y"]![i]!, edges[2] + (edges[3] - edges[2]) * BinaryPrimitives.ReadUInt16LittleEndian(point[2..]) / 65535.0, 2e-3);
            Assert.Equal((int)map["topics"]![i]!, (int)(BinaryPrimitives.ReadUInt32LittleEndian(point[4..]) & 0xFFFFFF));
        }
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/octet-stream")]
    public async Task A_map_that_is_known_is_not_sent_again(string accept)
    {
        using var first = await GetAsync(accept, null);
        var tag = first.Headers.ETag!.Tag;
        foreach (var known in new[] { tag, $"W/{tag}", $"\"other\", {tag}", "*" })
        {
            using var again = await GetAsync(accept, known);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(tag, again.Headers.ETag!.Tag);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(Token));
        }
        using var changed = await GetAsync(accept, "\"other\"");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, application/octet-stream;q=0.5", "application/json")]
    [InlineData("application/octet-stream;q=0", "application/json")]
    [InlineData("application/octet-stream, application/json;q=0.5", "application/octet-stream")]
    [InlineData("application/octet-stream, */*;q=0.1", "application/octet-stream")]
    public async Task The_shape_is_the_one_that_the_caller_likes_best(string accept, string mediaType)
    {
        using var answer = await GetAsync(accept, null);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Fact]
    public async Task A_point_is_asked_for_its_paper_and_a_paper_for_its_point()
    {
        var map = await api.GetAsync("/v1/map");
        var last = api.Sample.Count - 1;
        var answer = await api.GetAsync($"/v1/map/papers?point={last}&point=3&id={map["ids"]![7]}&id=no-such-paper");
        Assert.Equal([last, 3, 7], answer["results"]!.AsArray().Select(paper => (int)paper!["point"]!));
        foreach (var paper in answer["results"]!.AsArray())
        {
            var point = (int)paper!["point"]!;
            Assert.Equal((string)map["ids"]![point]!, (string)paper["id"]!);
            Assert.Equal(((double)map["x"]![point]!, (double)map["y"]![point]!), ((double)paper["place"]!["x"]!, (double)paper["place"]!["y"]!));
            Assert.Equal(api.Sample.Single(known => known.Id.Value == (string)paper["id"]!).Title, (string)paper["title"]!);
        }
    }

    [Fact]
    public async Task Two_bytes_a_paper_tell_its_month()
    {
        var map = await api.GetAsync("/v1/map");
        var bytes = await api.Client.GetByteArrayAsync("/v1/map/months", Token);
        var dates = api.Sample.ToDictionary(paper => paper.Id.Value, paper => paper.Date);
        Assert.Equal(
            map["ids"]!.AsArray().Select(id => dates[(string)id!] is { } date ? 12 * date.Year + date.Month - 1 : 0),
            Enumerable.Range(0, bytes.Length / 2).Select(i => (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i))));
    }

    private async Task<HttpResponseMessage> GetAsync(string accept, string? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/map");
        request.Headers.Add("Accept", accept);
        if (known is not null)
            request.Headers.Add("If-None-Match", known);
        return await api.Client.SendAsync(request, Token);
    }
}
