using SemanticSearch.Search;

namespace SemanticSearch.Tests.Search;

/// <summary>What is made of a store's state: how often, for whom, and what is answered meanwhile.</summary>
public sealed class DerivedOfStoreTests : IDisposable
{
    private readonly List<TaskCompletionSource<Made>> _makings = [];
    private readonly List<Made?> _before = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly DerivedOfStore<Made> _derived;

    public DerivedOfStoreTests() => _derived = new DerivedOfStore<Made>(
        before =>
        {
            var making = new TaskCompletionSource<Made>(TaskCreationOptions.RunContinuationsAsynchronously);
            _before.Add(before);
            _makings.Add(making);
            _begun.Release();
            return making.Task;
        },
        made => made.State);

    private sealed record Made(string State);

    public void Dispose() => _begun.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_made_once_for_all_who_wait_and_whoever_goes_away_ends_it_for_nobody()
    {
        using var first = new CancellationTokenSource();
        var gone = _derived.OfAsync("1", first.Token);
        var waiting = new[] { _derived.OfAsync("1", Token), _derived.OfAsync(null, Token), _derived.NearAsync("1", isEarlierFine: true, Token) };
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var made = await EndAsync(0, "1");
        Assert.All(await Task.WhenAll(waiting), value => Assert.Same(made, value));
        Assert.Same(made, await _derived.OfAsync("1", Token));
        Assert.Same(made, await _derived.NearAsync("1", isEarlierFine: false, Token));
        Assert.Single(_makings);
    }

    [Fact]
    public async Task Another_state_is_made_anew_from_the_one_before_and_a_later_one_than_was_asked_for_serves_both()
    {
        var first = _derived.OfAsync("1", Token);
        var one = await EndAsync(0, "1");
        Assert.Same(one, await first);
        var second = _derived.OfAsync("2", Token);
        var three = await EndAsync(1, "3");
        Assert.Same(three, await second);
        Assert.Equal([null, one], _before);
        foreach (var state in (string?[])["2", "3", null])
            Assert.Same(three, await _derived.OfAsync(state, Token));
        Assert.Equal(2, _makings.Count);
    }

    [Fact]
    public async Task Who_needs_a_state_does_not_wait_for_the_making_of_an_earlier_one()
    {
        var first = _derived.OfAsync("1", Token);
        await _begun.WaitAsync(Token);
        var second = _derived.OfAsync("2", Token);
        var two = await EndAsync(1, "2");
        Assert.Same(two, await second);
        Assert.False(first.IsCompleted);
        _makings[0].SetResult(new Made("1"));
        Assert.Equal("1", (await first).State);
        Assert.Same(two, await _derived.OfAsync("2", Token));
    }

    [Fact]
    public async Task What_failed_is_made_again()
    {
        foreach (var ask in new Func<Task<Made>>[] { () => _derived.OfAsync("1", Token), () => _derived.OfAsync(null, Token), () => _derived.NearAsync("1", isEarlierFine: true, Token) })
        {
            var asked = ask();
            await _begun.WaitAsync(Token);
            _makings[^1].SetException(new InvalidOperationException("refused"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => asked);
        }
        var again = _derived.OfAsync("1", Token);
        Assert.Same(await EndAsync(3, "1"), await again);
    }

    [Fact]
    public async Task Who_may_have_an_earlier_one_waits_for_none_and_begins_no_second()
    {
        var first = _derived.NearAsync("1", isEarlierFine: true, Token);
        var one = await EndAsync(0, "1");
        Assert.Same(one, await first);
        Assert.Same(one, await _derived.NearAsync("2", isEarlierFine: true, Token));
        await _begun.WaitAsync(Token);
        var patient = _derived.NearAsync("3", isEarlierFine: false, Token);
        Assert.Same(one, await _derived.NearAsync("3", isEarlierFine: true, Token));
        Assert.Equal(2, _makings.Count);
        Assert.False(patient.IsCompleted);
        _makings[1].SetResult(new Made("2"));
        Assert.Equal("2", (await patient).State);
        var third = _derived.NearAsync("3", isEarlierFine: false, Token);
        Assert.Same(await EndAsync(2, "3"), await third);
    }

    /// <summary>Lets a making that was begun come to its end.</summary>
    private async Task<Made> EndAsync(int making, string state)
    {
        await _begun.WaitAsync(Token);
        var made = new Made(state);
        _makings[making].SetResult(made);
        return made;
    }
}
