using System.Collections.Concurrent;
using Wire = Qdrant.Client.Grpc;

namespace SemanticSearch.Storage.Qdrant;

/// <summary>
/// One query: the best of each leg in one request together with the state of the store, and the scores that are missing in a second one,
/// by a filter on the points' names, which does not change the server's IDF.
/// </summary>
/// <remarks>
/// Until the server rewrites a segment, deleted papers count in its IDF (fewer than a fifth of a segment do), so that lexical scores may
/// differ a little from those of the embedded store. Where a segment has a graph, the nearest papers are found nearly always, not always.
/// </remarks>
internal sealed class QdrantRetrieval
{
    private readonly QdrantConnection _connection;
    private readonly string _collection;
    private readonly RetrievalQuery _query;
    private readonly QdrantTuning _tuning;
    private readonly PointQueries _questions;
    private readonly OrderedRetrieval? _ordered;
    private readonly Wire.Filter? _filter;
    private readonly bool _isFilterWhole;
    private readonly int _depth;
    private readonly CancellationToken _cancellationToken;

    private QdrantRetrieval(
        QdrantConnection connection, RetrievalQuery query, QdrantTuning tuning, Wire.Filter? filter, bool isFilterWhole, CancellationToken cancellationToken)
    {
        (_connection, _query, _tuning, _cancellationToken) = (connection, query, tuning, cancellationToken);
        (_filter, _isFilterWhole) = (filter, isFilterWhole);
        _collection = connection.Options.Collection;
        _questions = new PointQueries(connection, query, tuning, cancellationToken);
        _ordered = query.Order == CandidateOrder.Relevance ? null : new OrderedRetrieval(connection, query, tuning, _questions, cancellationToken);
        _depth = Math.Min(query.Depth, tuning.MostRows);
    }

    public static async Task<CandidateSet> RunAsync(
        QdrantConnection connection, RetrievalQuery query, QdrantTuning tuning, ClauseReadings readings, CancellationToken cancellationToken)
    {
        var (filter, isWhole) = await new ClauseFilter(connection, tuning, readings, cancellationToken).OfAsync(query);
        // To have one of the words is a condition like another where they do not rank.
        if (query.Order != CandidateOrder.Relevance && query.Vector.IsEmpty && query.Terms.Count > 0)
            filter = PointFilter.WithAnyOf(filter, query.Terms.Indices);
        var retrieval = new QdrantRetrieval(connection, query, tuning, filter, isWhole, cancellationToken);
        // The server counts what passes a filter. What reaches a floor, or is ranked by words alone, it lists; then the list is what is counted.
        return query.MinSimilarity is { } floor ? await retrieval.AboveFloorAsync(floor)
            : retrieval._ordered is { } ordered ? await retrieval.AllAsync(() => ordered.OfAllAsync(filter))
            : query.Vector.IsEmpty ? await retrieval.ByWordsAsync()
            : await retrieval.AllAsync(retrieval.BestOfLegsAsync);
    }

