using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Search;

/// <summary>Answers questions and requests for similar papers: embed, retrieve from both legs, fuse, fetch what is shown.</summary>
public sealed class SearchEngine(
    IPaperStore store, EmbeddingModel model, IEmbeddingGenerator<string, Embedding<float>> embedder, TimeProvider clock)
{
    /// <summary>The first depth of each leg: enough to settle the first page of most questions in one retrieval.</summary>
    private const int FirstDepth = 200;

    /// <summary>Where deepening ends: an answer that is still not settled here is as good as the legs can make it.</summary>
    private const int LastDepth = 20_000;

    /// <summary>Ranks the papers of the store by a question.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<SearchResult> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        Telemetry.CountSearch("search", request.EffectiveMode.ToString());
        var start = clock.GetTimestamp();
        var query = new LegQuery { Terms = request.EffectiveMode == SearchMode.Semantic ? SparseVector.Empty : TermEncoder.EncodeQuery(request.Text) };
        if (request.EffectiveMode != SearchMode.Lexical)
        {
            var embedding = await Telemetry.Embed.RunAsync(() => embedder.GenerateAsync(model.QueryText(request.Text), cancellationToken: cancellationToken));
            query = query with { Vector = embedding.Vector, Length = LengthOf(embedding) };
        }
        return await RankAsync(request, query, clock.GetElapsedTime(start), cancellationToken);
    }

    /// <summary>Ranks the papers of the store by their likeness to the examples, which are left out of the answer.</summary>
    /// <exception cref="PaperNotFoundException">An example is not in the store.</exception>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public async Task<SearchResult> SimilarAsync(SimilarRequest request, CancellationToken cancellationToken)
    {
        if (request.LikeIds.Count + request.LikeTexts.Count == 0)
            throw new ArgumentException("A request for similar papers needs at least one example.", nameof(request));
        Telemetry.CountSearch("similar", request.EffectiveMode.ToString());
        var start = clock.GetTimestamp();
        var papers = await FindExamplesAsync(request.LikeIds, cancellationToken);
        var embedded = request.EffectiveMode == SearchMode.Lexical ? [] : request.LikeTexts;
        var texts = await Telemetry.Embed.RunAsync(() => embedder.GenerateAsync(embedded.Select(text => model.PassageText("", text)), cancellationToken: cancellationToken));
        var words = papers.Select(stored => $"{stored.Paper.Title} {stored.Paper.Abstract}").Concat(request.LikeTexts);
        var query = new LegQuery
        {
            Vector = request.EffectiveMode == SearchMode.Lexical ? default : Mean([.. papers.Select(stored => stored.Vector), .. texts.Select(text => text.Vector)]),
            Terms = request.EffectiveMode == SearchMode.Semantic ? SparseVector.Empty : TermEncoder.EncodeQuery(string.Join(' ', words)),
            Exclude = [.. papers.Select(stored => stored.Paper.Id)],
            Length = texts.Count == 1 ? LengthOf(texts[0]) : null,
        };
        var result = await RankAsync(request, query, clock.GetElapsedTime(start), cancellationToken);
        return result with { LikeIds = query.Exclude };
    }

    private async Task<SearchResult> RankAsync(
        RankingRequest request, LegQuery query, TimeSpan embedding, CancellationToken cancellationToken)
    {
        if (query.IsEmpty)
            return await NothingAsync(cancellationToken);
        var start = clock.GetTimestamp();
        var (fusion, ranked, set) = await RetrieveSettledAsync(request, query, cancellationToken);
        var retrieval = clock.GetElapsedTime(start);

        start = clock.GetTimestamp();
        var page = ranked.Skip(request.Offset).Take(request.Limit).ToList();
        var found = await Telemetry.Fetch.RunAsync(() => store.FindAsync([.. page.Select(entry => entry.Candidate.Id)], cancellationToken));
        return new SearchResult
        {
            // A paper that was deleted since the retrieval is no longer there to be shown.
            Hits = [.. page.Zip(found).Where(pair => pair.Second is not null).Select(pair => new SearchHit(
                pair.Second!.Paper, pair.First.Score, query.Vector.IsEmpty ? null : pair.First.Candidate.Similarity, fusion.Explain(pair.First.Candidate)))],
            Best = await FindBestAsync(ranked, request.Best, cancellationToken),
            Total = set.Total,
            TotalRelation = set.TotalRelation,
            GroupCounts = set.GroupCounts,
            IndexVersion = set.IndexVersion,
            QueryLength = query.Length,
            Timings = new SearchTimings(embedding, retrieval, clock.GetElapsedTime(start)),
        };
    }

    /// <summary>Deepens the legs until no paper that they have not seen can belong to the page.</summary>
    private async Task<(ScoreFusion Fusion, List<(Candidate Candidate, float Score)> Ranked, CandidateSet Set)> RetrieveSettledAsync(
        RankingRequest request, LegQuery query, CancellationToken cancellationToken)
    {
        var last = Math.Max(request.Offset + request.Limit, request.Best);
        for (var depth = Math.Max(FirstDepth, 2 * last); ; depth *= 4)
        {
            var wanted = query.ToRetrieval(request, depth);
            var set = await Telemetry.Retrieve.RunAsync(() => store.RetrieveAsync(wanted, cancellationToken));
            var fusion = new ScoreFusion(set, query.SemanticWeight(request));
            var ranked = Telemetry.Fuse.Run(fusion.Rank);
            if (depth >= LastDepth || fusion.IsSettled(ranked, last))
                return (fusion, ranked, set);
        }
    }

    private async Task<IReadOnlyList<StoredPaper>> FindBestAsync(List<(Candidate Candidate, float Score)> ranked, int count, CancellationToken cancellationToken) =>
        count == 0 ? [] : [.. (await store.FindAsync([.. ranked.Take(count).Select(entry => entry.Candidate.Id)], cancellationToken)).OfType<StoredPaper>()];

    private async Task<IReadOnlyList<StoredPaper>> FindExamplesAsync(IReadOnlyList<PaperId> ids, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(ids, cancellationToken);
        for (var i = 0; i < ids.Count; i++)
            if (found[i] is null)
                throw new PaperNotFoundException(ids[i]);
        return found!;
    }

    private async Task<SearchResult> NothingAsync(CancellationToken cancellationToken)
    {
        var statistics = await store.StatisticsAsync(cancellationToken);
        return new SearchResult { Hits = [], Total = 0, TotalRelation = TotalRelation.Exact, IndexVersion = statistics.IndexVersion };
    }

    private static float[] Mean(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var mean = new float[vectors[0].Length];
        foreach (var vector in vectors)
            TensorPrimitives.Add(mean, vector.Span, mean);
        TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
        return mean;
    }

    private static QueryLength? LengthOf(Embedding<float> embedding) =>
        embedding.TokenCount > 0 ? new QueryLength(embedding.TokenCount, embedding.Truncated) : null;

    /// <summary>What each leg asks for; a leg that is not wanted, or has nothing to ask, is empty.</summary>
    private sealed record LegQuery
    {
        public ReadOnlyMemory<float> Vector { get; init; }

        public SparseVector Terms { get; init; } = SparseVector.Empty;

        public IReadOnlyList<PaperId> Exclude { get; init; } = [];

        public QueryLength? Length { get; init; }

        public bool IsEmpty => Vector.IsEmpty && Terms.Count == 0;

        // A leg that is alone has the whole weight, so that the best paper scores 1 whatever the mode.
        public float SemanticWeight(RankingRequest request) =>
            Vector.IsEmpty ? 0 : Terms.Count == 0 ? 1 : request.SemanticWeight;

        public RetrievalQuery ToRetrieval(RankingRequest request, int depth) => new()
        {
            Vector = Vector,
            Terms = Terms,
            Filter = request.Filter,
            MinSimilarity = Vector.IsEmpty ? null : request.MinSimilarity,
            Exclude = Exclude,
            Groups = request.Groups,
            OnlyGroups = request.OnlyGroups,
            Depth = depth,
        };
    }
}
