using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SemanticSearch.Storage;
using SemanticSearch.Storage.Qdrant;
using SemanticSearch.Tests.Storage.Qdrant.InProcess;

namespace SemanticSearch.Tests.Storage.Qdrant;

/// <summary>
/// What the store does when its server fails: it tries again what may be tried again, not too often and not too long, leaves a failing
/// server alone, and neither loses nor doubles what it acknowledged. Time is the tests' own.
/// </summary>
public sealed class QdrantFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider _clock = new();
    private QdrantDouble _server = null!;
    private QdrantStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await QdrantDouble.StartAsync();
        _store = Store();
        await DriveAsync(_store.OpenAsync(TestCorpus.Manifest, Token));
        _server.ForgetCalls();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Aborted)]
    public async Task A_call_that_may_pass_later_is_tried_three_times_in_all(StatusCode status)
    {
        _server.Fault = _ => new DoubleFault(DoubleFaultKind.Status) { Status = status };
        Assert.Equal(StoreProblem.Unavailable, (await RefusalAsync()).Problem);
        Assert.Equal(Resilience.MostTries, _server.CallCount);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, StoreProblem.RequestRefused)]
    [InlineData(StatusCode.Unauthenticated, StoreProblem.AccessDenied)]
    [InlineData(StatusCode.PermissionDenied, StoreProblem.AccessDenied)]
    [InlineData(StatusCode.NotFound, StoreProblem.NotAStore)]
    [InlineData(StatusCode.ResourceExhausted, StoreProblem.Unavailable)]
    public async Task A_call_that_cannot_pass_is_tried_once(StatusCode status, StoreProblem problem)
    {
        _server.Fault = _ => new DoubleFault(DoubleFaultKind.Status) { Status = status };
        Assert.Equal(problem, (await RefusalAsync()).Problem);
        Assert.Equal(1, _server.CallCount);
    }

    [Fact]
    public async Task A_server_that_is_asked_too_much_is_given_the_time_that_it_wants()
    {
        var left = 1;
        _server.Fault = _ => left-- > 0 ? new DoubleFault(DoubleFaultKind.Status) { Status = StatusCode.ResourceExhausted, RetryAfter = 2 } : null;
        var start = _clock.GetUtcNow();
        await DriveAsync(_store.StatisticsAsync(Token));
        Assert.Equal(2, _server.CallCount);
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_wait_beyond_the_budget_is_left_to_the_caller()
    {
        _server.Fault = _ => new DoubleFault(DoubleFaultKind.Status) { Status = StatusCode.ResourceExhausted, RetryAfter = 3600 };
        Assert.Equal(TimeSpan.FromHours(1), (await RefusalAsync()).RetryAfter);
        Assert.Equal(1, _server.CallCount);
    }

    [Fact]
    public async Task A_server_that_hangs_costs_no_more_than_the_budget()
    {
        _server.Fault = _ => new DoubleFault(DoubleFaultKind.Hang);
        var start = _clock.GetUtcNow();
        Assert.Equal(StoreProblem.Unavailable, (await RefusalAsync()).Problem);
        Assert.InRange(_server.CallCount, 1, Resilience.MostTries);
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5) + 10 * Tick);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_left_alone_and_then_asked_again()
    {
        _server.Fault = _ => new DoubleFault(DoubleFaultKind.Status);
        while ((await RefusalAsync()).RetryAfter is null)
            Assert.InRange(_server.CallCount, 1, 200);
        _server.ForgetCalls();
        for (var i = 0; i < 20; i++)
            Assert.NotNull((await RefusalAsync(drive: false)).RetryAfter);
        Assert.Equal(0, _server.CallCount);

        _server.Fault = _ => null;
        _clock.Advance(Resilience.Pause);
        Assert.Equal(0, (await DriveAsync(_store.StatisticsAsync(Token))).Papers);
    }

    [Fact]
    public async Task A_server_that_went_and_came_back_is_used_without_a_restart()
    {
        var papers = TestCorpus.Papers(10);
        await DriveAsync(_store.UpsertAsync(papers, Token));
        await _server.StopAsync();
        Assert.Equal(StoreProblem.Unavailable, (await RefusalAsync()).Problem);
        await _server.ListenAsync();
        await InsistAsync(() => _store.StatisticsAsync(Token));
        Assert.Equal(10, (await DriveAsync(_store.StatisticsAsync(Token))).Papers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Under_faults_of_every_kind_nothing_acknowledged_is_lost_or_there_twice(int seed)
    {
        var papers = TestCorpus.Papers(160, seed);
        _server.Fault = DoubleFault.Seeded(seed, rate: 0.3);
        foreach (var batch in papers.Chunk(10))
            await InsistAsync(() => _store.UpsertAsync(batch, Token));
        await InsistAsync(() => _store.DeleteAsync([.. papers.Take(15).Select(paper => paper.Paper.Id)], Token));
        _server.Fault = _ => null;
        _clock.Advance(Resilience.Pause);

        var stored = papers[15..];
        // A paper and nothing else is a point, and the state is one more.
        Assert.Equal(stored.Count + 1, _server.Databank.Collections.Values.Single().Points.Count);
        Assert.Equal(stored.Count, (await DriveAsync(_store.StatisticsAsync(Token))).Papers);
        var found = await DriveAsync(_store.FindAsync([.. stored.Select(paper => paper.Paper.Id)], Token));
        Assert.All(stored.Zip(found), pair => Agreement.AssertSame(pair.First, pair.Second));
        var vector = TestCorpus.RandomVector(new Random(seed));
        var set = await DriveAsync(_store.RetrieveAsync(new RetrievalQuery { Vector = vector, Depth = 5 }, Token));
        Assert.Equal(new RetrievalOracle(stored).MeanSimilarity(vector), set.MeanSimilarity, 3e-4);
    }

    [Fact]
    public async Task A_collection_is_not_made_twice_when_its_making_fails()
    {
        await using var other = Store("another");
        _server.Fault = method => method.EndsWith("/Create", StringComparison.Ordinal) ? new DoubleFault(DoubleFaultKind.Status, IsAfterwards: true) : null;
        await Assert.ThrowsAsync<StoreException>(() => DriveAsync(other.OpenAsync(TestCorpus.Manifest, Token)));
        Assert.Equal(1, _server.Calls["/qdrant.Collections/Create"]);
        // What was made is taken up, not refused as somebody else's.
        _server.Fault = _ => null;
        await DriveAsync(other.OpenAsync(TestCorpus.Manifest, Token));
        Assert.Equal(0, (await DriveAsync(other.StatisticsAsync(Token))).Papers);
    }

    [Fact]
    public async Task Each_new_try_is_counted_under_the_meter_and_the_name_of_the_pipeline()
    {
        var retries = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Polly")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, count, tags, _) =>
        {
            var told = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            if (told.GetValueOrDefault("pipeline.name") == Resilience.Qdrant && told.GetValueOrDefault("operation.key") == "/qdrant.Points/Scroll"
                && told.GetValueOrDefault("event.name") == "OnRetry")
                Interlocked.Add(ref retries, count);
        });
        listener.Start();
        _server.Fault = _ => new DoubleFault(DoubleFaultKind.Status);
        // Nothing else in the tests scrolls against such a server, so that what is counted is of this call.
        await Assert.ThrowsAsync<StoreException>(() => DriveAsync(_store.ScanAsync(Token).FirstOrDefaultAsync(Token).AsTask()));
        Assert.Equal(Resilience.MostTries - 1, retries);
    }

    [Fact]
    public async Task A_key_is_given_and_never_told()
    {
        (_server.Key, _server.ReadKey) = ("the-right-key", "the-reading-key");
        foreach (var (key, problem) in new[] { ("a-wrong-key", StoreProblem.AccessDenied), ("the-reading-key", StoreProblem.AccessDenied) })
        {
            var options = new QdrantOptions { Endpoint = _server.Endpoint, ApiKey = key, Collection = "guarded" };
            Assert.DoesNotContain(key, options.ToString(), StringComparison.Ordinal);
            await using var refused = Store(options);
            var refusal = await Assert.ThrowsAsync<StoreException>(() => DriveAsync(refused.OpenAsync(TestCorpus.Manifest, Token)));
            Assert.Equal(problem, refusal.Problem);
            Assert.DoesNotContain(key, refusal.ToString(), StringComparison.Ordinal);
        }
        await using var taken = Store(new QdrantOptions { Endpoint = _server.Endpoint, ApiKey = "the-right-key", Collection = "guarded" });
        await DriveAsync(taken.OpenAsync(TestCorpus.Manifest, Token));
    }

    private QdrantStore Store(string collection = "papers") => Store(new QdrantOptions { Endpoint = _server.Endpoint, Collection = collection });

    private QdrantStore Store(QdrantOptions options) =>
        new(options, Resilience.ForQdrant(_clock, NullLoggerFactory.Instance), _clock, new QdrantTuning { Exact = true });

    private Task<StoreException> RefusalAsync(bool drive = true)
    {
        var call = _store.StatisticsAsync(Token);
        return Assert.ThrowsAsync<StoreException>(() => drive ? DriveAsync(call) : call);
    }

    /// <summary>Does what an indexer does that is started again and again: the same until it is acknowledged.</summary>
    private async Task InsistAsync(Func<Task> write)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await DriveAsync(write());
                return;
            }
            catch (StoreException refusal) when (refusal.Problem == StoreProblem.Unavailable && tries < 200)
            {
                _clock.Advance(refusal.RetryAfter ?? Tick);
            }
        }
    }

    /// <summary>Lets the clock run while a call waits.</summary>
    private async Task DriveAsync(Task call)
    {
        while (!call.IsCompleted)
        {
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token));
            if (!call.IsCompleted)
                _clock.Advance(Tick);
        }
        await call;
    }

    private async Task<T> DriveAsync<T>(Task<T> call)
    {
        await DriveAsync((Task)call);
        return await call;
    }
}
