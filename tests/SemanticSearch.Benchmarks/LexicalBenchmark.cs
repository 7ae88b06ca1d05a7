using System.Diagnostics;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// How long the best rows for a few words take, in one thread. The ways take turns every few questions, so that a noisy neighbour disturbs
/// all alike, and each has the caches of the processor that it would have on its own.
/// </summary>
internal static class LexicalBenchmark
{
    private const int QuestionCount = 250;
    private const int WordCount = 5;
    private const int Depth = 10;
    private const int RoundCount = 3;
    private const int TurnLength = 25;

    public static Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var path = BenchmarkPaths.Shared("data", "arxiv-100k.jsonl.gz");
        if (!File.Exists(path))
            throw new FileNotFoundException("The abstracts to search are not beside the checkout.", path);
        var corpus = LexicalCorpus.Read(path, cancellationToken);
        var clock = Stopwatch.StartNew();
        var subject = new LexicalSubject(corpus, cancellationToken);
        var buildSeconds = clock.Elapsed.TotalSeconds;
        using var fullText = new FullTextPeer(corpus.Papers);
        using var lucene = new LucenePeer(corpus.Papers);
        var questions = corpus.Questions(QuestionCount, WordCount, seed: 1);
        var terms = questions.ConvertAll(words => TermEncoder.EncodeQuery(string.Join(' ', words)));
        var matches = questions.ConvertAll(FullTextPeer.Query);
        var queries = questions.ConvertAll(lucene.Query);
        var all = RowBitmap.Full(subject.Index.Count);
        var peers = Rounds(
            questions.Count,
            [q => subject.Search(terms[q], all, Depth).Count, q => fullText.Search(matches[q]), q => lucene.Search(queries[q])],
            cancellationToken);
        List<Measurement> measurements = [.. Report(peers), .. Sizes(subject, buildSeconds), .. OwnCases(subject, corpus, terms, cancellationToken)];
        measurements.Add(new("answers equal to a scan of all rows", terms.Average(query => subject.IsExact(corpus, query, Depth) ? 1 : 0), "share", Goal: 1));
        return Task.FromResult<IReadOnlyList<Measurement>>(measurements);
    }

    // The microseconds of each way for each question and round, without the first round, which warms up.
    private static double[][] Rounds(int questions, Func<int, int>[] ways, CancellationToken cancellationToken)
    {
        var times = Array.ConvertAll(ways, _ => new List<double>());
        for (var round = 0; round <= RoundCount; round++)
            foreach (var some in Enumerable.Range(0, questions).Chunk(TurnLength))
                for (var way = 0; way < ways.Length; way++)
                    foreach (var q in some)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        var clock = Stopwatch.StartNew();
                        _ = ways[way](q);
                        if (round > 0)
                            times[way].Add(clock.Elapsed.TotalMicroseconds);
                    }
        return Array.ConvertAll(times, way => way.Order().ToArray());
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private static List<Measurement> Report(double[][] times) =>
    [
        new("PostingsIndex, median", Quantile(times[0], .5), "us"),
        new("PostingsIndex, p99", Quantile(times[0], .99), "us"),
        new("SQLite FTS5, median", Quantile(times[1], .5), "us"),
        new("SQLite FTS5, p99", Quantile(times[1], .99), "us"),
        new("Lucene.Net, median", Quantile(times[2], .5), "us"),
        new("Lucene.Net, p99", Quantile(times[2], .99), "us"),
        new("FTS5 / PostingsIndex, median", Quantile(times[1], .5) / Quantile(times[0], .5), "x", Goal: 50),
        new("FTS5 / PostingsIndex, p99", Quantile(times[1], .99) / Quantile(times[0], .99), "x"),
        new("Lucene.Net / PostingsIndex, median", Quantile(times[2], .5) / Quantile(times[0], .5), "x", Goal: 5),
        new("Lucene.Net / PostingsIndex, p99", Quantile(times[2], .99) / Quantile(times[0], .99), "x"),
    ];

    private static List<Measurement> Sizes(LexicalSubject subject, double buildSeconds) =>
    [
        new("postings a paper", (double)subject.Index.PostingCount / subject.Index.Count, "postings"),
        new("bytes a posting, all included", (double)subject.ByteCount / subject.Index.PostingCount, "bytes"),
        new("writing the postings", subject.Index.Count / buildSeconds, "papers/s"),
    ];

    private static IEnumerable<Measurement> OwnCases(
        LexicalSubject subject, LexicalCorpus corpus, List<SparseVector> terms, CancellationToken cancellationToken)
    {
        var all = RowBitmap.Full(subject.Index.Count);
        var tenth = Every(subject.Index.Count, 10);
        var hundredth = Every(subject.Index.Count, 100);
        var abstracts = Enumerable.Range(0, terms.Count).Select(i => TermEncoder.EncodeQuery(corpus.Papers[i * 397].Abstract)).ToList();
        var times = Rounds(
            terms.Count,
            [
                q => subject.Search(terms[q], all, Depth).Count,
                q => subject.Search(terms[q], tenth, Depth).Count,
                q => subject.Search(terms[q], hundredth, Depth).Count,
                q => subject.Search(terms[q], all, 200).Count,
                q => subject.Search(terms[q], all, 20_000).Count,
                q => subject.Search(abstracts[q], all, 200).Count,
            ],
            cancellationToken);
        string[] names = ["best 10", "best 10 of a tenth", "best 10 of a hundredth", "best 200", "best 20,000", "best 200, a whole abstract"];
        for (var way = 0; way < names.Length; way++)
        {
            yield return new($"{names[way]}, median", Quantile(times[way], .5), "us");
            yield return new($"{names[way]}, p99", Quantile(times[way], .99), "us");
        }
        yield return new("a tenth / all, mean", times[1].Average() / times[0].Average(), "x");
        yield return new("a hundredth / all, mean", times[2].Average() / times[0].Average(), "x");
        yield return new("rows scored for the best 10", subject.ScoredRows(terms, all, Depth), "rows");
        yield return new("rows scored for the best 200", subject.ScoredRows(terms, all, 200), "rows");
        yield return new("rows scored for the best 200, a whole abstract", subject.ScoredRows(abstracts, all, 200), "rows");
    }

    private static RowBitmap Every(int count, int step)
    {
        var random = new Random(step);
        var rows = new RowBitmap(count);
        for (var row = 0; row < count; row++)
            if (random.Next(step) == 0)
                rows.Add(row);
        return rows;
    }
}
