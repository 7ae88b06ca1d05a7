using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Versions;

namespace SemanticSearch.Search;

/// <summary>Answers questions and requests for similar papers: embed, retrieve from both legs, fuse, fetch what is shown.</summary>
public sealed class SearchEngine(
    IPaperStore store, EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder, TimeProvider clock, SentenceFile? sentences = null,
    PaperVersions? versions = null)
{
    /// <summary>How many of the best papers are put into another order where they are to differ.</summary>
    public const int MostDiversified = 200;

    private readonly QueryEncoder _encoder = new(store, model, embedder);
    private readonly Retriever _retriever = new(store, new CurrentBackground(store, model, embedder), versions);
    private readonly EvidenceFinder _evidence = new(model, embedder, sentences);

    /// <summary>Ranks the papers of the store by a question.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<SearchResult> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        Telemetry.CountSearch("search", request.EffectiveMode.ToString());
        var start = clock.GetTimestamp();
        var query = await _encoder.EncodeAsync(request, cancellationToken);
        return await RankAsync(request, query, clock.GetElapsedTime(start), cancellationToken);
    }

    /// <summary>Ranks the papers of the store by their likeness to the examples, which are left out of the answer.</summary>
    /// <exception cref="PaperNotFoundException">An example is not in the store.</exception>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public async Task<SearchResult> SimilarAsync(SimilarRequest request, CancellationToken cancellationToken)
    {
        Telemetry.CountSearch("similar", request.EffectiveMode.ToString());
        var start = clock.GetTimestamp();
        var query = await _encoder.EncodeAsync(request, cancellationToken);
        return await RankAsync(request, query, clock.GetElapsedTime(start), cancellationToken);
    }

    private async Task<SearchResult> RankAsync(RankingRequest request, EncodedQuery query, TimeSpan embedding, CancellationToken cancellationToken)
    {
        if (query is { Vector.IsEmpty: true, Terms.Count: 0 } && query.Text?.Clauses is not { Count: > 0 } && request.Order == CandidateOrder.Relevance)
            return await NothingAsync(query, cancellationToken);
        var start = clock.GetTimestamp();
        var found = await _retriever.RetrieveAsync(request, query, cancellationToken);
        var retrieval = clock.GetElapsedTime(start);

        start = clock.GetTimestamp();
        var best = await FetchAsync(found.Ranked.Take(request.BestWanted(found.Order)), cancellationToken);
        var ranked = request.Diversity > 0 && found.Order == CandidateOrder.Relevance ? Diversity.Reorder(found.Ranked, best, request.Diversity) : found.Ranked;
        var page = ranked.Skip(request.Offset).Take(request.Limit).ToList();
        var papers = await Telemetry.Fetch.RunAsync(() => FetchOthersAsync(page, best, cancellationToken));
        var hits = page.Zip(papers, (entry, stored) => ToHit(entry, stored, request, query, found)).OfType<SearchHit>().ToList();
        if (request.Collapse)
            hits = await AddVersionsAsync(hits, found.Folded, cancellationToken);
        var fetching = clock.GetElapsedTime(start);

        start = clock.GetTimestamp();
        if (request.Evidence)
            hits = await Telemetry.Evidence.RunAsync(() => _evidence.AddAsync(hits, query, cancellationToken));
        return new SearchResult
        {
            Hits = hits,
            Best = [.. best.Take(request.Best).OfType<StoredPaper>()],
            Total = found.Set.Total,
            TotalRelation = found.Set.TotalRelation,
            Floor = found.Floor,
            MinSimilarity = query.MinSimilarity(request, found.Floor),
            Query = query.Text,
            Order = found.Order,
            Facets = found.Set.Facets,
            GroupCounts = found.Set.GroupCounts,
            IndexVersion = found.Set.IndexVersion,
            VersionsStamp = request.Collapse ? found.Folded.Book.Stamp : null,
            IsEnd = request.Collapse && ranked.Count <= request.Offset + request.Limit,
            LikeIds = query.LikeIds,
            UnlikeIds = query.UnlikeIds,
            QueryLength = query.Length,
            Timings = new SearchTimings(embedding, retrieval, fetching, clock.GetElapsedTime(start)),
        };
    }

    private async Task<IReadOnlyList<StoredPaper?>> FetchAsync(IEnumerable<RankedCandidate> entries, CancellationToken cancellationToken)
    {
        PaperId[] ids = [.. entries.Select(entry => entry.Candidate.Id)];
        return ids.Length == 0 ? [] : await store.FindAsync(ids, cancellationToken);
    }

    /// <summary>The papers of a page, of which the best may have been read already.</summary>
    private async Task<IEnumerable<StoredPaper?>> FetchOthersAsync(List<RankedCandidate> page, IReadOnlyList<StoredPaper?> best, CancellationToken cancellationToken)
    {
        var read = best.OfType<StoredPaper>().ToDictionary(stored => stored.Paper.Id);
        foreach (var stored in (await FetchAsync(page.Where(entry => !read.ContainsKey(entry.Candidate.Id)), cancellationToken)).OfType<StoredPaper>())
            read[stored.Paper.Id] = stored;
        return page.Select(entry => read.GetValueOrDefault(entry.Candidate.Id));
    }

    /// <summary>The hits with the other records of their papers. The groups may name some that are no longer stored, or not yet.</summary>
    private async Task<List<SearchHit>> AddVersionsAsync(List<SearchHit> hits, FoldedRanking folded, CancellationToken cancellationToken)
    {
        var others = hits.ConvertAll(hit => folded.OthersOf(hit.Paper.Id));
        PaperId[] rest = [.. others.SelectMany(pair => pair.Unranked)];
        var stored = rest.Length == 0 ? [] : (await PaperVersions.StoredAsync(store, rest, cancellationToken)).ToHashSet();
        return [.. hits.Zip(others, (hit, pair) => hit with { Versions = [.. pair.Ranked, .. pair.Unranked.Where(stored.Contains)] })];
    }

    /// <returns>Null for a paper that was deleted since the retrieval.</returns>
    private static SearchHit? ToHit(RankedCandidate entry, StoredPaper? stored, RankingRequest request, EncodedQuery query, RetrievedRanking found)
    {
        if (stored is null)
            return null;
        float? similarity = query.Vector.IsEmpty ? null : entry.Candidate.Similarity;
        return new SearchHit(stored.Paper, entry.Score, similarity, found.Fusion.Explain(entry.Candidate))
        {
            Percentile = similarity is { } known ? found.Background?.Percentile(known) : null,
            IsBelowFloor = request.MinSimilarity is not null && similarity < found.Floor?.Similarity,
        };
    }

    private async Task<SearchResult> NothingAsync(EncodedQuery query, CancellationToken cancellationToken)
    {
        var statistics = await store.StatisticsAsync(cancellationToken);
        return new SearchResult { Hits = [], Total = 0, TotalRelation = TotalRelation.Exact, Query = query.Text, IndexVersion = statistics.IndexVersion };
    }
}