    /// <summary>Every paper that passes the filter is an answer.</summary>
    private async Task<CandidateSet> AllAsync(Func<Task<Found>> find)
    {
        var counting = _filter is null ? null : CountAsync();
        var facets = Task.WhenAll(_query.Facets.Distinct().Select(CountFacetAsync));
        var groups = CountGroupsAsync();
        try
        {
            var found = await find();
            return Answer(found, counting is null ? found.State.Sums.Count : await counting, isExact: true) with
            {
                Facets = (await facets).ToDictionary(),
                GroupCounts = await groups,
            };
        }
        finally
        {
            // Nothing of this query goes on behind the back of its caller, and no failure of it is left unseen.
            await Task.WhenAll(counting ?? Task.CompletedTask, facets, groups).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<Found> BestOfLegsAsync()
    {
        var nearest = _questions.Nearest(_depth, _filter);
        var legs = await _questions.AskAsync(HasTerms ? [_questions.State, nearest, _questions.ByTerms(_depth, _filter)] : [_questions.State, nearest]);
        var near = new Leg(legs[1], _depth);
        var worded = HasTerms ? new Leg(legs[2], _depth) : Leg.None;
        await ScoreMissingAsync(near, worded);
        return Best(_questions.StateIn(legs), near, worded);
    }

    /// <summary>The papers that are similar enough are the answer: the server lists them, and words or an order rank within the list.</summary>
    private async Task<CandidateSet> AboveFloorAsync(float floor)
    {
        var listing = _questions.Nearest(_tuning.MostRows, _filter);
        // The server leaves out what equals the threshold.
        listing.ScoreThreshold = MathF.BitDecrement(floor);
        listing.WithPayload = ListedFields();
        var answers = await _questions.AskAsync([_questions.State, listing]);
        var state = _questions.StateIn(answers);
        var answer = answers[1].Where(row => row.Score >= floor).ToList();
        var found = _ordered is not null ? await _ordered.AmongAsync(answer) : await BestAmongAsync(state, answer);
        return Counted(found, answer, isExact: _tuning.Exact);
    }

    private async Task<Found> BestAmongAsync(StoreState state, List<Wire.ScoredPoint> answer)
    {
        var near = new Leg(answer, _depth);
        if (!HasTerms || answer.Count == 0)
            return Best(state, near, Leg.None);
        var byTerms = await _questions.AskAsync([_questions.ByTerms(_tuning.MostRows, PointFilter.Only(answer.Select(row => row.Id.Uuid)))]);
        var all = new Leg(byTerms[0], _tuning.MostRows);
        near.Complete(all);
        var worded = all.Best(_depth);
        worded.Complete(new Leg(answer, _tuning.MostRows));
        return Best(state, near, worded);
    }

    /// <summary>The papers that have one of the words are the answer.</summary>
    private async Task<CandidateSet> ByWordsAsync()
    {
        var listing = _questions.ByTerms(_tuning.MostRows, _filter);
        listing.WithPayload = ListedFields();
        var answers = await _questions.AskAsync([_questions.State, listing]);
        return Counted(Best(_questions.StateIn(answers), Leg.None, new Leg(answers[1], _depth)), answers[1], isExact: true);
    }

    private bool HasTerms => _query.Terms.Count > 0;

    private static Found Best(StoreState state, Leg near, Leg worded) => new(state, Candidates(near, worded), near.Bound(exhausted: -1), worded.Bound(exhausted: 0));

    private CandidateSet Answer(Found found, long total, bool isExact) => new()
    {
        Candidates = found.Candidates,
        Total = total,
        TotalRelation = isExact && _isFilterWhole ? TotalRelation.Exact : TotalRelation.AtLeast,
        MeanSimilarity = _query.Vector.IsEmpty ? 0 : found.State.Sums.MeanSimilarity(_query.Vector.Span),
        SimilarityBound = found.SimilarityBound,
        LexicalBound = found.LexicalBound,
        IndexVersion = found.State.IndexVersion,
    };

    private CandidateSet Counted(Found found, IReadOnlyList<Wire.ScoredPoint> answer, bool isExact) => Answer(found, answer.Count, isExact && answer.Count < _tuning.MostRows) with
    {
        Facets = _query.Facets.Distinct().ToDictionary(field => field, field => FacetCounts.Of(field, answer.Select(row => row.Payload))),
        GroupCounts = answer.Select(row => _query.Groups?.Of(PaperPoint.IdOf(row.Payload))).OfType<int>().CountBy(group => group).ToDictionary(count => count.Key, count => (long)count.Value),
    };

    /// <summary>Gives each row of one leg its score in the other.</summary>
    private async Task ScoreMissingAsync(Leg near, Leg worded)
    {
        if (!HasTerms)
            return;
        // A leg that came to its end has every paper with a score; the others' is 0.
        string[] withoutWords = worded.IsExhausted ? [] : [.. near.Uuids.Except(worded.Uuids)];
        string[] withoutSimilarity = [.. worded.Uuids.Except(near.Uuids)];
        var missing = new List<Wire.QueryPoints>();
        if (withoutWords.Length > 0)
            missing.Add(_questions.ByTerms(withoutWords.Length, PointFilter.Only(withoutWords)));
        if (withoutSimilarity.Length > 0)
            missing.Add(_questions.Similarity(withoutSimilarity));
        var found = missing.Count == 0 ? [] : await _questions.AskAsync(missing);
        near.Complete(worded);
        worded.Complete(near);
        if (withoutWords.Length > 0)
            near.Complete(new Leg(found[0], withoutWords.Length));
        if (withoutSimilarity.Length > 0)
            worded.Complete(new Leg(found[^1], withoutSimilarity.Length));
    }

    private static List<Candidate> Candidates(Leg near, Leg worded)
    {
        var candidates = near.Rows.Select(row => new Candidate(PaperPoint.IdOf(row.Point.Payload), row.Point.Score, row.Other)).ToList();
        var known = near.Uuids.ToHashSet();
        candidates.AddRange(worded.Rows.Where(row => !known.Contains(row.Point.Id.Uuid))
            .Select(row => new Candidate(PaperPoint.IdOf(row.Point.Payload), row.Other, row.Point.Score)));
        // The server gives equal scores in any order.
        return [.. candidates.OrderByDescending(candidate => candidate.Similarity).ThenByDescending(candidate => candidate.Lexical).ThenBy(candidate => candidate.Id)];
    }

    private Wire.WithPayloadSelector ListedFields()
    {
        var fields = _query.Facets.Distinct().Select(FacetCounts.KeyOf).Prepend(PaperPoint.Id);
        return PointQueries.Fields(_ordered is null ? fields : fields.Append(_ordered.Field));
    }

    private Task<long> CountAsync() => _connection.CountAsync(_collection, PointFilter.OfPapers(_filter), _cancellationToken);

    // The server does not know the groups, but it counts any points that are named, some requests at a time.
    private async Task<IReadOnlyDictionary<int, long>> CountGroupsAsync()
    {
        var counts = new ConcurrentDictionary<int, long>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = _tuning.BulkRequests, CancellationToken = _cancellationToken };
        var wanted = _query.Groups?.Numbers.Where(group => _query.OnlyGroups.Count == 0 || _query.OnlyGroups.Contains(group)) ?? [];
        await Parallel.ForEachAsync(wanted, options, async (group, token) =>
        {
            if (await _connection.CountAsync(_collection, PointFilter.Within(_filter, _query.Groups!.PapersOf(group)), token) is > 0 and var count)
                counts[group] = count;
        });
        return counts;
    }

    private async Task<KeyValuePair<FacetField, IReadOnlyList<FacetCount>>> CountFacetAsync(FacetField field)
    {
        var request = new Wire.FacetCounts { CollectionName = _collection, Key = FacetCounts.KeyOf(field), Exact = true, Limit = (ulong)_tuning.MostRows };
        if (_filter is not null)
            request.Filter = _filter;
        var answer = await _connection.Points.FacetAsync(request, cancellationToken: _cancellationToken);
        return KeyValuePair.Create(field, FacetCounts.Of(answer.Hits));
    }
}
