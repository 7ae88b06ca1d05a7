namespace SemanticSearch.Search;

/// <summary>
/// Something that is made of what a store holds, and made again when the store holds something else: once for all who wait for it, and again
/// where that failed. Safe for concurrent use.
/// </summary>
/// <param name="make">Makes it of the store as it is; it gets the one that was made before, or null.</param>
/// <param name="stateOf">The state of the store that one was made of.</param>
internal sealed class DerivedOfStore<T>(Func<T?, Task<T>> make, Func<T, string> stateOf)
    where T : class
{
    private readonly Lock _gate = new();
    private Making? _last;
    private T? _made;

    /// <param name="AskedFor">The state that it was asked for, which may be an earlier one than it is made of; null for any.</param>
    /// <param name="Value">The result.</param>
    private sealed record Making(string? AskedFor, Task<T> Value);

    /// <summary>What is of a state of the store, or of a later one.</summary>
    /// <param name="state">The state; null for whatever was asked for last.</param>
    public Task<T> OfAsync(string? state, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is null || _last.Value.IsFaulted || (state is not null && _last.AskedFor != state && !IsMadeOf(state)))
                Begin(state);
            return _last!.Value.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What is of a state of the store, or of one shortly before: no second one is begun while one is being made.</summary>
    /// <param name="state">The state.</param>
    /// <param name="isEarlierFine">Whether the one that was made before is answered while a newer one is being made.</param>
    public Task<T> NearAsync(string state, bool isEarlierFine, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_made is not null && stateOf(_made) == state)
                return Task.FromResult(_made);
            if (_last is null or { Value.IsCompleted: true })
                Begin(state);
            return _made is not null && isEarlierFine ? Task.FromResult(_made) : _last!.Value.WaitAsync(cancellationToken);
        }
    }

    private bool IsMadeOf(string state) => _last!.Value is { IsCompletedSuccessfully: true, Result: var value } && stateOf(value) == state;

    // Who asked first may go away, but the others go on waiting for it.
    private void Begin(string? state)
    {
        var before = _made;
        _last = new Making(state, Task.Run(() => MakeAsync(before), CancellationToken.None));
    }

    private async Task<T> MakeAsync(T? before)
    {
        var made = await make(before);
        lock (_gate)
            _made = made;
        return made;
    }
}
