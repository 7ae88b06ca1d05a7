using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>One query over one snapshot: which rows are its answer, the best of each leg, and both scores of each.</summary>
internal sealed class Retrieval
{
    /// <summary>How many queries are being answered by this program.</summary>
    private static int _running;

    private readonly Snapshot _snapshot;
    private readonly RetrievalQuery _query;
    private readonly ClauseRows _clauses;
    private readonly CancellationToken _cancellationToken;
    private readonly LiveSegment[] _segments;
    private readonly QueryTerm[] _terms;
    private readonly RowBitmap[] _answers;

    private Retrieval(Snapshot snapshot, RetrievalQuery query, IReadOnlyCollection<long> excludedNumbers, ClauseRows clauses, CancellationToken cancellationToken)
    {
        (_snapshot, _query, _clauses, _cancellationToken) = (snapshot, query, clauses, cancellationToken);
        // The largest segment first: what it finds spares the others most of their work.
        _segments = [.. snapshot.Segments.OrderByDescending(segment => segment.Segment.Count)];
        _terms = Weighted(query);
        _answers = Array.ConvertAll(_segments, segment => Allowed(segment, excludedNumbers));
        if (_query.MinSimilarity is > -1 and var floor)
            Parallels.For(_segments.Length, segment => _answers[segment] = _segments[segment].Segment.AtLeast(_query.Vector, _answers[segment], floor), cancellationToken);
    }

    private readonly record struct Found(int Segment, int Row, float Score);

    /// <param name="snapshot">The state that answers.</param>
    /// <param name="query">What to retrieve.</param>
    /// <param name="excludedNumbers">The row numbers of the papers that the query leaves out.</param>
    /// <param name="clauses">Tells which rows fulfil the clauses of the query.</param>
    /// <param name="indexVersion">The name of the state.</param>
    /// <param name="cancellationToken">Ends the reading of texts.</param>
    public static CandidateSet Run(
        Snapshot snapshot, RetrievalQuery query, IReadOnlyCollection<long> excludedNumbers, ClauseRows clauses, string indexVersion, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _running);
        try
        {
            return new Retrieval(snapshot, query, excludedNumbers, clauses, cancellationToken).Run(indexVersion);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private CandidateSet Run(string indexVersion)
    {
        var ((candidates, similarityBound, lexicalBound), (facets, groupCounts)) =
            Both(() => _query.Order == CandidateOrder.Relevance ? BestOfLegs() : (InOrder(), -1, 0), () => (Facets(), GroupCounts()));
        return new CandidateSet
        {
            Candidates = candidates,
            Total = _answers.Sum(answer => (long)answer.Count()),
            Facets = facets,
            GroupCounts = groupCounts,
            MeanSimilarity = _query.Vector.IsEmpty ? 0 : _snapshot.Sums.MeanSimilarity(_query.Vector.Span),
            SimilarityBound = similarityBound,
            LexicalBound = lexicalBound,
            IndexVersion = indexVersion,
        };
    }

    private (List<Candidate> Candidates, float SimilarityBound, float LexicalBound) BestOfLegs()
    {
        var ((bySimilarity, similarityBound), (byWords, lexicalBound)) = Both(BestBySimilarity, BestByWords);
        return (Candidates(bySimilarity, byWords), similarityBound, lexicalBound);
    }

    private (List<Found> Rows, float Bound) BestBySimilarity() => _query.Vector.IsEmpty ? ([], -1) : Best(-1, (segment, threshold, results) =>
        _segments[segment].Segment.Nearest(_query.Vector, _answers[segment], _query.Depth, threshold, results), float.NegativeInfinity);

    private (List<Found> Rows, float Bound) BestByWords() => _terms.Length == 0 ? ([], 0) : Best(0, (segment, threshold, results) =>
        _segments[segment].Segment.BestByTerms(_terms, _answers[segment], _query.Depth, threshold, results), 0);

    /// <summary>Does two things, at the same time where each query has two cores: else one would only take from another what it gains.</summary>
    private static (TFirst First, TSecond Second) Both<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        if (2 * Volatile.Read(ref _running) > Environment.ProcessorCount)
            return (first(), second());
        var other = Task.Run(second);
        try
        {
            return (first(), other.GetAwaiter().GetResult());
        }
        finally
        {
            // Whatever became of the first: nothing may still read the files when the caller lets go of them.
            Task.WaitAny(other);
        }
    }

    /// <summary>The first papers of the answer in the order that is asked for.</summary>
    private List<Candidate> InOrder()
    {
        var keys = new List<(int Key, int Segment, int Row)>();
        for (var segment = 0; segment < _segments.Length; segment++)
            foreach (var row in _answers[segment])
                keys.Add((_segments[segment].Segment.OrderKey(row, _query.Order), segment, row));
        keys.Sort(static (a, b) => b.Key.CompareTo(a.Key));
        // All that are equal to the last one that is wanted take part: their ids decide which of them it is.
        var last = keys.Count > _query.Depth ? keys[_query.Depth - 1].Key : int.MinValue;
        return [.. keys.TakeWhile(entry => entry.Key >= last)
            .Select(entry => (entry.Key, entry.Segment, entry.Row, Id: _segments[entry.Segment].Segment.Id(entry.Row)))
            .OrderByDescending(entry => entry.Key).ThenBy(entry => entry.Id)
            .Take(_query.Depth)
            .Select(entry => Scored(entry.Segment, entry.Row) with { Id = entry.Id })
            .ExceptBy(_query.Exclude, candidate => candidate.Id)];
    }

