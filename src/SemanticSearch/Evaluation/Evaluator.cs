using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Evaluation;

/// <summary>
/// Measures the rankings of a search engine on a judged set: the corpus is indexed and every query asked as a user's papers and
/// questions are.
/// </summary>
/// <param name="store">The store that <paramref name="indexing"/> fills and <paramref name="search"/> reads.</param>
public sealed class Evaluator(IPaperStore store, IndexingPipeline indexing, SearchEngine search)
{
    /// <summary>Indexes what the store does not have yet, then asks each query in each mode.</summary>
    /// <param name="set">What to ask and what to expect.</param>
    /// <param name="indexed">Told while the corpus is being indexed, or null.</param>
    /// <param name="cancellationToken">Stops the run; what is indexed by then stays in the store.</param>
    /// <exception cref="PaperSourceException">The corpus cannot be read any more, or the store has papers that the set does not.</exception>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<EvaluationReport> RunAsync(JudgedSet set, IProgress<IndexingProgress>? indexed, CancellationToken cancellationToken)
    {
        await RefuseOtherPapersAsync(set, cancellationToken);
        var report = await indexing.RunAsync(set.OpenCorpus(), new IndexingOptions(), indexed, cancellationToken);
        var dense = await AskAsync(set, SearchMode.Semantic, cancellationToken);
        var lexical = await AskAsync(set, SearchMode.Lexical, cancellationToken);
        var hybrid = await AskAsync(set, SearchMode.Hybrid, cancellationToken);
        var (queriesWithOperators, off) = await AskOperatorsOffAsync(set, hybrid, cancellationToken);
        return new EvaluationReport(set.Name, set.Queries.Count, set.Papers.Count, set.EmptyPapers.Count, report.Added + report.Updated,
            RankingQuality.Of(dense), RankingQuality.Of(lexical), RankingQuality.Of(hybrid), queriesWithOperators, RankingQuality.Of(off),
            RankingQuality.OfDifference(hybrid, dense), RankingQuality.OfDifference(hybrid, lexical), RankingQuality.OfDifference(hybrid, off));
    }

    // Other papers would change every figure; and whoever names their own store here does not want a judged corpus in it.
    private async Task RefuseOtherPapersAsync(JudgedSet set, CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ScanAsync(cancellationToken))
            if (!set.Papers.Contains(stored.Paper.Id))
                throw new PaperSourceException(
                    $"The store holds \"{stored.Paper.Id}\", which is not in {set.CorpusFile}; expected an empty store, or one that an earlier evaluation of this set made.");
    }

    /// <summary>The metrics of one mode, in the order of the queries.</summary>
    private async Task<RankingMetrics[]> AskAsync(JudgedSet set, SearchMode mode, CancellationToken cancellationToken)
    {
        var metrics = new RankingMetrics[set.Queries.Count];
        await Parallel.ForAsync(0, metrics.Length, cancellationToken, async (i, token) =>
            metrics[i] = await MeasureAsync(set.Queries[i], new SearchRequest { Text = set.Queries[i].Text, Mode = mode, Limit = RankingMetrics.Depth }, token));
        return metrics;
    }

    /// <summary>The same with operators off: only what has operators is asked again, since nothing else can rank otherwise.</summary>
    private async Task<(int QueriesWithOperators, RankingMetrics[] Metrics)> AskOperatorsOffAsync(JudgedSet set, RankingMetrics[] on, CancellationToken cancellationToken)
    {
        var metrics = on.ToArray();
        var withOperators = Enumerable.Range(0, metrics.Length).Where(i => HasOperators(set.Queries[i])).ToList();
        await Parallel.ForEachAsync(withOperators, cancellationToken, async (i, token) =>
            metrics[i] = await MeasureAsync(set.Queries[i], new SearchRequest { Text = set.Queries[i].Text, Operators = false, Limit = RankingMetrics.Depth }, token));
        return (withOperators.Count, metrics);
    }

    private static bool HasOperators(JudgedQuery query) =>
        query.Example is null && QueryText.Parse(query.Text) is var read && (read.Clauses.Count > 0 || read.Meaning != query.Text);

    private async Task<RankingMetrics> MeasureAsync(JudgedQuery query, SearchRequest request, CancellationToken cancellationToken)
    {
        var result = query.Example is { } example
            ? await search.SimilarAsync(new SimilarRequest { LikeIds = [example], Mode = request.Mode, Limit = request.Limit }, cancellationToken)
            : await search.SearchAsync(request, cancellationToken);
        return RankingMetrics.Of([.. result.Hits.Select(hit => hit.Paper.Id)], query.Gains);
    }
}
