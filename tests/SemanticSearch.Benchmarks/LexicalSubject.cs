using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Benchmarks;

/// <summary>Our postings as a store uses them: mapped, with exact scores from the rows' own terms.</summary>
internal sealed class LexicalSubject
{
    private readonly SparseVector[] _terms;
    private int _scored;

    public LexicalSubject(LexicalCorpus corpus, CancellationToken cancellationToken)
    {
        _terms = corpus.Terms;
        var path = Path.Combine(Path.GetTempPath(), $"postings-{Environment.ProcessId}");
        try
        {
            using (var file = File.Create(path))
                PostingsWriter.Write(file, _terms.Length, row => _terms[row], cancellationToken);
            var bytes = MappedBytes.OfFile(path);
            ByteCount = bytes.Length;
            Index = new PostingsIndex(bytes, 0, bytes.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public PostingsIndex Index { get; }

    public long ByteCount { get; }

    public List<(int Row, float Score)> Search(SparseVector question, RowBitmap allowed, int depth)
    {
        var query = Query(question);
        var results = new List<(int, float)>(depth);
        Index.Search(query, allowed, depth, 0, row => Score(query, row), results);
        return results;
    }

    public bool IsExact(LexicalCorpus corpus, SparseVector question, int depth) =>
        Search(question, RowBitmap.Full(Index.Count), depth).SequenceEqual(
            corpus.Best([.. Query(question).Select(term => (term.Term, term.Factor))], depth));

    /// <summary>How many rows are scored exactly for a question, on average.</summary>
    public double ScoredRows(List<SparseVector> questions, RowBitmap allowed, int depth)
    {
        _scored = 0;
        foreach (var question in questions)
            Search(question, allowed, depth);
        return (double)_scored / questions.Count;
    }

    private QueryTerm[] Query(SparseVector question)
    {
        var query = new QueryTerm[question.Count];
        for (var t = 0; t < query.Length; t++)
        {
            var frequency = Index.Frequency(question.Indices[t]);
            query[t] = new(question.Indices[t], question.Values[t] * (float)Math.Log(1 + (Index.Count - frequency + 0.5) / (frequency + 0.5)));
        }
        return query;
    }

    private float Score(QueryTerm[] query, int row)
    {
        _scored++;
        var terms = _terms[row];
        var score = 0f;
        foreach (var (term, factor) in query)
            if (Array.BinarySearch(terms.Indices, term) is >= 0 and var at)
                score += factor * terms.Values[at];
        return score;
    }
}