    private Candidate Scored(int segment, int row) => new(
        default,
        _query.Vector.IsEmpty ? 0 : _segments[segment].Segment.Similarity(row, _query.Vector.Span),
        _terms.Length == 0 ? 0 : _segments[segment].Segment.LexicalScore(row, _terms));

    private QueryTerm[] Weighted(RetrievalQuery query)
    {
        var terms = new List<QueryTerm>(query.Terms.Count);
        for (var t = 0; t < query.Terms.Count; t++)
        {
            var term = query.Terms.Indices[t];
            var frequency = _segments.Sum(segment => segment.Segment.Frequency(term, segment.Live));
            if (frequency > 0)
                terms.Add(new QueryTerm(term, query.Terms.Values[t] * InverseDocumentFrequency(_snapshot.LiveCount, frequency)));
        }
        return [.. terms];
    }

    // BM25's IDF in the form that is never negative, as Lucene and Qdrant have it.
    private static float InverseDocumentFrequency(int papers, int matching) =>
        (float)Math.Log(1 + (papers - matching + 0.5) / (matching + 0.5));

    /// <summary>The rows of a segment that the query defines as its answer, whatever their similarity.</summary>
    private RowBitmap Allowed(LiveSegment segment, IReadOnlyCollection<long> excludedNumbers)
    {
        var answer = segment.Live.Rows;
        if (!_query.Filter.IsEmpty)
        {
            answer = segment.Segment.Passing(_query.Filter);
            answer.IntersectWith(segment.Live.Rows);
        }
        if (excludedNumbers.Count > 0)
            answer = Without(segment.Segment, answer, excludedNumbers);
        if (_query.Clauses.Count > 0)
            answer = _clauses.Among(segment.Segment, answer, _query.Clauses, _cancellationToken);
        if (_query.OnlyGroups.Count > 0)
            answer = GroupColumn.Of(segment.Segment, _query.Groups!).Among(answer, _query.OnlyGroups);
        if (!_query.Vector.IsEmpty || _query.Terms.Count == 0)
            return answer;
        var matching = segment.Segment.WithAnyOf(_terms);
        matching.IntersectWith(answer);
        return matching;
    }

    private static RowBitmap Without(Segment segment, RowBitmap answer, IReadOnlyCollection<long> excludedNumbers)
    {
        var rest = answer.Copy();
        foreach (var number in excludedNumbers)
            if (segment.Find(number) is >= 0 and var row)
                rest.Remove(row);
        return rest;
    }

    private (List<Found> Rows, float Bound) Best(float exhausted, Action<int, float, List<(int, float)>> search, float floor)
    {
        var found = new List<Found>();
        var rows = new List<(int Row, float Score)>();
        var threshold = floor;
        for (var segment = 0; segment < _segments.Length; segment++)
        {
            rows.Clear();
            search(segment, threshold, rows);
            found.AddRange(rows.Select(row => new Found(segment, row.Row, row.Score)));
            if (found.Count < _query.Depth)
                continue;
            found.Sort(BestFirst);
            found.RemoveRange(_query.Depth, found.Count - _query.Depth);
            // Rows that tie with the last one are wanted from the other segments too: the lowest number decides, wherever it is.
            threshold = MathF.BitDecrement(found[^1].Score);
        }
        return (found, found.Count < _query.Depth ? exhausted : found[^1].Score);
    }

    private int BestFirst(Found a, Found b) => a.Score != b.Score
        ? b.Score.CompareTo(a.Score)
        : _segments[a.Segment].Segment.Number(a.Row).CompareTo(_segments[b.Segment].Segment.Number(b.Row));

    private List<Candidate> Candidates(List<Found> bySimilarity, List<Found> byWords)
    {
        var candidates = new Dictionary<(int Segment, int Row), Candidate>();
        foreach (var (segment, row, similarity) in bySimilarity)
            candidates[(segment, row)] = new Candidate(default, similarity, _terms.Length == 0 ? 0 : _segments[segment].Segment.LexicalScore(row, _terms));
        foreach (var (segment, row, lexical) in byWords)
            if (!candidates.ContainsKey((segment, row)))
                candidates[(segment, row)] = new Candidate(default, _query.Vector.IsEmpty ? 0 : _segments[segment].Segment.Similarity(row, _query.Vector.Span), lexical);
        // A paper that was replaced since the snapshot has another number by now, so the names decide in the end.
        var excluded = _query.Exclude.ToHashSet();
        return [.. candidates
            .Select(entry => entry.Value with { Id = _segments[entry.Key.Segment].Segment.Id(entry.Key.Row) })
            .Where(candidate => !excluded.Contains(candidate.Id))];
    }

    private Dictionary<int, long> GroupCounts()
    {
        var counts = new Dictionary<int, long>();
        for (var segment = 0; segment < _segments.Length && _query.Groups is not null; segment++)
            GroupColumn.Of(_segments[segment].Segment, _query.Groups).Count(_answers[segment], counts);
        return counts;
    }

    private Dictionary<FacetField, IReadOnlyList<FacetCount>> Facets() => _query.Facets.Distinct().ToDictionary(field => field, Counts);

    private IReadOnlyList<FacetCount> Counts(FacetField field)
    {
        var counter = new FacetCounter(field);
        for (var segment = 0; segment < _segments.Length; segment++)
            counter.Add(_segments[segment].Segment, _answers[segment]);
        return counter.Counts;
    }
}
