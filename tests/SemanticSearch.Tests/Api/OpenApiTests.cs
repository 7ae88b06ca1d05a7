using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Tests.House;

namespace SemanticSearch.Tests.Api;

/// <summary>The document says what is served, and what it says is kept.</summary>
[Collection(SharedApi.Name)]
public class OpenApiTests(ApiFixture api)
{
    private static readonly string[] Ranking = ["mode", "semantic_weight", "from", "to", "category", "author", "source", "topic", "min_similarity", "sort", "diversity", "collapse", "limit", "cursor", "explain", "facets", "evidence", "clusters", "select"];

    [Fact]
    public async Task It_lists_exactly_what_is_served()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        var listed = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));
        var served = api.Endpoints
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Where(route => !route.StartsWith("HEAD ", StringComparison.Ordinal))
            // Pages for readers, metrics, the document itself, and the second spelling of ids with slashes are left out on purpose.
            .Except(["GET /", "GET /papers/{**id}", "GET /topics", "GET /topics/{id}", "GET /map", "GET /status", "GET /openapi/v1.json", "GET /metrics", "GET /v1/papers/{**id:minlength(1)}", "DELETE /v1/papers/{**id:minlength(1)}", "POST /mcp/"]);
        Assert.Equal(served.Order(), listed.Order());
    }

    [Fact]
    public async Task The_document_in_the_repository_is_the_one_that_is_served() =>
        KeptFile.Require("docs/openapi.json", (await api.GetAsync("/openapi/v1.json")).ToJsonString(KeptFile.Indented) + "\n");

    [Fact]
    public async Task Every_operation_is_named_described_and_typed()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Said: operation.Value!))).ToList();
        Assert.Equal(operations.Count, operations.Select(operation => (string?)operation.Said["operationId"]).Where(name => !string.IsNullOrWhiteSpace(name)).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.Single(operation.Said["tags"]!.AsArray());
            Assert.EndsWith(".", (string)operation.Said["summary"]!, StringComparison.Ordinal);
            Assert.All(operation.Said["parameters"]?.AsArray() ?? [], parameter => Assert.NotNull(parameter!["schema"]!["type"]));
            if (operation.Path.StartsWith("/v1/", StringComparison.Ordinal))
                Assert.Superset(new HashSet<string> { "200", "400", "401", "429", "500", "503", "504" }, operation.Said["responses"]!.AsObject().Select(response => response.Key).ToHashSet());
        });
        Assert.Equal("/", (string?)document["servers"]![0]!["url"]);
        Assert.Equal("""[{},{"key":[]},{"bearer":[]}]""", document["security"]!.ToJsonString());
        AssertTyped(document, "$");
    }

    /// <summary>A number that may as well be a text is what generators make of settings that nobody looked at.</summary>
    private static void AssertTyped(JsonNode? node, string place)
    {
        if (node is JsonArray items)
            foreach (var (i, item) in items.Index())
                AssertTyped(item, $"{place}[{i}]");
        if (node is not JsonObject members)
            return;
        if (members["type"] is JsonArray types)
            Assert.True(types.Count(type => (string?)type != "null") <= 1, $"{place} is {types.ToJsonString()}");
        foreach (var (name, member) in members)
            AssertTyped(member, $"{place}.{name}");
    }

    [Fact]
    public async Task It_names_every_parameter_with_its_description()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        Assert.Equal(["q", "operators", .. Ranking], Parameters(document, "/v1/search"));
        Assert.Equal(["id", .. Ranking], Parameters(document, "/v1/papers/{id}/similar"));
        Assert.Equal(["select", "format"], Parameters(document, "/v1/papers/{id}").Except(["id"]));
        Assert.Equal(["q", "operators", .. Ranking], Members(document, "/v1/search"));
        Assert.Equal(["like", "unlike", "q", .. Ranking], Members(document, "/v1/similar"));
        Assert.Equal(["like", "like_text", "unlike", "unlike_text", "q", .. Ranking], Parameters(document, "/v1/similar"));
        Assert.Equal(["id", "limit", "cursor"], Parameters(document, "/v1/topics/{id}/papers"));
        Assert.Equal(["text", "id"], Parameters(document, "/v1/topics/assign"));
        Assert.Equal(["text", "id"], Members(document, "/v1/topics/assign"));
        Assert.All(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()), operation =>
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.Value!["summary"]));
            Assert.All(operation.Value!["parameters"]?.AsArray() ?? [], parameter => Assert.False(string.IsNullOrWhiteSpace((string?)parameter!["description"])));
        });
    }

    [Fact]
    public async Task Whole_numbers_are_numbers_and_problems_are_declared()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        Assert.Equal("integer", (string?)document["components"]!["schemas"]!["RankingMeta"]!["properties"]!["total"]!["type"]);
        Assert.Equal("number", (string?)document["components"]!["schemas"]!["LegScore"]!["properties"]!["score"]!["type"]);
        foreach (var (path, item) in document["paths"]!.AsObject())
            foreach (var (method, operation) in item!.AsObject())
            {
                var responses = operation!["responses"]!.AsObject();
                Assert.NotNull(responses["200"]!["content"]);
                Assert.All(responses.Where(response => response.Key != "200"), response => Assert.NotNull(response.Value!["content"]!["application/problem+json"]));
                if (path.StartsWith("/v1/", StringComparison.Ordinal))
                    Assert.True(responses.ContainsKey("400") && responses.ContainsKey("503"), $"{method} {path}");
            }
    }

    [Fact]
    public async Task What_an_answer_must_have_by_the_document_it_has()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        foreach (var path in new[] { "/v1/search?q=bees&explain=true&from=2020", "/v1/search?q=bees&mode=lexical&clusters=3", "/v1/papers/sample:geology-06/similar?explain=true" })
            AssertConforms(document, document["components"]!["schemas"]!["RankingAnswer"]!, await api.GetAsync(path), path);
        foreach (var (path, asked) in new[]
        {
            ("/v1/topics", "/v1/topics"), ("/v1/topics/{id}", "/v1/topics/1"), ("/v1/topics/{id}/papers", "/v1/topics/1/papers?limit=3"),
            ("/v1/topics/{id}/timeline", "/v1/topics/1/timeline"), ("/v1/topics/{id}/lineage", "/v1/topics/1/lineage"),
            ("/v1/topics/trending", "/v1/topics/trending"), ("/v1/topics/assign", "/v1/topics/assign?text=coral+reefs"), ("/v1/map", "/v1/map"), ("/v1/status", "/v1/status"),
            ("/v1/map/papers", "/v1/map/papers?point=0&id=sample:genetics-13"),
        })
            AssertConforms(document, document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!, await api.GetAsync(asked), asked);
    }

    [Fact]
    public async Task Each_declared_limit_really_rejects()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        var rejected = 0;
        foreach (var parameter in document["paths"]!["/v1/search"]!["get"]!["parameters"]!.AsArray())
        {
            foreach (var wrong in Violations(parameter!["schema"]!))
            {
                var values = wrong.Select(value => $"{parameter["name"]}={Uri.EscapeDataString(value)}");
                using var answer = await api.Client.GetAsync($"/v1/search?{((string)parameter["name"]! == "q" ? "" : "q=a&")}{string.Join('&', values)}", TestContext.Current.CancellationToken);
                Assert.True((int)answer.StatusCode == 400, $"{parameter["name"]} takes {string.Join(',', wrong)}");
                rejected++;
            }
        }
        Assert.InRange(rejected, 15, 100);
    }

    [Fact]
    public async Task Each_declared_limit_of_a_body_really_rejects()
    {
        var document = await api.GetAsync("/openapi/v1.json");
        foreach (var (name, schema) in Body(document, "/v1/similar")["properties"]!.AsObject().Where(property => property.Key != "like"))
        {
            var list = (string?)schema!["type"] == "array";
            foreach (var wrong in Violations(schema))
            {
                JsonNode value = list ? new JsonArray([.. wrong.Select(text => JsonValue.Create(text))]) : AsJson(schema, wrong[0]);
                var body = new JsonObject { ["like"] = new JsonArray(new JsonObject { ["text"] = "a" }), [name] = value };
                using var answer = await api.Client.PostAsJsonAsync("/v1/similar", body, TestContext.Current.CancellationToken);
                Assert.True((int)answer.StatusCode == 400, $"{name} takes {value.ToJsonString()}");
            }
        }
        Assert.Equal(RankingParameters.MaxExamples, (int)Body(document, "/v1/similar")["properties"]!["like"]!["maxItems"]!);
    }

    private static JsonNode AsJson(JsonNode schema, string text) =>
        (string?)schema["type"] is "number" or "integer" ? JsonNode.Parse(text)! : JsonValue.Create(text);

    /// <summary>Values just outside of what a schema allows.</summary>
    private static IEnumerable<string[]> Violations(JsonNode schema)
    {
        if (schema["maxItems"] is { } most)
            yield return [.. Enumerable.Repeat("x", (int)most + 1)];
        var value = schema["items"] ?? schema;
        if (value["maxLength"] is { } longest)
            yield return [new string('x', (int)longest + 1)];
        if (value["minLength"] is { } shortest && (int)shortest == 1)
            yield return [""];
        if (value["maximum"] is { } maximum)
            yield return [((double)maximum + 1).ToString(CultureInfo.InvariantCulture)];
        if (value["minimum"] is { } minimum)
            yield return [((double)minimum - 1).ToString(CultureInfo.InvariantCulture)];
        if (value["enum"] is not null || value["pattern"] is not null || (string?)value["type"] == "boolean")
            yield return ["no such value"];
    }

    private static void AssertConforms(JsonNode document, JsonNode schema, JsonNode? value, string place)
    {
        while (schema["$ref"] is { } reference)
            schema = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
        if (schema["oneOf"] is JsonArray choices && value is not null)
        {
            AssertConforms(document, choices.Single(choice => (string?)choice!["type"] != "null")!, value, place);
            return;
        }
        if (value is JsonArray items)
            Assert.All(items, item => AssertConforms(document, schema["items"]!, item, place + "[]"));
        if (value is not JsonObject members)
            return;
        Assert.All(schema["required"]?.AsArray() ?? [], name => Assert.True(members.ContainsKey((string)name!), $"{place}.{name}"));
        foreach (var (name, member) in members)
            AssertConforms(document, schema["properties"]![name] ?? throw new InvalidOperationException($"{place}.{name} is not in the document."), member, $"{place}.{name}");
    }

    private static IEnumerable<string> Parameters(JsonNode document, string path) =>
        document["paths"]![path]!["get"]!["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!);

    private static IEnumerable<string> Members(JsonNode document, string path) => Body(document, path)["properties"]!.AsObject().Select(member => member.Key);

    private static JsonNode Body(JsonNode document, string path) => document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
}
