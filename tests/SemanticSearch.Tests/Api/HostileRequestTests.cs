using System.Text;
using System.Text.Json.Nodes;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Tests.Api;

/// <summary>Requests that no honest client sends, and slips that every client makes: each is refused by its own code, and always as problem+json.</summary>
[Collection(SharedApi.Name)]
public class HostileRequestTests(ApiFixture api)
{
    private const string Json = "application/json";

    /// <summary>Target, status, code, and the parameter that is named.</summary>
    public static readonly TheoryData<string, int, string, string?> Addresses = new()
    {
        { "/v1/search", 400, "missing_parameter", "q" },
        { "/v1/search?", 400, "missing_parameter", "q" },
        { "/v1/search?q=", 400, "empty_parameter", "q" },
        { "/v1/search?q", 400, "empty_parameter", "q" },
        { "/v1/search?q=+++", 400, "empty_parameter", "q" },
        { "/v1/search?q=%09%0A", 400, "empty_parameter", "q" },
        { "/v1/search?q=%E3%80%80", 400, "empty_parameter", "q" },
        { "/v1/search?q=" + new string('a', 2001), 400, "too_long", "q" },
        { "/v1/search?q=a&q=b", 400, "duplicate_parameter", "q" },
        { "/v1/search?q=a&limit=1&limit=1", 400, "duplicate_parameter", "limit" },
        { "/v1/search?q=a&catgory=x", 400, "unknown_parameter", "catgory" },
        { "/v1/search?Q=a", 400, "unknown_parameter", "Q" },
        { "/v1/search?q=a&=b", 400, "unknown_parameter", "" },
        { "/v1/search?q=a&filter%5B%5D=b", 400, "unknown_parameter", "filter[]" },
        { "/v1/search?query=a", 400, "unknown_parameter", "query" },
        { "/v1/search?q=%ff%fe", 400, "bad_encoding", null },
        { "/v1/search?q=%c3%28", 400, "bad_encoding", null },
        { "/v1/search?q=%ed%a0%80", 400, "bad_encoding", null },
        { "/v1/search?q=%c0%af", 400, "bad_encoding", null },
        { "/v1/search?q=100%", 400, "bad_encoding", null },
        { "/v1/search?q=%zz", 400, "bad_encoding", null },
        { "/v1/search?%ff=a", 400, "bad_encoding", null },
        { "/v1/search?q=a%00b", 400, "bad_character", "q" },
        { "/v1/search?q=a%1bb", 400, "bad_character", "q" },
        { "/v1/search?q=a%7fb", 400, "bad_character", "q" },
        { "/v1/search?q=a%C2%85b", 400, "bad_character", "q" },
        { "/v1/search?q=a&category=x%0d%0aSet-Cookie:y", 400, "bad_character", "category" },
        { "/v1/search?q=a&category=", 400, "empty_parameter", "category" },
        { "/v1/search?q=a&category=" + new string('c', 61), 400, "too_long", "category" },
        { "/v1/search?q=a&author=" + new string('c', 301), 400, "too_long", "author" },
        { "/v1/search?q=a" + string.Concat(Enumerable.Repeat("&category=x", 21)), 400, "too_many_values", "category" },
        { "/v1/search?q=a" + string.Concat(Enumerable.Repeat("&author=x", 21)), 400, "too_many_values", "author" },
        { "/v1/search?q=a&limit=0", 400, "out_of_range", "limit" },
        { "/v1/search?q=a&limit=101", 400, "out_of_range", "limit" },
        { "/v1/search?q=a&limit=-1", 400, "out_of_range", "limit" },
        { "/v1/search?q=a&limit=99999999999999999999", 400, "out_of_range", "limit" },
        { "/v1/search?q=a&limit=1e1", 400, "bad_number", "limit" },
        { "/v1/search?q=a&limit=10.0", 400, "bad_number", "limit" },
        { "/v1/search?q=a&limit=ten", 400, "bad_number", "limit" },
        { "/v1/search?q=a&limit=%EF%BC%91", 400, "bad_number", "limit" },
        { "/v1/search?q=a&limit=0x10", 400, "bad_number", "limit" },
        { "/v1/search?q=a&limit=-", 400, "bad_number", "limit" },
        { "/v1/search?q=a&limit=+5", 400, "bad_number", "limit" },
        { "/v1/search?q=a&semantic_weight=NaN", 400, "bad_number", "semantic_weight" },
        { "/v1/search?q=a&semantic_weight=Infinity", 400, "bad_number", "semantic_weight" },
        { "/v1/search?q=a&semantic_weight=1e39", 400, "out_of_range", "semantic_weight" },
        { "/v1/search?q=a&semantic_weight=1e999", 400, "out_of_range", "semantic_weight" },
        { "/v1/search?q=a&semantic_weight=1.0001", 400, "out_of_range", "semantic_weight" },
        { "/v1/search?q=a&semantic_weight=-0.1", 400, "out_of_range", "semantic_weight" },
        { "/v1/search?q=a&semantic_weight=0,5", 400, "bad_number", "semantic_weight" },
        { "/v1/search?q=a&min_similarity=1.5", 400, "out_of_range", "min_similarity" },
        { "/v1/search?q=a&min_similarity=-1.5", 400, "out_of_range", "min_similarity" },
        { "/v1/search?q=a&min_similarity=x", 400, "bad_number", "min_similarity" },
        { "/v1/search?q=a&min_similarity=0.5&mode=lexical", 400, "conflicting_parameters", "min_similarity" },
        { "/v1/search?q=a&min_similarity=0.5&semantic_weight=0", 400, "conflicting_parameters", "min_similarity" },
        { "/v1/search?q=a&mode=fuzzy", 400, "bad_choice", "mode" },
        { "/v1/search?q=a&mode=Hybrid", 400, "bad_choice", "mode" },
        { "/v1/search?q=a&mode=0", 400, "bad_choice", "mode" },
        { "/v1/search?q=a&explain=yes", 400, "bad_flag", "explain" },
        { "/v1/search?q=a&explain=1", 400, "bad_flag", "explain" },
        { "/v1/search?q=a&from=yesterday", 400, "bad_date", "from" },
        { "/v1/search?q=a&from=2023-02-29", 400, "bad_date", "from" },
        { "/v1/search?q=a&from=2023-13", 400, "bad_date", "from" },
        { "/v1/search?q=a&from=2023-1-1", 400, "bad_date", "from" },
        { "/v1/search?q=a&from=23", 400, "bad_date", "from" },
        { "/v1/search?q=a&to=0000", 400, "bad_date", "to" },
        { "/v1/search?q=a&to=9999", 400, "bad_date", "to" },
        { "/v1/search?q=a&to=2023-01-01T00:00:00Z", 400, "bad_date", "to" },
        { "/v1/search?q=a&from=2024&to=2023", 400, "bad_period", "from" },
        { "/v1/search?q=a&from=2024-02&to=2024-01-31", 400, "bad_period", "from" },
        { "/v1/search?q=a&cursor=x", 400, "bad_cursor", "cursor" },
        { "/v1/search?q=a&cursor=" + new string('A', 201), 400, "too_long", "cursor" },
        { "/v1/search?q=a&cursor=AAAAAAAAAAAAAAAAAAAAAAAAAA", 400, "bad_cursor", "cursor" },
        { "/v1/search?q=a&cursor=../../etc/passwd", 400, "bad_cursor", "cursor" },
        { "/v1/search/", 400, "missing_parameter", "q" },
        { "/v1/search/x", 404, "not_found", null },
        { "/v1/nothing", 404, "not_found", null },
        { "/nothing.php", 404, "not_found", null },
        { "/v1", 404, "not_found", null },
        { "/wwwroot/site.css", 404, "not_found", null },
        { "/..%2f..%2fappsettings.json", 404, "not_found", null },
        { "/appsettings.json", 404, "not_found", null },
        { "/%ff", 400, "bad_encoding", null },
        { "/problems/no-such-problem", 404, "not_found", null },
        { "/v1/papers/", 404, "not_found", null },
        { "/v1/papers/%ff", 400, "bad_encoding", null },
        { "/v1/papers/a%20b", 400, "bad_id", "id" },
        { "/v1/papers/%E2%80%8B", 400, "bad_id", "id" },
        { "/v1/papers/" + new string('x', 201), 400, "bad_id", "id" },
        { "/v1/papers/no-such-paper", 404, "paper_not_found", null },
        { "/v1/papers/arXiv:2301.00001", 404, "paper_not_found", null },
        { "/v1/papers/sample:genetics-14?fields=title", 400, "unknown_parameter", "fields" },
        { "/v1/papers/no-such-paper/similar", 404, "paper_not_found", null },
        { "/v1/papers/sample:genetics-14/similar?q=a", 400, "unknown_parameter", "q" },
        { "/v1/papers/sample:genetics-14/similar?limit=x", 400, "bad_number", "limit" },
        { "/v1/similar", 400, "missing_parameter", "like" },
        { "/v1/similar?like=a%20b", 400, "bad_id", "like" },
        { "/v1/similar?like=no-such-paper", 404, "paper_not_found", null },
        { "/v1/search?q=a&topic=coral", 400, "bad_number", "topic" },
        { "/v1/search?q=a&topic=999999", 404, "topic_not_found", "topic" },
        { "/v1/search?q=a" + string.Concat(Enumerable.Repeat("&topic=1", 21)), 400, "too_many_values", "topic" },
        { "/v1/search?q=a&clusters=1", 400, "out_of_range", "clusters" },
        { "/v1/search?q=a&clusters=13", 400, "out_of_range", "clusters" },
        { "/v1/search?q=a&clusters=few", 400, "bad_number", "clusters" },
        { "/v1/topics?level=deep", 400, "bad_choice", "level" },
        { "/v1/topics?limit=3", 400, "unknown_parameter", "limit" },
        { "/v1/topics/coral", 400, "bad_number", "id" },
        { "/v1/topics/0", 400, "out_of_range", "id" },
        { "/v1/topics/99999999999", 400, "out_of_range", "id" },
        { "/v1/topics/999999", 404, "topic_not_found", null },
        { "/v1/topics/999999/papers", 404, "topic_not_found", null },
        { "/v1/topics/999999/timeline", 404, "topic_not_found", null },
        { "/v1/topics/999999/lineage", 404, "topic_not_found", null },
        { "/v1/topics/1/nothing", 404, "not_found", null },
        { "/v1/topics/1?level=topic", 400, "unknown_parameter", "level" },
        { "/v1/topics/1/papers?limit=0", 400, "out_of_range", "limit" },
        { "/v1/topics/1/papers?cursor=x", 400, "bad_cursor", "cursor" },
        { "/v1/topics/trending?topic=999999", 404, "topic_not_found", "topic" },
        { "/v1/topics/trending?limit=101", 400, "out_of_range", "limit" },
        { "/v1/topics/assign", 400, "missing_parameter", "text" },
        { "/v1/topics/assign?text=a&id=b", 400, "conflicting_parameters", "id" },
        { "/v1/topics/assign?id=no-such-paper", 404, "paper_not_found", null },
        { "/v1/map?level=area", 400, "unknown_parameter", "level" },
        { "/v1/map/papers", 400, "missing_parameter", "point" },
        { "/v1/map/papers?point=-1", 400, "out_of_range", "point" },
        { "/v1/map/papers?point=999999", 400, "out_of_range", "point" },
        { "/v1/map/papers?point=x", 400, "bad_number", "point" },
        { "/v1/map/months?level=area", 400, "unknown_parameter", "level" },
    };

