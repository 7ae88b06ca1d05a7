using SemanticSearch.Evaluation;
using SemanticSearch.Papers;
using SemanticSearch.Search;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// What examples and counterexamples do on judged sets: of each question with at least six relevant papers, one or three of these are the
/// examples, and the others are to be found. Then what stands first without being relevant is what the answers should be unlike.
/// </summary>
internal static class SteeringBenchmark
{
    private const int Examples = 3;
    private const int LeastRelevant = 6;

    private static readonly string[] Sets = ["cranfield", "cisi"];

    public static Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken) => JudgedEngines.MeasureAsync(Sets, MeasureAsync, cancellationToken);

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(Engine engine, JudgedSet set, CancellationToken cancellationToken)
    {
        var (ones, threes, steered) = (new List<double>(), new List<double>(), new List<double>());
        var (fell, kept) = (0, 0);
        foreach (var query in set.Queries.Where(query => query.Example is null))
        {
            var relevant = query.Gains.Where(gain => gain.Value > 0 && set.Papers.Contains(gain.Key)).Select(gain => gain.Key).Order().ToList();
            if (relevant.Count < LeastRelevant)
                continue;
            var likes = relevant.Take(Examples).ToList();
            var wanted = relevant.Skip(Examples).ToDictionary(id => id, id => query.Gains[id]);
            ones.Add(Ndcg(await RankAsync(engine, likes[..1], [], cancellationToken), likes, wanted));
            var three = await RankAsync(engine, likes, [], cancellationToken);
            threes.Add(Ndcg(three, likes, wanted));
            if (three.Take(10).FirstOrDefault(id => !query.Gains.ContainsKey(id)) is not { Value: not null } unwanted)
                continue;
            var away = await RankAsync(engine, likes, [unwanted], cancellationToken);
            steered.Add(Ndcg(away, [.. likes, unwanted], wanted) - Ndcg([.. three.Where(id => id != unwanted)], likes, wanted));
            var like = await NearestToAsync(engine, unwanted, cancellationToken);
            fell += Place(away, like) >= Place([.. three.Where(id => id != unwanted)], like) ? 1 : 0;
            kept += away.Count > 0 ? 1 : 0;
        }
        return
        [
            new($"{set.Name}: questions", ones.Count, "questions"),
            new($"{set.Name}: one example, nDCG@10 of the others", ones.Average(), ""),
            new($"{set.Name}: three examples", threes.Average(), ""),
            new($"{set.Name}: three less one, interval from", Estimate.Of([.. threes.Zip(ones, (three, one) => three - one)]).Low, ""),
            new($"{set.Name}: and unlike the first wrong one, change", steered.Average(), ""),
            new($"{set.Name}: its own nearest paper does not rise", fell / (double)steered.Count, "x"),
            new($"{set.Name}: answers that are not empty then", kept / (double)steered.Count, "x"),
        ];
    }

    private static async Task<List<PaperId>> RankAsync(Engine engine, IReadOnlyList<PaperId> likes, IReadOnlyList<PaperId> unlikes, CancellationToken cancellationToken)
    {
        var result = await engine.Search.SimilarAsync(new SimilarRequest { LikeIds = likes, UnlikeIds = unlikes, Limit = RankingRequest.MaxLimit }, cancellationToken);
        return [.. result.Hits.Select(hit => hit.Paper.Id)];
    }

    private static async Task<PaperId> NearestToAsync(Engine engine, PaperId paper, CancellationToken cancellationToken) =>
        (await RankAsync(engine, [paper], [], cancellationToken)).FirstOrDefault();

    private static double Ndcg(List<PaperId> ranking, IReadOnlyList<PaperId> given, IReadOnlyDictionary<PaperId, int> wanted) =>
        RankingMetrics.Of([.. ranking.Except(given)], wanted).Ndcg10;

    private static int Place(List<PaperId> ranking, PaperId paper) => ranking.IndexOf(paper) is >= 0 and var place ? place : int.MaxValue;
}
