using System.Text;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Indexing;
using SemanticSearch.Papers;
using SemanticSearch.Storage.Embedded;

namespace SemanticSearch.Tests.Indexing;

/// <summary>The record of the last run, which another program reads.</summary>
public sealed class RunLogTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly EmbeddedStore _store;
    private readonly CountedEmbedder _embedder = new();

    public RunLogTests() => _store = new EmbeddedStore(_folder["store"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RecordPath => Path.Combine(_folder["store"], "indexing.json");

    public async ValueTask InitializeAsync() => await _store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);

    public async ValueTask DisposeAsync() => await _store.DisposeAsync();

    public void Dispose()
    {
        _embedder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_run_leaves_its_counts_and_its_refusals_by_reason()
    {
        Assert.Null(Log().Last());
        await IndexAsync("{\"id\":\"t:1\",\"title\":\"One\"}\n{\"id\":\"t:2\"}\nnonsense\n{\"id\":\"t:3\",\"title\":\"Three\"}\nnonsense\n", null);
        var run = Log().Last()!;
        Assert.Equal((RunKind.Index, RunState.Done, 5, 2, 3), (run.Kind, run.State, run.Read, run.Added, run.Refused));
        Assert.Equal((3, 2), (run.RefusalCounts.Values.Sum(), run.RefusalCounts.Count));
        Assert.Equal((_clock.GetUtcNow(), null), (run.StartedAt, run.Fraction));
    }

    [Fact]
    public async Task While_it_goes_on_a_run_can_be_followed_and_silence_means_that_it_was_killed()
    {
        RunRecord? seen = null;
        await IndexAsync(Lines(6), new WatchedProgress(_ =>
        {
            seen = Log().Last();
            _clock.Advance(TimeSpan.FromSeconds(2));
        }));
        Assert.Equal(RunState.Running, seen!.State);
        Assert.InRange(seen.Read, 2, 6);
        File.WriteAllText(RecordPath, File.ReadAllText(RecordPath).Replace("\"done\"", "\"running\"", StringComparison.Ordinal));
        Assert.Equal(RunState.Running, Log().Last()!.State);
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(RunState.BrokenOff, Log().Last()!.State);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_says_so()
    {
        using var interrupt = new CancellationTokenSource();
        await Assert.ThrowsAsync<IndexingInterruptedException>(() => IndexAsync(Lines(6), new WatchedProgress(_ => interrupt.Cancel()), interrupt.Token));
        var run = Log().Last()!;
        Assert.Equal(RunState.BrokenOff, run.State);
        Assert.Equal((await _store.StatisticsAsync(Token)).Papers, run.Added);
    }

    [Fact]
    public async Task Lines_that_are_imported_are_one_run_however_many()
    {
        var told = 0;
        await foreach (var _ in LineImport.RunAsync(Pipeline(), _store, Source(Lines(3) + Lines(2) + "nonsense\n"), Token))
            told++;
        var run = Log().Last()!;
        Assert.Equal((6, RunKind.Import, RunState.Done, 6, 3, 2, 1), (told, run.Kind, run.State, run.Read, run.Added, run.Unchanged, run.Refused));
    }

    [Fact]
    public void A_record_from_before_what_ran_was_kept_is_read()
    {
        File.WriteAllText(RecordPath,
            """{"state":"done","started_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:09Z","fraction":null,"read":5,"added":2,"updated":0,"unchanged":0,"deleted":0,"refused":3,"refusal_counts":{"bad_json":3}}""");
        var run = Log().Last()!;
        Assert.Equal((RunState.Done, 5, 2, 3, 3), (run.State, run.Read, run.Added, run.Refused, run.RefusalCounts["bad_json"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"state":"running"}""")]
    [InlineData("""{"state":"elsewhere","started_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z"}""")]
    [InlineData("""{"state":"done","started_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z","refusal_counts":null}""")]
    public void A_damaged_record_is_none(string text)
    {
        File.WriteAllText(RecordPath, text);
        Assert.Null(Log().Last());
    }

    [Fact]
    public async Task No_run_fails_for_want_of_a_record()
    {
        Directory.CreateDirectory(RecordPath);
        await IndexAsync(Lines(1), null);
        Assert.Equal(1, (await _store.StatisticsAsync(Token)).Papers);
    }

    [Fact]
    public async Task A_folder_with_nothing_but_notes_can_become_a_store()
    {
        var folder = _folder["other"];
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "indexing.json"), "{}");
        File.WriteAllText(Path.Combine(folder, "evaluation.json.tmp"), "{}");
        await using var store = new EmbeddedStore(folder);
        await store.OpenAsync(Engine.ManifestOf(RealModel.Model), Token);
        Assert.Equal(0, (await store.StatisticsAsync(Token)).Papers);
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(n => $"{{\"id\":\"t:{n}\",\"title\":\"Paper {n}\"}}\n"));

    private static JsonLinesSource Source(string lines) => new(new MemoryStream(Encoding.UTF8.GetBytes(lines)));

    private RunLog Log() => new(_folder["store"], _clock);

    private IndexingPipeline Pipeline() => new(_store, RealModel.Model, _embedder, _clock) { Runs = Log() };

    private Task<IndexingReport> IndexAsync(string lines, IProgress<IndexingProgress>? progress, CancellationToken? token = null) =>
        Pipeline().RunAsync(Source(lines), new IndexingOptions { BatchSize = 2 }, progress, token ?? Token);
}