    /// <summary>Path, content type, body, status, code, and the parameter that is named.</summary>
    public static readonly TheoryData<string, string?, string, int, string, string?> Bodies = new()
    {
        { "/v1/search", Json, "", 400, "bad_json", null },
        { "/v1/search", Json, "q=a", 400, "bad_json", null },
        { "/v1/search", Json, """{"q":"a"} x""", 400, "bad_json", null },
        { "/v1/search", Json, """{"q":"a",}""", 400, "bad_json", null },
        { "/v1/search", Json, """{"q":"a" /* why */}""", 400, "bad_json", null },
        { "/v1/search", Json, """{"q":NaN}""", 400, "bad_json", null },
        { "/v1/search", Json, string.Concat(Enumerable.Repeat("""{"q":""", 100)) + "1" + new string('}', 100), 400, "bad_json", null },
        { "/v1/search", Json, new string('[', 100_000), 400, "bad_json", null },
        { "/v1/search", Json, "null", 400, "wrong_type", null },
        { "/v1/search", Json, """["q"]""", 400, "wrong_type", null },
        { "/v1/search", Json, "{}", 400, "missing_parameter", "q" },
        { "/v1/search", Json, """{"q":""}""", 400, "empty_parameter", "q" },
        { "/v1/search", Json, """{"q":" \n "}""", 400, "empty_parameter", "q" },
        { "/v1/search", Json, """{"q":null}""", 400, "wrong_type", "q" },
        { "/v1/search", Json, """{"q":1}""", 400, "wrong_type", "q" },
        { "/v1/search", Json, """{"q":{"text":"a"}}""", 400, "wrong_type", "q" },
        { "/v1/search", Json, """{"q":"a","q":"b"}""", 400, "duplicate_parameter", "q" },
        { "/v1/search", Json, """{"q":"a","\u0071":"b"}""", 400, "duplicate_parameter", "q" },
        { "/v1/search", Json, """{"q":"a","categories":["x"]}""", 400, "unknown_parameter", "categories" },
        { "/v1/search", Json, """{"Q":"a"}""", 400, "unknown_parameter", "Q" },
        { "/v1/search", Json, """{"q":"a","__proto__":{}}""", 400, "unknown_parameter", "__proto__" },
        { "/v1/search", Json, """{"q":"a","category":"x"}""", 400, "wrong_type", "category" },
        { "/v1/search", Json, """{"q":"a","category":[1]}""", 400, "wrong_type", "category[0]" },
        { "/v1/search", Json, """{"q":"a","category":["x",""]}""", 400, "empty_parameter", "category[1]" },
        { "/v1/search", Json, """{"q":"a","limit":"10"}""", 400, "wrong_type", "limit" },
        { "/v1/search", Json, """{"q":"a","limit":10.5}""", 400, "bad_number", "limit" },
        { "/v1/search", Json, """{"q":"a","limit":1e39}""", 400, "bad_number", "limit" },
        { "/v1/search", Json, """{"q":"a","limit":0}""", 400, "out_of_range", "limit" },
        { "/v1/search", Json, """{"q":"a","semantic_weight":1e39}""", 400, "out_of_range", "semantic_weight" },
        { "/v1/search", Json, """{"q":"a","semantic_weight":"0.5"}""", 400, "wrong_type", "semantic_weight" },
        { "/v1/search", Json, """{"q":"a","explain":"true"}""", 400, "wrong_type", "explain" },
        { "/v1/search", Json, """{"q":"a","explain":1}""", 400, "wrong_type", "explain" },
        { "/v1/search", Json, """{"q":"a","from":2024}""", 400, "wrong_type", "from" },
        { "/v1/search", Json, """{"q":"a","mode":"best"}""", 400, "bad_choice", "mode" },
        { "/v1/search", Json, """{"q":"a\u0000b"}""", 400, "bad_character", "q" },
        { "/v1/search", Json, """{"q":"a\ud800b"}""", 400, "bad_character", "q" },
        { "/v1/search", Json, """{"q":"a","\udc00":1}""", 400, "bad_character", null },
        { "/v1/search", Json, $$"""{"q":"{{new string('a', 20_001)}}"}""", 400, "too_long", "q" },
        { "/v1/search", Json, $$"""{"q":"{{new string('a', 1 << 20)}}"}""", 413, "body_too_large", null },
        { "/v1/search", null, """{"q":"a"}""", 415, "unsupported_media_type", null },
        { "/v1/search", "text/plain", """{"q":"a"}""", 415, "unsupported_media_type", null },
        { "/v1/search", "application/x-www-form-urlencoded", "q=a", 415, "unsupported_media_type", null },
        { "/v1/search", "application/json; charset=utf-16", """{"q":"a"}""", 415, "unsupported_media_type", null },
        { "/v1/search?q=a", Json, """{"q":"a"}""", 400, "unknown_parameter", "q" },
        { "/v1/topics/assign", Json, "{}", 400, "missing_parameter", "text" },
        { "/v1/topics/assign", Json, """{"text":["a"]}""", 400, "wrong_type", "text" },
        { "/v1/search", Json, """{"q":"a","clusters":"3"}""", 400, "wrong_type", "clusters" },
        { "/v1/similar", Json, "{}", 400, "missing_parameter", "like" },
        { "/v1/similar", Json, """{"like":[]}""", 400, "missing_parameter", "like" },
        { "/v1/similar", Json, """{"like":{"id":"a"}}""", 400, "wrong_type", "like" },
        { "/v1/similar", Json, """{"like":["sample:genetics-14"]}""", 400, "wrong_type", "like[0]" },
        { "/v1/similar", Json, """{"like":[{}]}""", 400, "conflicting_parameters", "like[0]" },
        { "/v1/similar", Json, """{"like":[{"id":"a","text":"b"}]}""", 400, "conflicting_parameters", "like[0]" },
        { "/v1/similar", Json, """{"like":[{"id":"a"},{"txt":"b"}]}""", 400, "unknown_parameter", "like[1].txt" },
        { "/v1/similar", Json, """{"like":[{"id":"a b"}]}""", 400, "bad_id", "like[0].id" },
        { "/v1/similar", Json, """{"like":[{"text":7}]}""", 400, "wrong_type", "like[0].text" },
        { "/v1/similar", Json, """{"like":[{"text":" "}]}""", 400, "empty_parameter", "like[0].text" },
        { "/v1/similar", Json, """{"like":[{"id":"no-such-paper"}]}""", 404, "paper_not_found", null },
        { "/v1/similar", Json, $$"""{"like":[{{string.Join(',', Enumerable.Repeat("""{"text":"a"}""", 21))}}]}""", 400, "too_many_values", "like" },
        { "/v1/similar", Json, """{"like":[{"text":"a"}],"query":"b"}""", 400, "unknown_parameter", "query" },
    };

