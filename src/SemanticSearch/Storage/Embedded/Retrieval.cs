using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>One query over one snapshot: which rows are its answer, the best of each leg, and both scores of each.</summary>
internal sealed class Retrieval
{
    private readonly Snapshot _snapshot;
    private readonly RetrievalQuery _query;
    private readonly LiveSegment[] _segments;
    private readonly QueryTerm[] _terms;
    private readonly RowBitmap[] _answers;

    private Retrieval(Snapshot snapshot, RetrievalQuery query, IReadOnlyCollection<long> excludedNumbers)
    {
        (_snapshot, _query) = (snapshot, query);
        // The largest segment first: what it finds spares the others most of their work.
        _segments = [.. snapshot.Segments.OrderByDescending(segment => segment.Segment.Count)];
        _terms = Weighted(query);
        _answers = Array.ConvertAll(_segments, segment => Answer(segment, excludedNumbers));
    }

    private readonly record struct Found(int Segment, int Row, float Score);

    /// <param name="snapshot">The state that answers.</param>
    /// <param name="query">What to retrieve.</param>
    /// <param name="excludedNumbers">The row numbers of the papers that the query leaves out.</param>
    /// <param name="indexVersion">The name of the state.</param>
    public static CandidateSet Run(Snapshot snapshot, RetrievalQuery query, IReadOnlyCollection<long> excludedNumbers, string indexVersion) =>
        new Retrieval(snapshot, query, excludedNumbers).Run(indexVersion);

    private CandidateSet Run(string indexVersion)
    {
        var (bySimilarity, similarityBound) = _query.Vector.IsEmpty ? ([], -1) : Best(-1, (segment, threshold, results) =>
            _segments[segment].Segment.Nearest(_query.Vector, _answers[segment], _query.Depth, threshold, results), float.NegativeInfinity);
        var (byWords, lexicalBound) = _terms.Length == 0 ? ([], 0) : Best(0, (segment, threshold, results) =>
            _segments[segment].Segment.BestByTerms(_terms, _answers[segment], _query.Depth, threshold, results), 0);
        return new CandidateSet
        {
            Candidates = Candidates(bySimilarity, byWords),
            Total = _answers.Sum(answer => (long)answer.Count()),
            Facets = _query.Facets.Distinct().ToDictionary(field => field, Counts),
            GroupCounts = GroupCounts(),
            MeanSimilarity = _query.Vector.IsEmpty ? 0 : _snapshot.Sums.MeanSimilarity(_query.Vector.Span),
            SimilarityBound = similarityBound,
            LexicalBound = lexicalBound,
            IndexVersion = indexVersion,
        };
    }

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

    /// <summary>The rows of a segment that the query defines as its answer.</summary>
    private RowBitmap Answer(LiveSegment segment, IReadOnlyCollection<long> excludedNumbers)
    {
        var answer = segment.Live.Rows;
        if (!_query.Filter.IsEmpty)
        {
            answer = segment.Segment.Passing(_query.Filter);
            answer.IntersectWith(segment.Live.Rows);
        }
        if (excludedNumbers.Count > 0)
            answer = Without(segment.Segment, answer, excludedNumbers);
        if (_query.OnlyGroups.Count > 0)
            answer = GroupColumn.Of(segment.Segment, _query.Groups!).Among(answer, _query.OnlyGroups);
        if (_query.MinSimilarity is { } floor)
            return segment.Segment.AtLeast(_query.Vector, answer, floor);
        if (!_query.Vector.IsEmpty)
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

    private IReadOnlyList<FacetCount> Counts(FacetField field)
    {
        var counter = new FacetCounter(field);
        for (var segment = 0; segment < _segments.Length; segment++)
            counter.Add(_segments[segment].Segment, _answers[segment]);
        return counter.Counts;
    }
}
