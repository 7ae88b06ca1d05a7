using SemanticSearch.Storage;
using SemanticSearch.Versions;

namespace SemanticSearch.Search;

/// <summary>A candidate with its score.</summary>
internal readonly record struct RankedCandidate(Candidate Candidate, float Score);

/// <summary>What was found, in its order, each paper once where that was asked for.</summary>
internal sealed record RetrievedRanking(
    CandidateSet Set, ScoreFusion Fusion, FoldedRanking Folded, CandidateOrder Order, CorpusBackground? Background, ResultFloor? Floor)
{
    public IReadOnlyList<RankedCandidate> Ranked => Folded.Kept;
}

/// <summary>Retrieves and ranks until the part of the ranking that is wanted cannot change any more.</summary>
internal sealed class Retriever(IPaperStore store, CurrentBackground currentBackground, PaperVersions? versions)
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
        // Folded papers do not count, so that only one more tells whether these are the last.
        var last = Math.Max(request.Offset + request.Limit + (request.Collapse ? 1 : 0), request.BestWanted(order));
        for (var depth = order == CandidateOrder.Relevance ? Math.Max(FirstDepth, 2 * last) : last; ; depth *= 4)
        {
            var wanted = query.ToRetrieval(request, floor, depth, BookFor(request));
            var set = await Telemetry.Retrieve.RunAsync(() => store.RetrieveAsync(wanted, cancellationToken));
            var fusion = new ScoreFusion(set, query.SemanticWeight(request));
            var ranked = Telemetry.Fuse.Run(() => order == CandidateOrder.Relevance ? fusion.Rank() : fusion.InOrder());
            // The groups of this moment are of every paper that was found: they are known before their papers are.
            var folded = FoldedRanking.Of(ranked, BookFor(request), query.Examples);
            var reach = folded.Reach(last);
            var isSettled = order == CandidateOrder.Relevance ? fusion.IsSettled(ranked, reach) : reach <= ranked.Count || ranked.Count < depth;
            if (isSettled || depth >= LastDepth)
                return new RetrievedRanking(set, fusion, folded, order, background, floor);
        }
    }

    private VersionBook BookFor(RankingRequest request) => request.Collapse && versions is not null ? versions.Book() : VersionBook.Empty;
}
