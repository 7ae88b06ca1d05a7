using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage.Embedded.Postings;

/// <summary>Rows of terms with the truth about them, by brute force.</summary>
internal sealed class PostingsCorpus(SparseVector[] rows)
{
    private int _scored;

    public int Count => rows.Length;

    /// <summary>How many rows the last search scored exactly.</summary>
    public int Scored => _scored;

    /// <summary>Rows with about that many terms each, which are as unevenly frequent as words are, and weights as BM25 has them.</summary>
    public static PostingsCorpus Random(int count, int termsPerRow, int vocabulary, int seed, Func<Random, float>? weight = null)
    {
        var random = new Random(seed);
        weight ??= random => 0.3f + 1.8f * random.NextSingle() * random.NextSingle();
        return new PostingsCorpus([.. Enumerable.Range(0, count).Select(_ => Row(random, termsPerRow, vocabulary, weight))]);
    }

    /// <summary>The id of the term of that rank by frequency.</summary>
    public static uint Term(int rank) => (uint)rank * 2654435761u;

    public byte[] Bytes(int sortedAtOnce = PostingsWriter.SortedAtOnce)
    {
        using var stream = new MemoryStream();
        PostingsWriter.Write(stream, rows.Length, row => rows[row], sortedAtOnce, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    public PostingsIndex Index() => Open(Bytes());

    public static PostingsIndex Open(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["postings"], bytes);
        return new PostingsIndex(MappedBytes.OfFile(folder["postings"]), 0, bytes.Length);
    }

    public IEnumerable<int> RowsWith(uint term) => Enumerable.Range(0, rows.Length).Where(row => Array.BinarySearch(rows[row].Indices, term) >= 0);

    public float Score(QueryTerm[] query, int row)
    {
        _scored++;
        var score = 0f;
        foreach (var (term, factor) in query)
            if (Array.BinarySearch(rows[row].Indices, term) is >= 0 and var at)
                score += factor * rows[row].Values[at];
        return score;
    }

    public List<(int Row, float Score)> Best(QueryTerm[] query, RowBitmap allowed, int depth, float threshold) =>
        [.. Enumerable.Range(0, rows.Length).Where(row => allowed[row]).Select(row => (Row: row, Score: Score(query, row)))
            .Where(hit => hit.Score > threshold).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Row).Take(depth)];

    public List<(int Row, float Score)> Search(PostingsIndex index, QueryTerm[] query, RowBitmap allowed, int depth, float threshold)
    {
        _scored = 0;
        var results = new List<(int, float)>();
        index.Search(query, allowed, depth, threshold, row => Score(query, row), results);
        return results;
    }

    public void AssertExact(PostingsIndex index, QueryTerm[] query, RowBitmap allowed, int depth, float threshold = 0) =>
        Assert.Equal(Best(query, allowed, depth, threshold), Search(index, query, allowed, depth, threshold));

    /// <summary>A set that each row is in with that chance.</summary>
    public RowBitmap Some(Random random, double share)
    {
        var some = new RowBitmap(Count);
        for (var row = 0; row < Count; row++)
            if (random.NextDouble() < share)
                some.Add(row);
        return some;
    }

    /// <summary>Distinct terms, the frequent ones more often, with the factors that rare and frequent terms have.</summary>
    public static QueryTerm[] Query(Random random, int terms, int vocabulary) =>
        [.. Enumerable.Range(0, terms).Select(_ => Rank(random, vocabulary)).Distinct().Select(rank => new QueryTerm(Term(rank), (float)Math.Log(2 + rank)))];

    private static SparseVector Row(Random random, int terms, int vocabulary, Func<Random, float> weight)
    {
        var indices = Enumerable.Range(0, random.Next(2 * terms + 1)).Select(_ => Term(Rank(random, vocabulary))).Distinct().Order().ToArray();
        return new SparseVector(indices, Array.ConvertAll(indices, _ => weight(random)));
    }

    // The chance of a rank is about in proportion to 1 / rank.
    private static int Rank(Random random, int vocabulary) => (int)Math.Exp(random.NextDouble() * Math.Log(vocabulary));
}
