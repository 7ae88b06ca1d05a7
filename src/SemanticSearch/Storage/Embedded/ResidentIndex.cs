using System.Numerics.Tensors;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// The rows of a store in memory at one commit. An index never changes: a commit makes the next one, which shares the rows with it, so
/// a search keeps the state it began with and waits for no writer.
/// </summary>
internal sealed class ResidentIndex
{
    private readonly ResidentRow[] _rows;
    private readonly int _count;
    private readonly RowBitmap _live;
    private readonly Centroid _centroid;

    private ResidentIndex(long sequence, ResidentRow[] rows, int count, RowBitmap live, Centroid centroid)
    {
        (Sequence, _rows, _count, _live, _centroid) = (sequence, rows, count, live, centroid);
        LiveCount = live.Count();
    }

    /// <summary>The commit that the index shows.</summary>
    public long Sequence { get; }

    /// <summary>How many papers it holds.</summary>
    public int LiveCount { get; }

    /// <summary>The number of the last database row that it knows.</summary>
    public long LastRow => _count == 0 ? 0 : _rows[_count - 1].Row;

    public static ResidentIndex Empty(int dimensions) => new(-1, [], 0, new RowBitmap(0), new Centroid(dimensions));

    /// <summary>The index after a commit. Only one writer at a time may call it, and only on the newest index.</summary>
    public ResidentIndex With(long sequence, IReadOnlyList<ResidentRow> added, IReadOnlyList<long> removed)
    {
        var count = _count + added.Count;
        var rows = _rows;
        if (count > rows.Length)
            Array.Resize(ref rows, Math.Max(count, 2 * rows.Length));
        var live = Grown(_live, count);
        var centroid = _centroid.Copy();
        for (var i = 0; i < added.Count; i++)
        {
            rows[_count + i] = added[i];
            live.Add(_count + i);
            centroid.Add(added[i].Vector);
        }
        foreach (var row in removed)
        {
            var at = Position(rows, count, row);
            live.Remove(at);
            centroid.Remove(rows[at].Vector);
        }
        return new ResidentIndex(sequence, rows, count, live, centroid);
    }

    /// <summary>Scans every live row exactly.</summary>
    public CandidateSet Retrieve(RetrievalQuery query, string indexVersion)
    {
        var similarities = query.Vector.IsEmpty ? [] : Similarities(query.Vector.Span);
        var lexical = query.Terms.Count == 0 ? [] : LexicalScores(query.Terms);
        var answer = Answer(query, similarities, lexical);
        var bySimilarity = Best(query.Depth, answer, similarities, floor: float.NegativeInfinity);
        var byWords = Best(query.Depth, answer, lexical, floor: 0);
        return new CandidateSet
        {
            Candidates = [.. bySimilarity.Rows.Union(byWords.Rows).Select(row =>
                new Candidate(_rows[row].Id, At(similarities, row), At(lexical, row)))],
            Total = answer.Count(),
            MeanSimilarity = query.Vector.IsEmpty ? 0 : _centroid.MeanSimilarity(query.Vector.Span),
            SimilarityBound = bySimilarity.IsFull ? bySimilarity.Worst : -1,
            LexicalBound = byWords.IsFull ? byWords.Worst : 0,
            IndexVersion = indexVersion,
        };
    }

    private static RowBitmap Grown(RowBitmap rows, int length)
    {
        var grown = new RowBitmap(length);
        for (var row = 0; row < rows.Length; row++)
            if (rows[row])
                grown.Add(row);
        return grown;
    }

    private static int Position(ResidentRow[] rows, int count, long row)
    {
        var (low, high) = (0, count - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (rows[middle].Row < row)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private float[] Similarities(ReadOnlySpan<float> query)
    {
        var similarities = new float[_count];
        for (var row = 0; row < _count; row++)
            similarities[row] = TensorPrimitives.Dot(query, _rows[row].Vector);
        return similarities;
    }

    private float[] LexicalScores(SparseVector terms)
    {
        var scores = new float[_count];
        for (var t = 0; t < terms.Count; t++)
        {
            var matches = Matches(terms.Indices[t]);
            var factor = terms.Values[t] * InverseDocumentFrequency(LiveCount, matches.Count(match => _live[match.Row]));
            foreach (var (row, weight) in matches)
                scores[row] += factor * weight;
        }
        return scores;
    }

    private List<(int Row, float Weight)> Matches(uint term)
    {
        var matches = new List<(int, float)>();
        for (var row = 0; row < _count; row++)
        {
            var terms = _rows[row].Terms;
            var at = Array.BinarySearch(terms.Indices, term);
            if (at >= 0)
                matches.Add((row, terms.Values[at]));
        }
        return matches;
    }

    // BM25's IDF in the form that is never negative, as Lucene and Qdrant have it.
    private static float InverseDocumentFrequency(int papers, int matching) =>
        (float)Math.Log(1 + (papers - matching + 0.5) / (matching + 0.5));

    /// <summary>The rows that the query defines as its answer.</summary>
    private RowBitmap Answer(RetrievalQuery query, float[] similarities, float[] lexical)
    {
        var filter = FilterKeys.Of(query.Filter);
        var excluded = query.Exclude.ToHashSet();
        var floor = query.MinSimilarity ?? float.NegativeInfinity;
        var answer = new RowBitmap(_count);
        for (var row = 0; row < _count; row++)
            if (_live[row]
                && (similarities.Length == 0 ? lexical[row] > 0 : similarities[row] >= floor)
                && (query.Filter.IsEmpty || _rows[row].Passes(filter))
                && !excluded.Contains(_rows[row].Id))
                answer.Add(row);
        return answer;
    }

    private static BestRows Best(int depth, RowBitmap answer, float[] scores, float floor)
    {
        var best = new BestRows(depth);
        for (var row = 0; row < scores.Length; row++)
            if (answer[row] && scores[row] > floor)
                best.Offer(row, scores[row]);
        return best;
    }

    private static float At(float[] scores, int row) => scores.Length == 0 ? 0 : scores[row];
}
