using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// The service over HTTP with 100,000 papers: how long whole answers take to one, four and sixteen callers, and what becomes of ten times as
/// many requests as it can answer. Callers and service share the processors.
/// </summary>
internal static class LoadBenchmark
{
    private const int Factor = 10;

    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("semanticsearch-benchmark-");
        try
        {
            var questions = await ServingBenchmark.FillAsync(folder.FullName, cancellationToken);
            await using var service = await RunningService.StartAsync(folder.FullName, withSample: false, cancellationToken);
            return await MeasureAsync(service.Client, [.. questions.Select(Uri.EscapeDataString)], cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<Measurement>> MeasureAsync(HttpClient client, List<string> questions, CancellationToken cancellationToken)
    {
        // The first time, the sentences are read and the code is compiled.
        await RunAsync(client, questions, Whole, 2, cancellationToken);
        var measurements = new List<Measurement>();
        foreach (var callers in (int[])[1, 4, 16])
        {
            var all = await RunAsync(client, questions, Whole, callers, cancellationToken);
            var answers = all.Where(answer => answer.Status == HttpStatusCode.OK).ToList();
            measurements.Add(new($"{callers} callers, facets, evidence and explain: p50", Milliseconds(answers, 0.5), "ms"));
            measurements.Add(new($"{callers} callers: p99", Milliseconds(answers, 0.99), "ms"));
            measurements.Add(new($"{callers} callers: refused, since more wait than there are places", 1 - answers.Count / (double)all.Count, "x"));
        }
        var start = Stopwatch.GetTimestamp();
        await RunAsync(client, questions, Plain, 4, cancellationToken);
        var capacity = questions.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var rushed = await RushAsync(client, questions, Factor * capacity, cancellationToken);
        var good = rushed.Where(answer => answer.Status == HttpStatusCode.OK).ToList();
        var refused = rushed.Where(answer => answer.Status == HttpStatusCode.ServiceUnavailable).ToList();
        measurements.Add(new($"{Factor} times the load: answered / what it can answer", good.Count / Rush.TotalSeconds / capacity, "x"));
        measurements.Add(new("of what is asked then, refused", refused.Count / (double)rushed.Count, "x"));
        measurements.Add(new("neither answered nor refused", rushed.Count - good.Count - refused.Count, "requests"));
        measurements.Add(new("answers then, p50", Milliseconds(good, 0.5), "ms"));
        measurements.Add(new("refusals then, p50", Milliseconds(refused, 0.5), "ms"));
        measurements.Add(new("refusals then, p95", Milliseconds(refused, 0.95), "ms"));
        measurements.Add(new("refusals then, p99", Milliseconds(refused, 0.99), "ms"));
        return measurements;
    }

    private static string Whole(string question) => $"/v1/search?q={question}&facets=year,category,author,source&evidence=true&explain=true";

    private static string Plain(string question) => $"/v1/search?q={question}";

    private static async Task<List<Answered>> RunAsync(HttpClient client, List<string> questions, Func<string, string> path, int callers, CancellationToken cancellationToken)
    {
        var answers = new Answered[questions.Count];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await AskAsync(client, path(questions[i]), token));
        return [.. answers];
    }

    /// <summary>Asks at that rate, whatever becomes of what was asked before.</summary>
    private static async Task<List<Answered>> RushAsync(HttpClient client, List<string> questions, double perSecond, CancellationToken cancellationToken)
    {
        var answers = new ConcurrentBag<Answered>();
        var asked = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Stopwatch.GetElapsedTime(start) < Rush && await ticks.WaitForNextTickAsync(cancellationToken))
            while (asked.Count < perSecond * Stopwatch.GetElapsedTime(start).TotalSeconds)
            {
                var question = $"{questions[asked.Count % questions.Count]}+{asked.Count}";
                asked.Add(Task.Run(async () => answers.Add(await AskAsync(client, Plain(question), cancellationToken)), cancellationToken));
            }
        await Task.WhenAll(asked);
        return [.. answers];
    }

    private static async Task<Answered> AskAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(path, cancellationToken);
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return new Answered(answer.StatusCode, Stopwatch.GetElapsedTime(start));
    }

    private static double Milliseconds(List<Answered> answers, double share) => NearestRank.Of(answers.Select(answer => answer.Time.TotalMilliseconds), share);

    private readonly record struct Answered(HttpStatusCode Status, TimeSpan Time);
}
