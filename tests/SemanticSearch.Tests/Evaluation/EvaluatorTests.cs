using SemanticSearch.Evaluation;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    /// <summary>How far the semantic leg may be from the reference implementation, which the same model and exact search gave.</summary>
    private const double Tolerance = 0.003;

    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_set_is_indexed_asked_and_measured_and_a_second_run_embeds_nothing()
    {
        using var tiny = new TinySet();
        var first = await RunAsync(tiny.Folder);
        Assert.Equal(("tiny", 3, 3, 1, 3L), (first.Set, first.Queries, first.Papers, first.EmptyPapers, first.Embedded));
        // With three papers, meaning puts the right ones first, and no mode misses a paper that shares a word with the query.
        Assert.Equal(1, first.Dense.Ndcg10.Mean, 12);
        Assert.Equal(1, first.Hybrid.Ndcg10.Mean, 12);
        Assert.Equal(1, first.Lexical.Recall100.Mean, 12);
        Assert.Equal(1, first.Hybrid.Mrr10.Mean, 12);

        var second = await RunAsync(tiny.Folder);
        Assert.Equal(first with { Embedded = 0 }, second);
    }

    [Fact]
    public async Task A_paper_that_answers_nothing_lowers_what_it_should()
    {
        using var tiny = new TinySet();
        tiny.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore", "q1\tlost\t1", "q1\treef\t1");
        var report = await RunAsync(tiny.Folder);
        Assert.Equal(1 / (1 + 1 / Math.Log2(3)), report.Hybrid.Ndcg10.Mean, 12);
        Assert.Equal(0.5, report.Hybrid.Recall100.Mean, 12);
        Assert.Equal(1, report.Hybrid.Mrr10.Mean, 12);
    }

    [Fact]
    public async Task What_operators_do_is_told_apart_and_queries_without_them_count_as_they_are()
    {
        using var tiny = new TinySet();
        Assert.Equal(0, (await RunAsync(tiny.Folder)).QueriesWithOperators);

        tiny.Write("queries.jsonl",
            """{"_id": "q1", "text": "corals -heat"}""", """{"_id": "q2", "text": "faint stars"}""", """{"_id": "q3", "text": "-\"an example\"", "doc_id": "reef"}""");
        var report = await RunAsync(tiny.Folder);
        Assert.Equal(1, report.QueriesWithOperators);
        // Of the two relevant papers of the first query, one has the word that no answer may have.
        Assert.Equal(2.5 / 3, report.Hybrid.Recall100.Mean, 12);
        Assert.Equal(1, report.OperatorsOff.Recall100.Mean, 12);
        Assert.Equal(-0.5 / 3, report.OnOverOff.Recall100.Mean, 12);
    }

    [Fact]
    public async Task A_store_with_other_papers_is_refused_and_left_as_it_is()
    {
        using var tiny = new TinySet();
        await RunAsync(tiny.Folder);
        tiny.Write("corpus.jsonl", """{"_id": "new", "title": "Another paper", "text": "With a text."}""", """{"_id": "reef", "title": "t", "text": "u"}""");
        tiny.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore", "q1\tnew\t1");
        var refusal = await Assert.ThrowsAsync<PaperSourceException>(() => RunAsync(tiny.Folder));
        Assert.Contains("\"bleach\", which is not in", refusal.Message);
        await using var engine = await OpenAsync();
        Assert.Equal(3, (await engine.Store.StatisticsAsync(TestContext.Current.CancellationToken)).Papers);
        Assert.Equal([null], await engine.Store.FindAsync([PaperId.Parse("new")], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_smallest_judged_corpus_ranks_as_the_reference_does()
    {
        var report = await RunAsync(Repository.SharedOrSkip("data", "judged", "adi"));
        Assert.Equal((35, 82), (report.Queries, report.Papers));
        Assert.InRange(report.Dense.Ndcg10.Mean, 0.4825 - Tolerance, 0.4825 + Tolerance);
        // One of the relevant papers lies below the floor.
        Assert.InRange(report.Dense.Recall100.Mean, 0.999, 1);
        Assert.True(report.Lexical.Ndcg10.Mean >= 0.4777, $"lexical nDCG@10 is {report.Lexical.Ndcg10.Mean:0.0000}");
        Assert.True(report.Hybrid.Ndcg10.Mean >= 0.5230, $"hybrid nDCG@10 is {report.Hybrid.Ndcg10.Mean:0.0000}");
        Assert.InRange(report.Hybrid.Recall100.Mean, 0.999, 1);
    }

    private async Task<EvaluationReport> RunAsync(string folder)
    {
        var set = await JudgedSet.ReadAsync(folder, cancellationToken: TestContext.Current.CancellationToken);
        await using var engine = await OpenAsync();
        return await new Evaluator(engine.Store, engine.Indexing, engine.Search).RunAsync(set, null, TestContext.Current.CancellationToken);
    }

    private Task<Engine> OpenAsync() => Engine.OpenAsync(
        new EngineOptions { DataFolder = _data.FullPath, ModelFolder = Repository.ModelFolder }, TimeProvider.System, TestContext.Current.CancellationToken);
}
