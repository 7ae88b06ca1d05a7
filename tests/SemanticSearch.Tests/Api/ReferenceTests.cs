using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Api;

/// <summary>From what somebody has or types to papers, people and topics.</summary>
[Collection(SharedApi.Name)]
public sealed class ReferenceTests(ApiFixture api) : IAsyncLifetime
{
    private static readonly Paper[] Others =
    [
        new() { Id = PaperId.Parse("arXiv:2301.00001"), Title = "Chord lengths of convex bodies in high dimension", Authors = ["Wilhelmina Quarrington"], Doi = "10.1000/chords.7", Date = new DateOnly(2023, 1, 1) },
        new() { Id = PaperId.Parse("PMID:123456"), Title = "Sleep" },
    ];

    public async ValueTask InitializeAsync() => await api.Engine.Store.UpsertAsync([.. await Task.WhenAll(Others.Select(StoredAsync))], CancellationToken.None);

    public async ValueTask DisposeAsync() => await api.Engine.Store.DeleteAsync([.. Others.Select(paper => paper.Id)], CancellationToken.None);

    [Theory]
    [InlineData("2301.00001v2", "id", 1)]
    [InlineData("https://arxiv.org/abs/2301.00001", "id", 1)]
    [InlineData("https://doi.org/10.1000/CHORDS.7", "doi", 1)]
    [InlineData("W. Quarrington, Chord lengths (2023). https://doi.org/10.1000/chords.7.", "id_within", 0.98)]
    [InlineData("see [12] arXiv:2301.00001v3, and others", "id_within", 0.98)]
    [InlineData("Chord Lengths of Convex Bodies, in High Dimension.", "title", 0.95)]
    [InlineData("Quarrington W (2023) Chord lengths of convex bodies in high dimension. J. Geom. 12, 3-4", "words", 0.95)]
    [InlineData("Quarrington: chord lengths of convex bodies in dimension n", "words", 0.831)]
    public async Task A_reference_leads_to_its_paper(string reference, string foundBy, double confidence)
    {
        var best = (await api.GetAsync($"/v1/resolve?ref={Uri.EscapeDataString(reference)}"))["results"]![0]!;
        Assert.Equal(("arXiv:2301.00001", foundBy, confidence), ((string)best["id"]!, (string)best["found_by"]!, (double)best["confidence"]!));
        Assert.Equal("10.1000/chords.7", (string?)best["paper"]!["doi"]);
    }

    [Theory]
    [InlineData("arXiv:1901.00001")]
    [InlineData("A paper that nobody has written about anything at all")]
    [InlineData("https://example.org/paper.pdf")]
    [InlineData("He could not sleep well")]
    public async Task What_is_not_there_is_not_guessed(string reference) =>
        Assert.Empty((await api.GetAsync($"/v1/resolve?ref={Uri.EscapeDataString(reference)}"))["results"]!.AsArray());

    [Theory]
    [InlineData("chord len", "title", "Chord lengths of convex bodies in high dimension", false)]
    [InlineData("Convex", "title", "Chord lengths of convex bodies in high dimension", false)]
    [InlineData("Chrod len", "title", "Chord lengths of convex bodies in high dimension", true)]
    [InlineData("quarr", "author", "Wilhelmina Quarrington", false)]
    [InlineData("Wilhelmina Q", "author", "Wilhelmina Quarrington", false)]
    [InlineData("quarington", "author", "Wilhelmina Quarrington", true)]
    public async Task What_is_typed_is_completed(string typed, string kind, string text, bool corrected)
    {
        var results = (await api.GetAsync($"/v1/suggest?q={Uri.EscapeDataString(typed)}"))["results"]!.AsArray();
        var found = results.Single(entry => (string?)entry!["text"] == text)!;
        Assert.Equal((kind, corrected), ((string)found["kind"]!, (bool?)found["corrected"] ?? false));
        Assert.True((await api.Client.GetAsync((string)found["url"]!, TestContext.Current.CancellationToken)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Topics_are_suggested_and_the_limit_holds()
    {
        var label = (string)(await api.GetAsync("/v1/topics/1"))["label"]!;
        var results = (await api.GetAsync($"/v1/suggest?q={Uri.EscapeDataString(label[..4])}&limit=50"))["results"]!.AsArray();
        Assert.Contains(results, entry => (string?)entry!["kind"] == "topic" && (string?)entry["text"] == label);
        var corrected = (await api.GetAsync($"/v1/suggest?q={Uri.EscapeDataString(label.Remove(2, 1))}"))["results"]!.AsArray();
        Assert.True((bool?)corrected.Single(entry => (string?)entry!["kind"] == "topic" && (string?)entry["text"] == label)!["corrected"]);
        Assert.Equal(3, (await api.GetAsync("/v1/suggest?q=a&limit=3"))["results"]!.AsArray().Count);
        Assert.Empty((await api.GetAsync("/v1/suggest?q=zzzzqq"))["results"]!.AsArray());
    }

    private async Task<StoredPaper> StoredAsync(Paper paper)
    {
        var embedded = await api.Engine.Embedder.GenerateAsync([paper.Title]);
        return new StoredPaper(paper, embedded[0].Vector.ToArray(), TermEncoder.EncodePassage(paper.Title, ""), 1);
    }
}
