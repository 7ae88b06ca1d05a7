using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// What a page costs beyond the answer that it shows: the page of a question against the same question to the interface, one after the other, in one run
/// of the service in a process of its own. The papers are a thousand of arXiv where they are beside the checkout, else the sample.
/// </summary>
internal static class PagesBenchmark
{
    private const int QuestionCount = 100;
    private const int WordsPerQuestion = 8;
    private const int Rounds = 3;

    /// <summary>What the page asks for beside the ten best.</summary>
    private const string AsThePage = "&facets=year,category,author,source&evidence=true";

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
        var corpus = BenchmarkPaths.Shared("data", "arxiv-1k.jsonl");
        var isSample = !File.Exists(corpus);
        try
        {
            await using var service = await RunningService.StartAsync(folder.FullName, isSample, cancellationToken);
            if (isSample)
                await service.WaitAsync("/v1/topics", cancellationToken);
            else
                await service.ImportAsync(corpus, cancellationToken);
            return await MeasureAsync(service.Client, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var questions = await QuestionsAsync(client, cancellationToken);
        foreach (var question in questions)
            await PairAsync(client, question, pageFirst: true, cancellationToken);
        var pairs = new List<(double Page, double Answer)>();
        for (var round = 0; round < Rounds; round++)
            foreach (var (at, question) in questions.Index())
                pairs.Add(await PairAsync(client, question, pageFirst: (at + round) % 2 == 0, cancellationToken));
        var measurements = new List<Measurement>
        {
            new("pairs of a page and an answer", pairs.Count, "pairs"),
            new("answer of the interface, p50", NearestRank.Of(pairs.Select(pair => pair.Answer), 0.5), "ms"),
            new("answer of the interface, p95", NearestRank.Of(pairs.Select(pair => pair.Answer), 0.95), "ms"),
            new("page, p50", NearestRank.Of(pairs.Select(pair => pair.Page), 0.5), "ms"),
            new("page, p95", NearestRank.Of(pairs.Select(pair => pair.Page), 0.95), "ms"),
            new("p95 of pages less p95 of answers", NearestRank.Of(pairs.Select(pair => pair.Page), 0.95) - NearestRank.Of(pairs.Select(pair => pair.Answer), 0.95), "ms"),
            new("page less answer, p50", NearestRank.Of(pairs.Select(pair => pair.Page - pair.Answer), 0.5), "ms"),
            new("page less answer, p95", NearestRank.Of(pairs.Select(pair => pair.Page - pair.Answer), 0.95), "ms"),
        };
        foreach (var (name, path) in await PathsAsync(client, questions[0], cancellationToken))
            measurements.Add(new($"{name}, packed", await PackedAsync(client, path, cancellationToken) / 1_000.0, "kB"));
        return measurements;
    }

    private static async Task<(double Page, double Answer)> PairAsync(HttpClient client, string question, bool pageFirst, CancellationToken cancellationToken)
    {
        var (page, answer) = ($"/?q={question}", $"/v1/search?q={question}{AsThePage}");
        var first = await TimeAsync(client, pageFirst ? page : answer, cancellationToken);
        var second = await TimeAsync(client, pageFirst ? answer : page, cancellationToken);
        return pageFirst ? (first, second) : (second, first);
    }

    private static async Task<double> TimeAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await client.GetByteArrayAsync(path, cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The beginnings of titles, none of which names a paper by its id.</summary>
    private static async Task<List<string>> QuestionsAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var lines = (await client.GetStringAsync("/v1/export", cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where((_, at) => at % Math.Max(1, lines.Length / QuestionCount) == 0).Take(QuestionCount)
            .Select(line => Uri.EscapeDataString(string.Join(' ', ((string)JsonNode.Parse(line)!["title"]!).Split(' ').Take(WordsPerQuestion)).Replace("\"", "", StringComparison.Ordinal)))];
    }

    private static async Task<IReadOnlyList<(string Name, string Path)>> PathsAsync(HttpClient client, string question, CancellationToken cancellationToken)
    {
        var best = JsonNode.Parse(await client.GetStringAsync($"/v1/search?q={question}&min_similarity=-1", cancellationToken))!["results"]![0]!;
        var pages = new List<(string, string)> { ("first page", "/"), ("page of results", $"/?q={question}&min_similarity=-1"), ("page of a paper", $"/papers/{best["id"]}"), ("page of the status", "/status"), ("styles", "/site.css") };
        using var topics = await client.GetAsync("/v1/topics", cancellationToken);
        if (topics.IsSuccessStatusCode)
            pages.Add(("page of all topics", "/topics"));
        return pages;
    }

    private static async Task<int> PackedAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var answer = await client.SendAsync(request, cancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken)).Length;
    }
}
