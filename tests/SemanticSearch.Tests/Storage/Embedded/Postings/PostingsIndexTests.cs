using System.IO.Compression;
using System.Text.Json;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Storage.Embedded.Postings;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage.Embedded.Postings;

/// <summary>Postings find what a scan of all rows finds.</summary>
public class PostingsIndexTests
{
    private const int Vocabulary = 3000;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(64, 8)]
    [InlineData(65, 8)]
    [InlineData(129, 2)]
    [InlineData(4096, 20)]
    [InlineData(4097, 20)]
    [InlineData(20_000, 30)]
    [InlineData(70_000, 12)]
    public void The_best_rows_are_those_of_a_scan_bit_for_bit(int count, int termsPerRow)
    {
        var corpus = PostingsCorpus.Random(count, termsPerRow, Vocabulary, seed: count);
        var index = corpus.Index();
        var random = new Random(count + 1);
        var rounds = count > 10_000 ? 4 : 12;
        for (var round = 0; round < rounds; round++)
            foreach (var depth in new[] { 1, 10, 200, 20_000 })
            {
                var query = PostingsCorpus.Query(random, round % 4 == 3 ? 80 : 1 + round % 7, Vocabulary);
                var allowed = round % 3 == 0 ? RowBitmap.Full(count) : corpus.Some(random, round % 3 == 1 ? 0.3 : 0.01);
                corpus.AssertExact(index, query, allowed, depth, threshold: round % 2 == 0 ? 0 : 3 * random.NextSingle());
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Of_equal_scores_the_lower_row_wins(int distinctWeights)
    {
        var corpus = PostingsCorpus.Random(9000, 10, 40, seed: 5, random => 1 + random.Next(distinctWeights) * 0.25f);
        var index = corpus.Index();
        foreach (var depth in new[] { 1, 7, 200, 9000 })
            corpus.AssertExact(index, [new(PostingsCorpus.Term(1), 1), new(PostingsCorpus.Term(2), 1), new(PostingsCorpus.Term(9), 2)], RowBitmap.Full(9000), depth);
    }

    [Fact]
    public void Weights_and_factors_of_extreme_ratio_stay_exact()
    {
        var corpus = PostingsCorpus.Random(6000, 12, 60, seed: 6, random => (float)Math.Pow(10, random.NextDouble() * 40 - 25));
        var index = corpus.Index();
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            var query = PostingsCorpus.Query(random, 1 + round % 5, 60)
                .Select(term => term with { Factor = (float)Math.Pow(10, random.NextDouble() * 40 - 20) }).ToArray();
            corpus.AssertExact(index, query, RowBitmap.Full(6000), 10);
            corpus.AssertExact(index, query, corpus.Some(random, 0.2), 200);
        }
    }

    [Fact]
    public void Products_too_small_for_a_float_are_no_match_as_in_a_scan()
    {
        var corpus = PostingsCorpus.Random(500, 10, 30, seed: 8, random => random.Next(1, 9) * 1e-38f);
        var index = corpus.Index();
        foreach (var factor in new[] { 1f, 1e-6f, 3e-7f, 1e-20f })
            corpus.AssertExact(index, [new(PostingsCorpus.Term(1), factor), new(PostingsCorpus.Term(2), 1.5f * factor)], RowBitmap.Full(500), 20);
    }

    [Fact]
    public void Only_few_more_rows_are_scored_than_are_asked_for()
    {
        var corpus = PostingsCorpus.Random(30_000, 30, Vocabulary, seed: 9);
        var index = corpus.Index();
        var random = new Random(10);
        var scored = 0;
        for (var round = 0; round < 20; round++)
        {
            corpus.Search(index, PostingsCorpus.Query(random, 5, Vocabulary), RowBitmap.Full(30_000), 100, 0);
            scored += corpus.Scored;
        }
        Assert.InRange(scored, 1, 20 * 150);
    }

    [Fact]
    public void A_threshold_is_left_out_of_the_answer()
    {
        var corpus = new PostingsCorpus([Row(1, 1f), Row(1, 2f), Row(2, 3f), SparseVector.Empty, Row(1, 4f)]);
        var index = corpus.Index();
        Assert.Equal([(4, 8f)], corpus.Search(index, [new(1, 2)], RowBitmap.Full(5), 10, 4));
        Assert.Equal([(4, 8f), (1, 4f), (0, 2f)], corpus.Search(index, [new(1, 2)], RowBitmap.Full(5), 10, 0));
        Assert.Empty(corpus.Search(index, [new(1, 2)], RowBitmap.Full(5), 10, 8));
        Assert.Empty(corpus.Search(index, [new(1, 2)], RowBitmap.Full(5), 0, 0));
        Assert.Empty(corpus.Search(index, [new(1, 2)], RowBitmap.Full(5), 10, float.PositiveInfinity));
    }

    [Fact]
    public void Unknown_terms_and_empty_questions_find_nothing()
    {
        var corpus = PostingsCorpus.Random(300, 5, 50, seed: 11);
        var index = corpus.Index();
        Assert.Empty(corpus.Search(index, [], RowBitmap.Full(300), 10, 0));
        Assert.Empty(corpus.Search(index, [new(12345, 1)], RowBitmap.Full(300), 10, 0));
        Assert.Empty(corpus.Search(index, [new(PostingsCorpus.Term(1), 1)], new RowBitmap(300), 10, 0));
        Assert.Equal(0, index.Frequency(12345));
        corpus.AssertExact(index, [new(12345, 1), new(PostingsCorpus.Term(1), 1), new(uint.MaxValue, 1)], RowBitmap.Full(300), 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Rows_without_terms_are_never_found(int count)
    {
        var corpus = new PostingsCorpus([.. Enumerable.Repeat(SparseVector.Empty, count)]);
        var index = corpus.Index();
        Assert.Equal((count, 0L), (index.Count, index.PostingCount));
        Assert.Empty(corpus.Search(index, [new(1, 1)], RowBitmap.Full(count), 10, 0));
    }

    [Fact]
    public void Frequencies_and_matches_are_those_of_the_rows()
    {
        var corpus = PostingsCorpus.Random(20_000, 10, 500, seed: 12);
        var index = corpus.Index();
        var live = corpus.Some(new Random(13), 0.5);
        foreach (var term in new[] { 1, 2, 7, 130, 499 }.Select(PostingsCorpus.Term))
        {
            var rows = corpus.RowsWith(term).ToList();
            Assert.Equal(rows.Count, index.Frequency(term));
            Assert.Equal(rows.Count(row => live[row]), index.Frequency(term, live));
            var matches = new RowBitmap(20_000);
            index.Collect([new(term, 1)], matches);
            Assert.Equal(rows, Enumerable.Range(0, 20_000).Where(row => matches[row]));
        }
        var either = new RowBitmap(20_000);
        index.Collect([new(PostingsCorpus.Term(3), 1), new(PostingsCorpus.Term(400), 1)], either);
        Assert.Equal(corpus.RowsWith(PostingsCorpus.Term(3)).Union(corpus.RowsWith(PostingsCorpus.Term(400))).Order(), Enumerable.Range(0, 20_000).Where(row => either[row]));
    }

    [Fact]
    public void A_search_within_the_exact_scoring_of_another_disturbs_neither()
    {
        var corpus = PostingsCorpus.Random(5000, 10, 100, seed: 14);
        var index = corpus.Index();
        QueryTerm[] outer = [new(PostingsCorpus.Term(2), 1), new(PostingsCorpus.Term(5), 2)], inner = [new(PostingsCorpus.Term(3), 1)];
        var results = new List<(int, float)>();
        index.Search(outer, RowBitmap.Full(5000), 20, 0, Scored, results);
        Assert.Equal(corpus.Best(outer, RowBitmap.Full(5000), 20, 0), results);

        float Scored(int row)
        {
            corpus.AssertExact(index, inner, RowBitmap.Full(5000), 5);
            return corpus.Score(outer, row);
        }
    }

    [Fact]
    public void A_failure_of_the_exact_scoring_leaves_nothing_behind()
    {
        var corpus = PostingsCorpus.Random(5000, 10, 100, seed: 15);
        var index = corpus.Index();
        QueryTerm[] query = [new(PostingsCorpus.Term(2), 1)];
        Assert.Throws<IOException>(() => index.Search(query, RowBitmap.Full(5000), 20, 0, _ => throw new IOException(), []));
        corpus.AssertExact(index, query, RowBitmap.Full(5000), 20);
    }

    [Fact]
    public async Task Searches_at_the_same_time_do_not_meet()
    {
        var corpus = PostingsCorpus.Random(8000, 10, 200, seed: 16);
        var index = corpus.Index();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 20; round++)
                corpus.AssertExact(index, PostingsCorpus.Query(random, 5, 200), RowBitmap.Full(8000), 10);
        })));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var index = PostingsCorpus.Random(100, 5, 50, seed: 17).Index();
        Assert.Throws<ArgumentException>(() => Search([new(1, 0)], 100));
        Assert.Throws<ArgumentException>(() => Search([new(1, float.NaN)], 100));
        Assert.Throws<ArgumentException>(() => Search([new(1, float.PositiveInfinity)], 100));
        Assert.Throws<ArgumentException>(() => Search([new(1, 1)], 99));
        Assert.Throws<ArgumentException>(() => Search(new QueryTerm[PostingsSearch.MaxTerms + 1], 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Search([new(1, 1)], 100, threshold: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Search([new(1, 1)], 100, threshold: float.NaN));
        Assert.Throws<ArgumentException>(() => index.Collect([], new RowBitmap(101)));

        void Search(QueryTerm[] query, int rows, float threshold = 0) => index.Search(query, RowBitmap.Full(rows), 10, threshold, _ => 1, []);
    }

    [Fact]
    public void Real_abstracts_take_no_more_than_two_and_a_half_bytes_a_posting()
    {
        var path = Repository.SharedOrSkip("data", "arxiv-100k.jsonl.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = new List<SparseVector>();
        while (rows.Count < 20_000 && reader.ReadLine() is { } line)
        {
            using var paper = JsonDocument.Parse(line);
            rows.Add(TermEncoder.EncodePassage(paper.RootElement.GetProperty("title").GetString()!, paper.RootElement.GetProperty("abstract").GetString()!));
        }
        var corpus = new PostingsCorpus([.. rows]);
        var bytes = corpus.Bytes();
        var index = PostingsCorpus.Open(bytes);
        Assert.Equal(rows.Sum(row => (long)row.Count), index.PostingCount);
        Assert.InRange((double)bytes.Length / index.PostingCount, 1, 2.5);
        for (var row = 0; row < rows.Count; row += 2500)
            corpus.AssertExact(index, [.. rows[row].Indices.Select(term => new QueryTerm(term, 10f / (1 + index.Frequency(term) / 100)))], RowBitmap.Full(rows.Count), 200);
    }

    private static SparseVector Row(uint term, float weight) => new([term], [weight]);
}