    public static readonly TheoryData<string, string, string> Methods = new()
    {
        { "DELETE", "/v1/search", "GET, HEAD, POST" },
        { "PUT", "/v1/search", "GET, HEAD, POST" },
        { "DELETE", "/v1/similar", "GET, HEAD, POST" },
        { "POST", "/v1/topics", "GET, HEAD" },
        { "PUT", "/v1/topics/assign", "GET, HEAD, POST" },
        { "POST", "/v1/papers/sample:genetics-14", "DELETE, GET, HEAD" },
        { "POST", "/health/live", "GET, HEAD" },
        { "POST", "/", "GET, HEAD" },
        { "OPTIONS", "/v1/search", "GET, HEAD, POST" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_address_that_is_wrong_is_refused(string target, int status, string code, string? parameter)
    {
        foreach (var accept in new[] { "*/*", "text/html", "application/xml;q=0.9, image/*", "" })
            AssertProblem(await RawHttp.SendAsync(api.Address, "GET", target, null, null, accept), status, code, parameter);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_wrong_is_refused(string path, string? contentType, string body, int status, string code, string? parameter) =>
        AssertProblem(await RawHttp.SendAsync(api.Address, "POST", path, contentType, Encoding.UTF8.GetBytes(body), "text/html"), status, code, parameter);

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused() =>
        AssertProblem(await RawHttp.SendAsync(api.Address, "POST", "/v1/search", Json, [.. "{\"q\":\""u8, 0xff, 0xfe, .. "\"}"u8]), 400, "bad_encoding", null);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_that_is_wrong_is_refused_with_the_right_ones(string method, string target, string allowed)
    {
        var answer = await RawHttp.SendAsync(api.Address, method, target, Json, method == "POST" ? "{}"u8.ToArray() : null, "text/html");
        AssertProblem(answer, 405, "method_not_allowed", null);
        Assert.Equal(allowed.Split(", "), answer.Headers["Allow"].Split(", ").Order());
    }

    [Fact]
    public async Task A_slip_of_the_pen_is_put_right()
    {
        var answer = JsonNode.Parse((await RawHttp.SendAsync(api.Address, "GET", "/v1/search?q=a&catgory=x", null, null)).Body)!;
        Assert.Equal("Did you mean category?", (string?)answer["hint"]);
        Assert.Equal(
            ["q", "operators", "mode", "semantic_weight", "from", "to", "category", "author", "source", "topic", "min_similarity", "sort", "diversity", "collapse", "limit", "cursor", "explain", "facets", "evidence", "clusters", "select"],
            answer["valid"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("/problems/unknown-parameter", (string?)answer["type"]);
    }

    [Fact]
    public async Task A_refusal_quotes_little_and_tells_nothing_about_the_inside()
    {
        var answer = await RawHttp.SendAsync(api.Address, "GET", "/v1/search?q=a&mode=" + new string('x', 5000), null, null);
        Assert.InRange(answer.Body.Length, 1, 700);
        Assert.DoesNotContain("SemanticSearch.", answer.Body, StringComparison.Ordinal);
    }

    private static void AssertProblem(RawAnswer answer, int status, string code, string? parameter)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        var problem = JsonNode.Parse(answer.Body)!;
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal(status, (int)problem["status"]!);
        Assert.Equal(parameter, (string?)problem["parameter"]);
        Assert.Equal(ProblemCatalogue.All.Single(kind => kind.Code == code).Title, (string?)problem["title"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["detail"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["trace_id"]));
    }
}
