using SemanticSearch.Evaluation;
using SemanticSearch.Papers;

namespace SemanticSearch.Tests.Evaluation;

public sealed class JudgedSetTests : IDisposable
{
    private readonly TinySet _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task A_set_has_its_papers_and_the_queries_with_something_to_find()
    {
        var set = await ReadAsync();
        Assert.Equal("tiny", set.Name);
        Assert.Equal(["bleach", "reef", "star"], set.Papers.Select(paper => paper.Value).Order());
        Assert.Equal(["lost"], set.EmptyPapers.Select(paper => paper.Value));
        Assert.Equal(["q1", "q2", "q3"], set.Queries.Select(query => query.Id));
        Assert.Equal("how do corals survive heat", set.Queries[0].Text);
        Assert.Equal(2, set.Queries[0].Gains[PaperId.Parse("reef")]);
        Assert.Null(set.Queries[0].Example);
    }

    [Fact]
    public async Task An_example_is_not_expected_in_its_own_result()
    {
        var query = (await ReadAsync()).Queries[2];
        Assert.Equal("reef", query.Example?.Value);
        Assert.Equal(["bleach"], query.Gains.Keys.Select(paper => paper.Value));
    }

    [Fact]
    public async Task Queries_and_judgements_can_be_given_by_name()
    {
        _tiny.Write("others.jsonl", """{"_id": "x", "text": "stars"}""");
        _tiny.Write("others.tsv", "query-id\tcorpus-id\tscore", "x\tstar\t1");
        var set = await JudgedSet.ReadAsync(_tiny.Folder, _tiny["others.jsonl"], _tiny["others.tsv"], TestContext.Current.CancellationToken);
        Assert.Equal(["x"], set.Queries.Select(query => query.Id));
    }

    [Fact]
    public async Task The_only_judgements_need_not_be_called_test()
    {
        File.Move(_tiny["qrels/test.tsv"], _tiny["qrels/train.tsv"]);
        Assert.Equal(3, (await ReadAsync()).Queries.Count);
        File.Copy(_tiny["qrels/train.tsv"], _tiny["qrels/dev.tsv"]);
        await RefusedAsync("dev.tsv, train.tsv and no test.tsv");
    }

    [Theory]
    [InlineData("corpus.jsonl")]
    [InlineData("queries.jsonl")]
    [InlineData("qrels/test.tsv")]
    public async Task A_missing_file_is_named(string name)
    {
        File.Delete(_tiny[name]);
        await RefusedAsync(name.Split('/')[0]);
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var refusal = await Assert.ThrowsAsync<PaperSourceException>(() => JudgedSet.ReadAsync(_tiny["nowhere"], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("nowhere\" cannot be read: there is no such folder", refusal.Message);
    }

    [Theory]
    [InlineData("{\"_id\": \"q2\"", "not JSON")]
    [InlineData("[]", "found a list")]
    [InlineData("{\"text\": \"t\"}", "\"_id\" is missing")]
    [InlineData("{\"_id\": 2, \"text\": \"t\"}", "\"_id\" has a number")]
    [InlineData("{\"_id\": \"q2\"}", "\"text\" is missing")]
    [InlineData("{\"_id\": \"q2\", \"text\": [\"t\"]}", "\"text\" has a list")]
    [InlineData("{\"_id\": \"q2\", \"text\": \"t\", \"text\": \"u\"}", "\"text\" is given twice")]
    [InlineData("{\"_id\": \"q1\", \"text\": \"t\"}", "an earlier query has the id \"q1\"")]
    [InlineData("{\"_id\": \"q2\", \"text\": \"t\", \"doc_id\": \"two words\"}", "\"doc_id\" has \"two words\"")]
    [InlineData("{\"_id\": \"q2\", \"text\": \"t\", \"doc_id\": \"absent\"}", "\"doc_id\" has \"absent\", which is no paper")]
    [InlineData("{\"_id\": \"q2\", \"text\": \"t\", \"doc_id\": \"lost\"}", "\"doc_id\" has \"lost\", which is no paper of the corpus with a text")]
    public async Task A_bad_query_is_refused_with_its_line(string line, string reason)
    {
        _tiny.Write("queries.jsonl", """{"_id": "q1", "text": "t"}""", "", line);
        _tiny.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore", "q1\treef\t1");
        await RefusedAsync("queries.jsonl:3: ", reason);
    }

    [Theory]
    [InlineData("q1 reef 1", "found 1 fields")]
    [InlineData("q1\tQ0\treef\t1", "found 4 fields")]
    [InlineData("q1\treef\thigh", "score \"high\" is no whole number")]
    [InlineData("q1\treef\t0.5", "score \"0.5\" is no whole number")]
    [InlineData("q1\ttwo words\t1", "corpus-id \"two words\" is no paper's id")]
    [InlineData("q9\treef\t1", "query \"q9\" is not among the queries")]
    [InlineData("q1\tabsent\t1", "paper \"absent\" is not in the corpus")]
    [InlineData("q1\tbleach\t2", "score 2, but")]
    public async Task A_bad_judgement_is_refused_with_its_line(string line, string reason)
    {
        _tiny.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore", "q1\tbleach\t1", line);
        await RefusedAsync("test.tsv:3: ", reason);
    }

    [Fact]
    public async Task Judgements_without_a_header_are_refused_rather_than_losing_the_first()
    {
        _tiny.Write("qrels/test.tsv", "q1\treef\t1");
        await RefusedAsync("test.tsv:1: expected the header line");
    }

    [Fact]
    public async Task Judgements_without_anything_relevant_are_refused()
    {
        _tiny.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore", "q1\treef\t0");
        await RefusedAsync("nothing to measure");
    }

    [Fact]
    public async Task A_bad_paper_is_refused_with_its_line()
    {
        _tiny.Write("corpus.jsonl", """{"_id": "reef", "title": "t", "text": "t"}""", """{"_id": "bleach", "title": 7}""");
        await RefusedAsync("corpus.jsonl:2: ", "\"title\" has a number");
    }

    private Task<JudgedSet> ReadAsync() => JudgedSet.ReadAsync(_tiny.Folder, cancellationToken: TestContext.Current.CancellationToken);

    private async Task RefusedAsync(params string[] parts)
    {
        var refusal = await Assert.ThrowsAsync<PaperSourceException>(ReadAsync);
        Assert.All(parts, part => Assert.Contains(part, refusal.Message));
    }
}
