using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>A candidate with its score.</summary>
internal readonly record struct RankedCandidate(Candidate Candidate, float Score);

/// <summary>What was found, in its order.</summary>
internal sealed record RetrievedRanking(
    CandidateSet Set, ScoreFusion Fusion, IReadOnlyList<RankedCandidate> Ranked, CandidateOrder Order, CorpusBackground? Background, ResultFloor? Floor);

/// <summary>Retrieves and ranks until the part of the ranking that is wanted cannot change any more.</summary>
internal sealed class Retriever(IPaperStore store, CurrentBackground currentBackground)
{
    /// <summary>The first depth of each leg: enough to settle the first page of most questions in one retrieval.</summary>
    private const int FirstDepth = 200;

    /// <summary>Where deepening ends: an answer that is still not settled here is as good as the legs can make it.</summary>
    private const int LastDepth = 20_000;

    /// <summary>How often a floor is worked out anew for one answer while others write.</summary>
    private const int MostFloors = 3;

    public async Task<RetrievedRanking> RetrieveAsync(RankingRequest request, EncodedQuery query, CancellationToken cancellationToken)
    {
        // Where no meaning is compared, there is nothing to judge by a background.
        if (query.Vector.IsEmpty)
            return await RetrieveSettledAsync(request, query, null, null, cancellationToken);
        var background = await currentBackground.LastAsync(cancellationToken);
        for (var tries = 1; ; tries++)
        {
            var floor = query.FloorIn(background);
            var ranking = await RetrieveSettledAsync(request, query, background, floor, cancellationToken);
            background = await currentBackground.OfAsync(ranking.Set.IndexVersion, cancellationToken);
            // Papers came or went since the floor was worked out: mostly, it is the same.
            if (query.FloorIn(background) == floor || tries == MostFloors)
                return ranking with { Background = background };
        }
    }

    /// <summary>Deepens the legs until no paper that they have not seen can belong to the page.</summary>
    private async Task<RetrievedRanking> RetrieveSettledAsync(
        RankingRequest request, EncodedQuery query, CorpusBackground? background, ResultFloor? floor, CancellationToken cancellationToken)
    {
        var order = query.OrderOf(request);
        var last = Math.Max(request.Offset + request.Limit, request.BestWanted(order));
        for (var depth = order == CandidateOrder.Relevance ? Math.Max(FirstDepth, 2 * last) : last; ; depth *= 4)
        {
            var wanted = query.ToRetrieval(request, floor, depth);
            var set = await Telemetry.Retrieve.RunAsync(() => store.RetrieveAsync(wanted, cancellationToken));
            var fusion = new ScoreFusion(set, query.SemanticWeight(request));
            var ranked = Telemetry.Fuse.Run(() => order == CandidateOrder.Relevance ? fusion.Rank() : fusion.InOrder());
            if (order != CandidateOrder.Relevance || depth >= LastDepth || fusion.IsSettled(ranked, last))
                return new RetrievedRanking(set, fusion, ranked, order, background, floor);
        }
    }
}
