using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Embedded;
using SemanticSearch.Terms;
using SemanticSearch.Tests.Papers;

namespace SemanticSearch.Tests.Indexing;

/// <summary>From lines to a store, with the real model and the real store. The texts are short, since each is embedded.</summary>
public sealed class IndexingPipelineTests : IAsyncLifetime, IDisposable
{
    private static readonly IndexingOptions Pairs = new() { BatchSize = 2 };

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStore _store;
    private readonly CountedEmbedder _embedder = new();

    public IndexingPipelineTests() => _store = new EmbeddedStore(_folder["store"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    public void Dispose()
    {
        _embedder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_stored_is_the_record_with_its_vector_and_its_terms()
    {
        var report = await IndexAsync("""{"id":"t:1","title":"Coral reefs.","abstract":"They live in warm water.","upvotes":3}""");
        Assert.Equal((1, 1, 0, 0), (report.Read, report.Added, report.Updated, report.Unchanged));
        var stored = await FindAsync("t:1");
        Assert.Equal(("Coral reefs.", 3), (stored.Paper.Title, stored.Paper.Upvotes));
        var embedding = await RealModel.Embedder.GenerateAsync(RealModel.Model.PassageText("Coral reefs.", "They live in warm water."), cancellationToken: Token);
        Assert.Equal(embedding.Vector.ToArray().Select(value => (float)(Half)value), stored.Vector);
        Assert.Equal(TermEncoder.EncodePassage("Coral reefs.", "They live in warm water."), stored.Terms);
        Assert.True(report.Tokens > 8, $"{report.Tokens} tokens");
    }

    [Fact]
    public async Task A_second_run_embeds_nothing_and_leaves_the_store_as_it_is()
    {
        var lines = Lines(1, 2, 3, 4, 5);
        var first = await IndexAsync(lines, Pairs);
        var version = await VersionAsync();
        var second = await IndexAsync(lines, Pairs);
        Assert.Equal((5, 5, 0, 0), (first.Read, first.Added, first.Updated, first.Unchanged));
        Assert.Equal((5, 0, 0, 5), (second.Read, second.Added, second.Updated, second.Unchanged));
        Assert.Equal((0, 5), (second.Tokens, _embedder.Texts));
        Assert.Equal(version, await VersionAsync());
    }

    [Fact]
    public async Task A_changed_abstract_is_embedded_anew_and_nothing_else_is()
    {
        await IndexAsync(Lines(1, 2, 3));
        var (old, other) = (await FindAsync("t:2"), await FindAsync("t:1"));
        var report = await IndexAsync(Lines(1) + """{"id":"t:2","title":"Paper 2","abstract":"It is about galaxies now."}""" + "\n" + Lines(3));
        Assert.Equal((0, 1, 2), (report.Added, report.Updated, report.Unchanged));
        Assert.Equal(4, _embedder.Texts);
        var stored = await FindAsync("t:2");
        Assert.Equal("It is about galaxies now.", stored.Paper.Abstract);
        Assert.NotEqual(old.Vector, stored.Vector);
        Assert.NotEqual(old.Terms, stored.Terms);
        Assert.Equal(other.Vector, (await FindAsync("t:1")).Vector);
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_new_vote_is_stored_without_embedding_anything()
    {
        await IndexAsync("""{"id":"t:1","title":"Coral","abstract":"Reefs.","upvotes":3}""");
        var old = await FindAsync("t:1");
        var report = await IndexAsync("""{"id":"t:1","title":"Coral","abstract":"Reefs.","upvotes":4}""");
        Assert.Equal((1, 0, 1, 0), (report.Updated, report.Unchanged, _embedder.Texts, report.Tokens));
        var stored = await FindAsync("t:1");
        Assert.Equal(4, stored.Paper.Upvotes);
        Assert.Equal(old.Vector, stored.Vector);
        Assert.Equal(old.Terms, stored.Terms);
    }

    [Fact]
    public async Task Refusals_are_counted_with_their_reasons_and_the_rest_goes_on()
    {
        var report = await IndexAsync(Lines(1) + "{broken\n" + Lines(2) + """{"title":"No id"}""" + "\n\n" + "{broken\n" + Lines(3), Pairs);
        Assert.Equal((6, 3, 3), (report.Read, report.Added, report.Refused));
        Assert.Equal(new Dictionary<string, long> { ["bad_json"] = 2, ["missing_id"] = 1 }, report.RefusalCounts);
        Assert.Equal([2L, 4, 6], report.Refusals.Select(refusal => refusal.Origin.Line));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_report_lists_no_more_refusals_than_it_says_but_counts_them_all()
    {
        var report = await IndexAsync(string.Concat(Enumerable.Repeat("{broken\n", IndexingReport.MaxRefusals + 7)) + Lines(1));
        Assert.Equal(IndexingReport.MaxRefusals, report.Refusals.Count);
        Assert.Equal(IndexingReport.MaxRefusals + 7, report.Refused);
        Assert.Equal(IndexingReport.MaxRefusals + 7, report.RefusalCounts["bad_json"]);
        Assert.Equal(1, report.Added);
    }

    [Fact]
    public async Task Pruning_removes_what_the_input_no_longer_has()
    {
        await IndexAsync(Lines(1, 2, 3, 4, 5));
        Assert.Equal(0, (await IndexAsync(Lines(1, 2))).Deleted);
        Assert.Equal(5, await CountAsync());
        var report = await IndexAsync(Lines(2, 4, 6), Pairs with { Prune = true });
        Assert.Equal((1, 2, 3), (report.Added, report.Unchanged, report.Deleted));
        Assert.Equal(["t:2", "t:4", "t:6"], (await StoredIdsAsync()).Order());
    }

    [Fact]
    public async Task Nothing_is_pruned_after_a_refusal_which_may_hide_a_paper()
    {
        await IndexAsync(Lines(1, 2, 3));
        var report = await IndexAsync(Lines(1) + "{broken\n", Pairs with { Prune = true });
        Assert.Equal((0, 1), (report.Deleted, report.Refused));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task An_input_that_breaks_off_leaves_what_came_before_it_in_the_store()
    {
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes(Lines(1, 2, 3, 4, 5)), chunkBytes: 50) { Failure = new IOException("The disk is gone.") };
        var error = await Assert.ThrowsAsync<PaperSourceException>(() => Pipeline().RunAsync(new JsonLinesSource(stream), Pairs, progress: null, Token));
        Assert.Contains("The disk is gone.", error.Message, StringComparison.Ordinal);
        Assert.Equal(["t:1", "t:2", "t:3", "t:4", "t:5"], (await StoredIdsAsync()).Order());
    }

    [Fact]
    public async Task An_empty_input_is_no_error()
    {
        var report = await IndexAsync("\n\n");
        Assert.Equal((0, 0), (report.Read, report.Tokens));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task The_time_of_a_report_is_that_of_the_clock_it_was_given()
    {
        var clock = new FakeTimeProvider();
        var progress = new WatchedProgress(_ => clock.Advance(TimeSpan.FromSeconds(30)));
        var report = await Pipeline(clock).RunAsync(Source(Lines(1, 2, 3, 4)), Pairs, progress, Token);
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(30)], progress.Reports.Select(done => done.Report.Elapsed));
        Assert.Equal(TimeSpan.FromMinutes(1), report.Elapsed);
    }

    [Fact]
    public async Task Reports_of_progress_only_grow_and_end_with_the_whole()
    {
        await IndexAsync(Lines(3, 4));
        var path = _folder["papers.jsonl"];
        await File.WriteAllTextAsync(path, Lines(1, 2, 3) + "{broken\n" + Lines(4, 5, 6, 7), Token);
        var progress = new WatchedProgress();
        var report = await Pipeline().RunAsync(new JsonLinesSource(path), Pairs, progress, Token);
        Assert.Equal(4, progress.Reports.Count);
        foreach (var (before, after) in progress.Reports.Zip(progress.Reports.Skip(1)))
        {
            Assert.True(Counts(before.Report).Zip(Counts(after.Report)).All(pair => pair.First <= pair.Second), $"{before} then {after}");
            Assert.True(before.Fraction <= after.Fraction);
            Assert.True(before.Report.Elapsed <= after.Report.Elapsed);
        }
        Assert.Equal(Counts(report), Counts(progress.Reports[^1].Report));
        Assert.Equal([8L, 5, 0, 2, 1], Counts(report).Take(5));
        Assert.Equal(1, progress.Reports[^1].Fraction);
    }

    private static long[] Counts(IndexingReport report) =>
        [report.Read, report.Added, report.Updated, report.Unchanged, report.Refused, report.Deleted, report.Tokens];

    /// <summary>A line for each number: paper <c>t:number</c> with a text of its own.</summary>
    private static string Lines(params int[] numbers) => string.Concat(numbers.Select(number =>
        $$"""{"id":"t:{{number}}","title":"Paper {{number}}","abstract":"It is about coral {{number}}."}""" + "\n"));

    private static JsonLinesSource Source(string lines) => new(new MemoryStream(Encoding.UTF8.GetBytes(lines)));

    private IndexingPipeline Pipeline(TimeProvider? clock = null) => new(_store, RealModel.Model, _embedder, clock ?? TimeProvider.System);

    private Task<IndexingReport> IndexAsync(string lines, IndexingOptions? options = null) =>
        Pipeline().RunAsync(Source(lines), options ?? new IndexingOptions(), progress: null, Token);

    private async Task<StoredPaper> FindAsync(string id) => (await _store.FindAsync([PaperId.Parse(id)], Token))[0]!;

    private async Task<long> CountAsync() => (await _store.StatisticsAsync(Token)).Papers;

    private async Task<string> VersionAsync() => (await _store.StatisticsAsync(Token)).IndexVersion;

    private async Task<List<string>> StoredIdsAsync()
    {
        var ids = new List<string>();
        await foreach (var stored in _store.ScanAsync(Token))
            ids.Add(stored.Paper.Id.Value);
        return ids;
    }
}
