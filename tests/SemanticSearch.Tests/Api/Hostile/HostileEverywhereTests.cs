using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Tests.Api.Hostile;

/// <summary>Every row of what goes wrong, sent to every operation of the OpenAPI document that it fits.</summary>
[Collection(SharedApi.Name)]
public class HostileEverywhereTests(ApiFixture api)
{
    private static readonly Dictionary<string, HostileRow> Rows = HostileRows.All.ToDictionary(row => row.Name);

    public static TheoryData<string> Names => [.. Rows.Keys.Select(Printable)];

    private static readonly Dictionary<string, HostileRow> ByName = Rows.ToDictionary(row => Printable(row.Key), row => row.Value);

    /// <summary>What the server itself answers, before there is an address to ask: the only answers without a problem.</summary>
    public static readonly TheoryData<string, string, int> Unreadable = new()
    {
        { "a line of 9,000 characters", $"GET /v1/search?q={new string('a', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
        { "a header of 17,000 characters", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 17_000)}\r\n\r\n", 431 },
        { "a flood of headers", $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: a\r\n"))}\r\n", 431 },
        { "no host", "GET / HTTP/1.1\r\n\r\n", 400 },
        { "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
        { "a host that is none", "GET / HTTP/1.1\r\nHost: a b/c\r\n\r\n", 400 },
        { "another protocol", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505 },
        { "no protocol", "GET /\r\n\r\n", 400 },
        { "garbage", "\u0001\u0002\u0003 garbage\r\n\r\n", 400 },
        { "a header without a name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400 },
        { "a header with a blank in its name", "GET / HTTP/1.1\r\nHost: a\r\nX Y: x\r\n\r\n", 400 },
        { "a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 400 },
        { "a length below zero", "POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400 },
        { "two lengths", "POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400 },
        { "an unknown coding", "POST /v1/search HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: bomb\r\n\r\n", 400 },
        { "an escaped NUL in the path", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
    };

    [Fact]
    public void There_are_many_rows() => Assert.InRange(Rows.Count + Unreadable.Count, 150, 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_answered_by_a_problem_or_by_what_was_asked_for(string name)
    {
        var row = ByName[name];
        var document = await api.GetAsync("/openapi/v1.json");
        var sent = 0;
        foreach (var operation in Operation.Of(document))
            foreach (var request in row.Requests(operation))
            {
                await RequireDefinedAsync(row, operation, request);
                sent++;
            }
        Assert.True(sent > 0, "The row fits no operation.");
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_is_no_request_is_refused_by_the_server(string name, string request, int status)
    {
        var answer = await RawHttp.SendAsync(api.Address, Encoding.Latin1.GetBytes(request));
        Assert.True(status == answer.Status, $"{name}: {answer.Status}");
        Assert.Empty(answer.Body);
    }

    private async Task RequireDefinedAsync(HostileRow row, Operation operation, HostileRequest request)
    {
        var place = $"{operation.Method} {request.Target[..Math.Min(request.Target.Length, 200)]}";
        var (answer, took) = await SendAsync(row, operation, request);
        // The machine runs other tests: what is slow once may be so by chance.
        for (var again = 0; took > TimeSpan.FromSeconds(1) && again < 2; again++)
            (answer, took) = await SendAsync(row, operation, request);
        Assert.True(took <= TimeSpan.FromSeconds(1), $"{place} took {took}.");
        Assert.True(answer.Status < 500, $"{place}: {answer.Status} {answer.Body}");
        Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        if (answer.Status < 400)
        {
            Assert.True(row.Codes.Length == 0, $"{place} was answered by {answer.Status}.");
            return;
        }
        Assert.True(answer.Headers.GetValueOrDefault("Content-Type") == "application/problem+json" || IsServers(answer, row), $"{place}: {answer.Status} without a problem.");
        if (answer.Body.Length == 0)
            return;
        var problem = JsonNode.Parse(answer.Body)!;
        var kind = ProblemCatalogue.All.Single(kind => kind.Code == (string?)problem["code"]);
        Assert.Equal(kind.Status, answer.Status);
        Assert.True(row.Codes.Length == 0 || row.Codes.Contains(kind.Code), $"{place}: {kind.Code} {problem["detail"]}");
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    // A NUL in a path never reaches an address.
    private static bool IsServers(RawAnswer answer, HostileRow row) => answer is { Status: 400 or 414, Body: "" } && (row.Name.Contains("%00", StringComparison.Ordinal) || answer.Status == 414);

    private async Task<(RawAnswer Answer, TimeSpan Took)> SendAsync(HostileRow row, Operation operation, HostileRequest request)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await RawHttp.SendAsync(api.Address, operation.Method, request.Target, request.ContentType, request.Body, "text/html", row.Headers);
        return (answer, Stopwatch.GetElapsedTime(start));
    }

    // Names of tests go into reports, which are XML.
    private static string Printable(string name) => string.Concat(name.EnumerateRunes().Select(rune =>
        rune.Value is >= 0x20 and < 0x7f ? rune.ToString() : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")));
}
