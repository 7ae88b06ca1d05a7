using System.Globalization;
using SemanticSearch.Evaluation;
using SemanticSearch.Search;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Whether the best sentence of each of the best 50 papers would rank them better: their scores are mixed with the similarity of that
/// sentence, in several shares, and judged against the ranking as it is. Any share that gained half a point on three sets would be worth a mode.
/// </summary>
internal static class DeepBenchmark
{
    private const int Rescored = 50;

    private static readonly double[] Shares = [0.1, 0.2, 0.3, 0.5, 1];

    private static readonly string[] Sets = ["adi", "cranfield", "cisi", "cisi-cocite", "scifact"];

    public static Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken) => JudgedEngines.MeasureAsync(Sets, MeasureAsync, cancellationToken);

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(Engine engine, JudgedSet set, CancellationToken cancellationToken)
    {
        var plain = new List<double>();
        var deep = Shares.Select(_ => new List<double>()).ToList();
        foreach (var query in set.Queries)
        {
            var hits = await RankAsync(engine, query, cancellationToken);
            plain.Add(Ndcg(hits, query));
            foreach (var (s, share) in Shares.Index())
                deep[s].Add(Ndcg(Mixed(hits, share), query));
        }
        return
        [
            new($"{set.Name}: nDCG@10 as it is", plain.Average(), ""),
            .. Shares.Select((share, s) => new Measurement(
                string.Create(CultureInfo.InvariantCulture, $"{set.Name}: change with {share:0.0} of the sentence"), deep[s].Average() - plain.Average(), "")),
        ];
    }

    private static async Task<IReadOnlyList<SearchHit>> RankAsync(Engine engine, JudgedQuery query, CancellationToken cancellationToken)
    {
        var result = query.Example is { } example
            ? await engine.Search.SimilarAsync(new SimilarRequest { LikeIds = [example], Limit = Rescored, Evidence = true }, cancellationToken)
            : await engine.Search.SearchAsync(new SearchRequest { Text = query.Text, Limit = Rescored, Evidence = true }, cancellationToken);
        return result.Hits;
    }

    /// <summary>The hits by a mixture of their scores and the similarities of their sentences, both as shares of what the hits span.</summary>
    private static IReadOnlyList<SearchHit> Mixed(IReadOnlyList<SearchHit> hits, double share)
    {
        if (hits.Count == 0)
            return hits;
        var scores = Spanned([.. hits.Select(hit => hit.Score)]);
        var sentences = Spanned([.. hits.Select(hit => hit.Evidence?.Similarity ?? hit.Similarity ?? 0)]);
        return [.. hits.Select((hit, i) => (Hit: hit, Score: (1 - share) * scores[i] + share * sentences[i])).OrderByDescending(entry => entry.Score).Select(entry => entry.Hit)];
    }

    private static double[] Spanned(float[] values)
    {
        var (least, most) = (values.Min(), values.Max());
        return Array.ConvertAll(values, value => most > least ? (value - least) / (double)(most - least) : 0);
    }

    private static double Ndcg(IReadOnlyList<SearchHit> hits, JudgedQuery query) => RankingMetrics.Of([.. hits.Select(hit => hit.Paper.Id)], query.Gains).Ndcg10;
}
