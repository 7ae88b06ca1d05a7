using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class PaperTests(ApiFixture api) : IAsyncLifetime
{
    private static readonly Paper[] Others =
    [
        new() { Id = PaperId.Parse("arXiv:math/0309136"), Title = "An old paper about chord lengths", Authors = ["A. Person"], Date = new DateOnly(2003, 9, 8), Source = "arXiv" },
        new() { Id = PaperId.Parse("arXiv:2301.00001"), Title = "A newer paper about chord lengths", Updated = new DateOnly(2023, 2, 1), Source = "arXiv" },
        new() { Id = PaperId.Parse("DOI:10.1000/x"), Title = "A paper with a short name", Doi = "10.1000/x" },
        new() { Id = PaperId.Parse("DOI:10.1000/similar"), Title = "A paper whose name ends like a verb", Doi = "10.1000/similar" },
        new() { Id = PaperId.Parse("PMID:123456"), Title = "A paper of medicine about chords" },
    ];

    public async ValueTask InitializeAsync() =>
        await api.Engine.Store.UpsertAsync([.. await Task.WhenAll(Others.Select(StoredAsync))], CancellationToken.None);

    public async ValueTask DisposeAsync() => await api.Engine.Store.DeleteAsync([.. Others.Select(paper => paper.Id)], CancellationToken.None);

    [Theory]
    [InlineData("sample:genetics-14", "sample:genetics-14")]
    [InlineData("SAMPLE:Genetics-14", "sample:genetics-14")]
    [InlineData("sample%3Agenetics-14", "sample:genetics-14")]
    [InlineData("arXiv:2301.00001", "arXiv:2301.00001")]
    [InlineData("2301.00001v3", "arXiv:2301.00001")]
    [InlineData("https%3A%2F%2Farxiv.org%2Fabs%2F2301.00001v2", "arXiv:2301.00001")]
    [InlineData("https://arxiv.org/abs/2301.00001", "arXiv:2301.00001")]
    [InlineData("arXiv:math/0309136", "arXiv:math/0309136")]
    [InlineData("arxiv:math%2F0309136", "arXiv:math/0309136")]
    [InlineData("math.GT/0309136v1", "arXiv:math/0309136")]
    [InlineData("DOI:10.1000/x", "DOI:10.1000/x")]
    [InlineData("10.1000%2fX", "DOI:10.1000/x")]
    [InlineData("https://doi.org/10.1000/x", "DOI:10.1000/x")]
    [InlineData("DOI:10.1000%2Fsimilar", "DOI:10.1000/similar")]
    [InlineData("pmid:123456", "PMID:123456")]
    public async Task A_paper_answers_to_every_spelling_of_its_id(string spelling, string id)
    {
        var paper = await api.GetAsync($"/v1/papers/{spelling}");
        Assert.Equal(id, (string?)paper["id"]);
        var similar = await api.GetAsync($"/v1/papers/{spelling}/similar?limit=1");
        Assert.Equal(id, (string?)similar["meta"]!["query"]!["like"]![0]!["id"]);
        // The links of an answer lead back to the paper, whatever stands in its id.
        Assert.Equal(id, (string?)(await api.GetAsync((string)paper["url"]!))["id"]);
        Assert.Equal(id, (string?)(await api.GetAsync((string)paper["similar"]!))["meta"]!["query"]!["like"]![0]!["id"]);
        Assert.Equal((string?)similar["meta"]!["self"], (string?)(await api.GetAsync((string)similar["meta"]!["self"]!))["meta"]!["self"]);
    }

    [Fact]
    public async Task A_record_is_answered_as_it_was_indexed()
    {
        var answer = await api.GetAsync("/v1/papers/sample:mathematics-15");
        var paper = api.Sample.Single(paper => paper.Id.Value == "sample:mathematics-15");
        Assert.Equal(["id", "title", "abstract", "authors", "categories", "date", "journal", "source", "upvotes", "versions", "topic", "url", "similar"], answer.AsObject().Select(member => member.Key));
        Assert.Equal(paper.Title, (string?)answer["title"]);
        Assert.Equal(paper.Abstract, (string?)answer["abstract"]);
        Assert.Equal(paper.Authors, answer["authors"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(paper.Categories, answer["categories"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("2023-09-14", (string?)answer["date"]);
        Assert.Equal("sample:mathematics-14", (string?)answer["versions"]!.AsArray().Single());
        Assert.Equal(paper.Journal, (string?)answer["journal"]);
        Assert.Equal(paper.Upvotes, (int?)answer["upvotes"]);
    }

    [Fact]
    public async Task The_page_of_a_paper_leads_to_its_publisher()
    {
        Assert.Contains("href=\"https://arxiv.org/abs/math/0309136\"", await api.PageAsync("/papers/arXiv:math/0309136"), StringComparison.Ordinal);
        Assert.Contains("href=\"https://doi.org/10.1000/x\"", await api.PageAsync("/papers/DOI:10.1000%2Fx"), StringComparison.Ordinal);
    }

    private async Task<StoredPaper> StoredAsync(Paper paper)
    {
        var embedded = await api.Engine.Embedder.GenerateAsync([paper.Title]);
        return new StoredPaper(paper, embedded[0].Vector.ToArray(), TermEncoder.EncodePassage(paper.Title, ""), 1);
    }
}
