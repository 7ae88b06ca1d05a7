using System.Diagnostics;
using System.Text.Json;

namespace SemanticSearch.Benchmarks;

/// <summary>Runs the shared ruler over what the topics benchmark wrote, where a Python with numpy is.</summary>
internal static class TopicsRuler
{
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];

    public static async Task<IReadOnlyList<Measurement>> ScoreAsync(CancellationToken cancellationToken)
    {
        if (await FindPythonAsync(cancellationToken) is not { } python)
        {
            await Console.Error.WriteLineAsync($"No python3 with numpy is here, so nothing is scored. Run topic_metrics.py on {BenchmarkPaths.Artifact("topics*.json")}.");
            return [];
        }
        var fresh = await RunAsync(python, "topics.json", withVectors: true, cancellationToken);
        var grown = await RunAsync(python, "topics-grown.json", withVectors: false, cancellationToken);
        var arrived = await RunAsync(python, "topics-arrived.json", withVectors: false, cancellationToken);
        return
        [
            new("topics", Number(fresh, "topics"), ""),
            new("largest topic", Number(fresh, "largest"), "share"),
            new("outliers", 1 - Number(fresh, "assigned"), "share"),
            new("AMI, primary category", Number(fresh, "category", "ami"), "", 0.475),
            new("ARI, primary category", Number(fresh, "category", "ari"), ""),
            new("NMI, archive", Number(fresh, "archive", "nmi"), "", 0.43),
            new("purity, archive", Number(fresh, "archive", "purity"), ""),
            new("seed ARI", Number(fresh, "seed_ari"), "", 0.85),
            new("kept after +10 %, rebuilt from the old topics", Number(grown, "grown", "kept"), "", 0.95),
            new("ARI after +10 %, rebuilt from the old topics", Number(grown, "grown", "ari"), ""),
            new("AMI after +10 %, rebuilt from the old topics", Number(grown, "category", "ami"), ""),
            new("AMI after +10 %, new papers only assigned", Number(arrived, "category", "ami"), ""),
            new("NPMI", Number(fresh, "words", "npmi"), "", 0.27),
            new("diversity", Number(fresh, "words", "diversity"), "", 0.75),
            new("unique first three", Number(fresh, "words", "label_unique_strict"), "", 0.70),
            new("cover", Number(fresh, "words", "label_cover"), ""),
            new("leak", Number(fresh, "words", "label_leak"), ""),
            new("junk", Number(fresh, "words", "junk"), ""),
            new("map: trustworthiness@15", Number(fresh, "map", "trustworthiness"), "", 0.9551),
            new("map: continuity@15", Number(fresh, "map", "continuity"), ""),
            new("map: kept@15", Number(fresh, "map", "knn_kept"), ""),
            new("map: kNN accuracy of the archive", Number(fresh, "map", "knn_accuracy_2d"), "", 0.6406),
        ];
    }

    private static async Task<string?> FindPythonAsync(CancellationToken cancellationToken)
    {
        foreach (var python in Pythons)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import numpy"]) { RedirectStandardError = true })!;
                await process.WaitForExitAsync(cancellationToken);
                if (process.ExitCode == 0)
                    return python;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program; the next name may be one.
            }
        }
        return null;
    }

    private static async Task<JsonElement> RunAsync(string python, string result, bool withVectors, CancellationToken cancellationToken)
    {
        string[] vectors = withVectors ? ["--vectors", BenchmarkPaths.Shared("models", "bge-small-en-v1.5-int8", "arxiv-10k-float16.npy")] : [];
        var start = new ProcessStartInfo(python,
            [BenchmarkPaths.Shared("reference", "topic_metrics.py"), BenchmarkPaths.Artifact(result), BenchmarkPaths.Shared("data", "arxiv-100k.jsonl.gz"), "--json", .. vectors])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"topic_metrics.py ended with {process.ExitCode} on {result}.");
    }

    private static double Number(JsonElement scores, params string[] path) =>
        path.Aggregate(scores, (element, name) => element.GetProperty(name)).GetDouble();
}
