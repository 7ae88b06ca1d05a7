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
    private readonly Wire.Filter? _filter;
    private readonly int _depth;
    private readonly CancellationToken _cancellationToken;

    private QdrantRetrieval(QdrantConnection connection, RetrievalQuery query, QdrantTuning tuning, CancellationToken cancellationToken)
    {
        (_connection, _query, _tuning, _cancellationToken) = (connection, query, tuning, cancellationToken);
        _collection = connection.Options.Collection;
        _filter = PointFilter.Of(query);
        _depth = Math.Min(query.Depth, tuning.MostRows);
    }

    public static Task<CandidateSet> RunAsync(QdrantConnection connection, RetrievalQuery query, QdrantTuning tuning, CancellationToken cancellationToken)
    {
        var retrieval = new QdrantRetrieval(connection, query, tuning, cancellationToken);
        // The server counts what passes a filter. What reaches a floor, or has a word, it lists; then the list is what is counted.
        return query.Vector.IsEmpty ? retrieval.ByWordsAsync()
            : query.MinSimilarity is { } floor ? retrieval.AboveFloorAsync(floor)
            : retrieval.ByBothAsync();
    }

    /// <summary>Every paper that passes the filter is an answer.</summary>
    private async Task<CandidateSet> ByBothAsync()
    {
        var counting = _filter is null ? null : CountAsync();
        var facets = Task.WhenAll(_query.Facets.Distinct().Select(CountFacetAsync));
        var groups = CountGroupsAsync();
        try
        {
            var legs = await AskAsync(HasTerms ? [StateQuery, Nearest(_depth), ByTerms(_depth, _filter)] : [StateQuery, Nearest(_depth)]);
            var state = StateIn(legs);
            var near = new Leg(legs[1], _depth);
            var worded = HasTerms ? new Leg(legs[2], _depth) : Leg.None;
            await ScoreMissingAsync(near, worded);
            return new CandidateSet
            {
                Candidates = Candidates(near, worded),
                Total = counting is null ? state.Sums.Count : await counting,
                MeanSimilarity = state.Sums.MeanSimilarity(_query.Vector.Span),
                SimilarityBound = near.Bound(exhausted: -1),
                LexicalBound = worded.Bound(exhausted: 0),
                Facets = (await facets).ToDictionary(),
                GroupCounts = await groups,
                IndexVersion = state.IndexVersion,
            };
        }
        finally
        {
            // Nothing of this query goes on behind the back of its caller, and no failure of it is left unseen.
            await Task.WhenAll(counting ?? Task.CompletedTask, facets, groups).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>The papers that are similar enough are the answer: the server lists them, and words rank within the list.</summary>
    private async Task<CandidateSet> AboveFloorAsync(float floor)
    {
        var listing = Nearest(_tuning.MostRows);
        // The server leaves out what equals the threshold.
        listing.ScoreThreshold = MathF.BitDecrement(floor);
        listing.WithPayload = PayloadOf(_query.Facets);
        var answers = await AskAsync([StateQuery, listing]);
        var state = StateIn(answers);
        var answer = answers[1].Where(row => row.Score >= floor).ToList();
        var near = new Leg(answer, _depth);
        var worded = Leg.None;
        if (HasTerms && answer.Count > 0)
        {
            var all = new Leg((await AskAsync([ByTerms(_tuning.MostRows, PointFilter.Only(answer.Select(row => row.Id.Uuid)))]))[0], _tuning.MostRows);
            near.Complete(all);
            worded = all.Best(_depth);
            worded.Complete(new Leg(answer, _tuning.MostRows));
        }
        return Counted(state, answer, near, worded, isExact: _tuning.Exact);
    }

    /// <summary>The papers that have one of the words are the answer.</summary>
    private async Task<CandidateSet> ByWordsAsync()
    {
        var listing = ByTerms(_tuning.MostRows, _filter);
        listing.WithPayload = PayloadOf(_query.Facets);
        var answers = await AskAsync([StateQuery, listing]);
        return Counted(StateIn(answers), answers[1], Leg.None, new Leg(answers[1], _depth), isExact: true);
    }

    private bool HasTerms => _query.Terms.Count > 0;

    private CandidateSet Counted(StoreState state, IReadOnlyList<Wire.ScoredPoint> answer, Leg near, Leg worded, bool isExact) => new()
    {
        Candidates = Candidates(near, worded),
        Total = answer.Count,
        TotalRelation = isExact && answer.Count < _tuning.MostRows ? TotalRelation.Exact : TotalRelation.AtLeast,
        MeanSimilarity = _query.Vector.IsEmpty ? 0 : state.Sums.MeanSimilarity(_query.Vector.Span),
        SimilarityBound = near.Bound(exhausted: -1),
        LexicalBound = worded.Bound(exhausted: 0),
        Facets = _query.Facets.Distinct().ToDictionary(field => field, field => FacetCounts.Of(field, answer.Select(row => row.Payload))),
        GroupCounts = answer.Select(row => _query.Groups?.Of(PaperPoint.IdOf(row.Payload))).OfType<int>().CountBy(group => group).ToDictionary(count => count.Key, count => (long)count.Value),
        IndexVersion = state.IndexVersion,
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
            missing.Add(ByTerms(withoutWords.Length, PointFilter.Only(withoutWords)));
        if (withoutSimilarity.Length > 0)
            missing.Add(Similarity(withoutSimilarity));
        var found = missing.Count == 0 ? [] : await AskAsync(missing);
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

    private async Task<IReadOnlyList<IReadOnlyList<Wire.ScoredPoint>>> AskAsync(IEnumerable<Wire.QueryPoints> queries)
    {
        var batch = new Wire.QueryBatchPoints { CollectionName = _collection };
        batch.QueryPoints.AddRange(queries);
        var answer = await _connection.Points.QueryBatchAsync(batch, cancellationToken: _cancellationToken);
        return [.. answer.Result.Select(result => result.Result)];
    }

    private StoreState StateIn(IReadOnlyList<IReadOnlyList<Wire.ScoredPoint>> answers) => answers[0].Count > 0
        ? StoreState.Read(answers[0][0].Payload)
        : throw PaperCollection.NoState(_collection);

    private Wire.QueryPoints StateQuery => new()
    {
        CollectionName = _collection,
        Filter = PointFilter.Only([PointName.State]),
        WithPayload = new Wire.WithPayloadSelector { Enable = true },
        Limit = 1,
    };

    private Wire.QueryPoints Nearest(int limit) => ByVector(limit, _filter, _tuning.Exact);

    // So few points are compared one by one in any case.
    private Wire.QueryPoints Similarity(string[] uuids) => ByVector(uuids.Length, PointFilter.Only(uuids), exact: true);

    private Wire.QueryPoints ByVector(int limit, Wire.Filter? filter, bool exact)
    {
        var dense = new Wire.DenseVector();
        dense.Data.AddRange(_query.Vector.ToArray());
        var query = Limited(new Wire.VectorInput { Dense = dense }, PaperPoint.Semantic, limit, filter);
        query.Params = exact
            ? new Wire.SearchParams { Exact = true }
            : new Wire.SearchParams { Quantization = new Wire.QuantizationSearchParams { Rescore = true, Oversampling = 2 } };
        return query;
    }

    private Wire.QueryPoints ByTerms(int limit, Wire.Filter? filter) =>
        Limited(new Wire.VectorInput { Sparse = PaperPoint.Sparse(_query.Terms) }, PaperPoint.Terms, limit, filter);

    private Wire.QueryPoints Limited(Wire.VectorInput nearest, string leg, int limit, Wire.Filter? filter)
    {
        var query = new Wire.QueryPoints
        {
            CollectionName = _collection,
            Query = new Wire.Query { Nearest = nearest },
            Using = leg,
            Limit = (ulong)limit,
            WithPayload = PayloadOf([]),
        };
        if (filter is not null)
            query.Filter = filter;
        return query;
    }

    private static Wire.WithPayloadSelector PayloadOf(IEnumerable<FacetField> facets)
    {
        var fields = new Wire.PayloadIncludeSelector();
        fields.Fields.Add(PaperPoint.Id);
        fields.Fields.AddRange(facets.Distinct().Select(FacetCounts.KeyOf));
        return new Wire.WithPayloadSelector { Include = fields };
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
