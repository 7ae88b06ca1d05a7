using System.Globalization;
using System.Numerics.Tensors;
using SemanticSearch.Evaluation;
using SemanticSearch.Search;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Whether a second look at the best 50 papers would rank them better: their scores are mixed, in several shares, with the similarity of their
/// best sentence, or with their similarity to the question and the five best papers together (Rocchio's pseudo relevance feedback), and judged
/// against the ranking as it is. Any share that gained half a point on three sets would be worth a mode.
/// </summary>
internal static class DeepBenchmark
{
    private const int Rescored = 50;
    private const int Feedback = 5;

    private static readonly double[] Shares = [0.1, 0.2, 0.3, 0.5, 1];

    private static readonly string[] Sets = ["adi", "cranfield", "cisi", "cisi-cocite", "scifact"];

    public static Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken) => JudgedEngines.MeasureAsync(Sets, MeasureAsync, cancellationToken);

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(Engine engine, JudgedSet set, CancellationToken cancellationToken)
    {
        var plain = new List<double>();
        var bySentence = Shares.Select(_ => new List<double>()).ToList();
        var byFeedback = Shares.Select(_ => new List<double>()).ToList();
        foreach (var query in set.Queries)
        {
            var hits = await RankAsync(engine, query, cancellationToken);
            plain.Add(Ndcg(hits, query));
            var sentences = hits.Select(hit => hit.Evidence?.Similarity ?? hit.Similarity ?? 0).ToArray();
            var feedback = await FeedbackAsync(engine, query, hits, cancellationToken);
            foreach (var (s, share) in Shares.Index())
            {
                bySentence[s].Add(Ndcg(Mixed(hits, sentences, share), query));
                byFeedback[s].Add(Ndcg(Mixed(hits, feedback, share), query));
            }
        }
        return
        [
            new($"{set.Name}: nDCG@10 as it is", plain.Average(), ""),
            .. Changes(set, "sentence", bySentence, plain.Average()),
            .. Changes(set, "feedback", byFeedback, plain.Average()),
        ];
    }

    private static IEnumerable<Measurement> Changes(JudgedSet set, string of, List<List<double>> deep, double plain) => Shares.Select((share, s) =>
        new Measurement(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: change with {share:0.0} of the {of}"), deep[s].Average() - plain, ""));

    /// <summary>The similarity of each hit to the question and the best hits, half and half.</summary>
    private static async Task<float[]> FeedbackAsync(Engine engine, JudgedQuery query, IReadOnlyList<SearchHit> hits, CancellationToken cancellationToken)
    {
        if (hits.Count == 0)
            return [];
        var vectors = (await engine.Store.FindAsync([.. hits.Select(hit => hit.Paper.Id)], cancellationToken)).Select(stored => stored!.Vector).ToList();
        var asked = query.Example is { } example
            ? (await engine.Store.FindAsync([example], cancellationToken))[0]!.Vector
            : (await engine.Embedder.GenerateAsync([engine.Model.QueryText(query.Text)], cancellationToken: cancellationToken))[0].Vector.ToArray();
        var sum = new float[asked.Length];
        foreach (var best in vectors.Take(Feedback))
            TensorPrimitives.Add(sum, best, sum);
        TensorPrimitives.Multiply(sum, 1f / Math.Min(Feedback, vectors.Count), sum);
        TensorPrimitives.Add(sum, asked, sum);
        return [.. vectors.Select(vector => TensorPrimitives.Dot<float>(sum, vector))];
    }

    private static async Task<IReadOnlyList<SearchHit>> RankAsync(Engine engine, JudgedQuery query, CancellationToken cancellationToken)
    {
        var result = query.Example is { } example
            ? await engine.Search.SimilarAsync(new SimilarRequest { LikeIds = [example], Limit = Rescored, Evidence = true }, cancellationToken)
            : await engine.Search.SearchAsync(new SearchRequest { Text = query.Text, Limit = Rescored, Evidence = true }, cancellationToken);
        return result.Hits;
    }

    /// <summary>The hits by a mixture of their scores and what a second look says, both as shares of what the hits span.</summary>
    private static IReadOnlyList<SearchHit> Mixed(IReadOnlyList<SearchHit> hits, float[] looked, double share)
    {
        if (hits.Count == 0)
            return hits;
        var scores = Spanned([.. hits.Select(hit => hit.Score)]);
        var second = Spanned(looked);
        return [.. hits.Select((hit, i) => (Hit: hit, Score: (1 - share) * scores[i] + share * second[i])).OrderByDescending(entry => entry.Score).Select(entry => entry.Hit)];
    }

    private static double[] Spanned(float[] values)
    {
        var (least, most) = (values.Min(), values.Max());
        return Array.ConvertAll(values, value => most > least ? (value - least) / (double)(most - least) : 0);
    }

    private static double Ndcg(IReadOnlyList<SearchHit> hits, JudgedQuery query) => RankingMetrics.Of([.. hits.Select(hit => hit.Paper.Id)], query.Gains).Ndcg10;
}
