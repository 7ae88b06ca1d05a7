using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SemanticSearch.Embeddings;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// How much of the bare runtime's rate is left end to end. The bare loop gets its texts tokenized in advance;
/// the ways take turns, so that a noisy neighbour disturbs all alike.
/// </summary>
internal static class EmbeddingBenchmark
{
    private const int PaperCount = 192;
    private const int RoundCount = 5;
    private const int BatchSize = 16;

    private static readonly int Callers = Environment.ProcessorCount;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var model = EmbeddingModel.Load(BenchmarkPaths.ModelFolder);
        var texts = Texts(model);
        var tokenizer = new SentenceTokenizer(model);
        var tokenized = texts.Select(text => tokenizer.Tokenize(text).Ids).ToArray();
        using var bare = new BareSession(model);
        using var embedder = new OnnxEmbedder(model, Callers);
        Func<Task>[] ways =
        [
            () => Race(tokenized, ids => bare.Run([ids])),
            () => embedder.GenerateAsync(texts, cancellationToken: cancellationToken),
            () => Race([.. tokenized.OrderBy(ids => ids.Length).Chunk(BatchSize)], bare.Run),
        ];
        var rounds = await RoundsAsync(ways, cancellationToken);
        return Report(rounds, tokenized);
    }

    // The seconds of each way in each round; the first round only warms up.
    private static async Task<List<double[]>> RoundsAsync(Func<Task>[] ways, CancellationToken cancellationToken)
    {
        var rounds = new List<double[]>();
        for (var round = 0; round <= RoundCount; round++)
        {
            var seconds = new double[ways.Length];
            for (var way = 0; way < ways.Length; way++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                await ways[way]();
                seconds[way] = clock.Elapsed.TotalSeconds;
            }
            rounds.Add(seconds);
        }
        return rounds[1..];
    }

    private static List<Measurement> Report(List<double[]> rounds, long[][] tokenized) =>
    [
        new("tokens a paper", tokenized.Average(ids => ids.Length), "tokens"),
        new($"bare loop, one text a run, {Callers} callers", Median(rounds, seconds => tokenized.Length / seconds[0]), "papers/s"),
        new("OnnxEmbedder, tokenizing included", Median(rounds, seconds => tokenized.Length / seconds[1]), "papers/s"),
        new($"padded batches of {BatchSize} by length, {Callers} callers", Median(rounds, seconds => tokenized.Length / seconds[2]), "papers/s"),
        new("OnnxEmbedder / bare loop", Median(rounds, seconds => seconds[0] / seconds[1]), "x", Goal: 0.9),
        new("OnnxEmbedder / padded batches", Median(rounds, seconds => seconds[2] / seconds[1]), "x", Goal: 1),
    ];

    private static double Median(List<double[]> rounds, Func<double[], double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    // As many callers as cores take the next item until none is left.
    private static Task Race<T>(T[] items, Action<T> run)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = Interlocked.Increment(ref next); i < items.Length; i = Interlocked.Increment(ref next))
                    run(items[i]);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    private static string[] Texts(EmbeddingModel model)
    {
        var path = BenchmarkPaths.Shared("data", "arxiv-1k.jsonl");
        return File.Exists(path) ? [.. File.ReadLines(path).Take(PaperCount).Select(line => Passage(model, line))] : BuiltIn(model);
    }

    private static string Passage(EmbeddingModel model, string line)
    {
        using var paper = JsonDocument.Parse(line);
        return model.PassageText(paper.RootElement.GetProperty("title").GetString()!, paper.RootElement.GetProperty("abstract").GetString()!);
    }

    // Where no corpus stands beside the checkout, sentences are repeated to lengths like those of real abstracts.
    private static string[] BuiltIn(EmbeddingModel model)
    {
        const string sentence = "We measure how the rate of a reaction depends on temperature, and find that a simple law holds over four decades. ";
        return [.. Enumerable.Range(0, PaperCount).Select(i => model.PassageText($"Study {i}", string.Concat(Enumerable.Repeat(sentence, 4 + i % 9))))];
    }

    /// <summary>The peer: ONNX Runtime with the plainest loop around it, shorter texts of a batch padded to its longest.</summary>
    private sealed class BareSession : IDisposable
    {
        private readonly EmbeddingModel _model;
        private readonly InferenceSession _session;
        private readonly RunOptions _runOptions = new();

        public BareSession(EmbeddingModel model)
        {
            _model = model;
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            _session = new InferenceSession(model.OnnxBytes, options);
        }

        public void Run(long[][] batch)
        {
            var length = batch.Max(ids => ids.Length);
            var padded = new long[batch.Length * length];
            var mask = new long[padded.Length];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].CopyTo(padded, i * length);
                mask.AsSpan(i * length, batch[i].Length).Fill(1);
            }
            long[] shape = [batch.Length, length];
            using var ids = OrtValue.CreateTensorValueFromMemory(padded, shape);
            using var visible = OrtValue.CreateTensorValueFromMemory(mask, shape);
            using var types = OrtValue.CreateTensorValueFromMemory(new long[padded.Length], shape);
            using var outputs = _session.Run(_runOptions, [_model.IdsInput, _model.MaskInput, _model.TypesInput!], [ids, visible, types], [_model.OutputName]);
            _ = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }

        public void Dispose()
        {
            _session.Dispose();
            _runOptions.Dispose();
        }
    }
}
