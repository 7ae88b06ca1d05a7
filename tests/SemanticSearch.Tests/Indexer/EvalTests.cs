using System.Text.Json.Nodes;
using SemanticSearch.Tests.Evaluation;

namespace SemanticSearch.Tests.Indexer;

/// <summary>The verb <c>eval</c>.</summary>
public sealed class EvalTests
{
    [Fact]
    public async Task Every_way_to_rank_has_its_figures_and_what_operators_do_stands_beside_them()
    {
        using var tiny = new TinySet();
        using var data = new TemporaryFolder();
        tiny.Write("queries.jsonl", """{"_id": "q1", "text": "corals -heat"}""", """{"_id": "q2", "text": "faint stars"}""", """{"_id": "q3", "text": "anything", "doc_id": "reef"}""");
        var json = (await IndexerProgram.RunAsync("eval", tiny.Folder, "--data", data.FullPath, "--json")).Json();
        Assert.Equal(1, (int)json["queries_with_operators"]!);
        Assert.True((double)json["hybrid_operators_off"]!["recall100"]! > (double)json["hybrid"]!["recall100"]!);
        Assert.Equal(
            ["dense", "lexical", "hybrid", "hybrid_operators_off", "hybrid_less_dense", "hybrid_less_lexical", "operators_on_less_off"],
            json["intervals"]!.AsObject().Select(interval => interval.Key));
        Assert.Equal(2, ((JsonArray)json["intervals"]!["operators_on_less_off"]!["ndcg10"]!).Count);

        var text = (await IndexerProgram.RunAsync("eval", tiny.Folder, "--data", data.FullPath)).Output;
        Assert.Contains("operators were read in 1 of the queries", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^operators on less off +-0\.[0-9]{4} \[", text);
        Assert.DoesNotContain("-+", text, StringComparison.Ordinal);
    }
}
