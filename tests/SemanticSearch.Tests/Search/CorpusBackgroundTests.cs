using System.Numerics.Tensors;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Tests.Storage;

namespace SemanticSearch.Tests.Search;

public class CorpusBackgroundTests
{
    private static readonly IReadOnlyList<ReadOnlyMemory<float>> Everyday = [.. Enumerable.Range(0, 9).Select(i => (ReadOnlyMemory<float>)TestCorpus.RandomVector(new Random(i)))];

    [Fact]
    public void A_percentile_is_the_share_of_pairs_that_are_less_similar()
    {
        var sample = Sample(TestCorpus.Papers(200));
        var background = CorpusBackground.Of("1", sample, Everyday);
        var pairs = sample.SelectMany((a, i) => sample.Skip(i + 1).Select(b => TensorPrimitives.Dot<float>(a.Vector, b.Vector))).Order().ToList();
        foreach (var similarity in (float[])[-1, -0.3f, 0, 0.2f, 0.5f, 0.8f, 1])
            Assert.Equal(100.0 * pairs.Count(pair => pair < similarity) / pairs.Count, background.Percentile(similarity)!.Value, 0.05);
        foreach (var percentile in (double[])[1, 25, 50, 90, 99.9])
            Assert.Equal(percentile, background.Percentile(background.SimilarityAt(percentile)!.Value)!.Value, 0.01);
        Assert.Equal(75, background.ExampleFloor!.Value.Percentile);
        var best = Everyday.Select(question => sample.Max(paper => TensorPrimitives.Dot(question.Span, paper.Vector))).Order().ToList();
        Assert.Equal(best[6], background.QuestionFloor!.Value.Similarity);
    }

    [Fact]
    public void What_is_counted_anew_after_a_change_is_what_is_counted_from_nothing()
    {
        var papers = TestCorpus.Papers(330);
        var before = CorpusBackground.Of("1", Sample(papers.Take(300)), Everyday);
        // Thirty come, ten go, and one is replaced.
        var changed = papers.Skip(10).Select((stored, i) => i == 5 ? stored with { Vector = papers[0].Vector } : stored).ToList();
        var updated = CorpusBackground.Of("2", Sample(changed), Everyday, before);
        var anew = CorpusBackground.Of("2", Sample(changed), Everyday);
        for (var similarity = -1f; similarity <= 1; similarity += 0.01f)
            Assert.Equal(anew.Percentile(similarity), updated.Percentile(similarity));
        Assert.Equal(anew.QuestionFloor, updated.QuestionFloor);
    }

    [Fact]
    public void One_more_paper_in_a_hundred_moves_no_percentile_by_a_fifth_of_a_point()
    {
        var papers = TestCorpus.Papers(20_200);
        var before = CorpusBackground.Of("1", Sample(papers.Take(20_000)), Everyday);
        var after = CorpusBackground.Of("2", Sample(papers), Everyday, before);
        for (var similarity = -1f; similarity <= 1; similarity += 0.01f)
            Assert.Equal(before.Percentile(similarity)!.Value, after.Percentile(similarity)!.Value, 0.2);
    }

    [Fact]
    public void Few_papers_say_nothing()
    {
        var background = CorpusBackground.Of("1", Sample(TestCorpus.Papers(CorpusBackground.LeastPapers - 1)), Everyday);
        Assert.Null(background.Percentile(0.5f));
        Assert.Null(background.QuestionFloor);
        Assert.Null(background.ExampleFloor);
        Assert.Null(CorpusBackground.Of("0", [], Everyday).SimilarityAt(50));
    }

    private static List<SampledPaper> Sample(IEnumerable<StoredPaper> papers) =>
        [.. papers.OrderBy(stored => stored.Paper.Id.Draw).Take(CorpusBackground.SampleSize).Select(stored => new SampledPaper(stored.Paper.Id, stored.Vector))];
}
