using System.Runtime.CompilerServices;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// The names of a store as they are now: read when they are first asked for, and anew when papers have changed. Where reading takes long, the
/// names of the state before are answered meanwhile.
/// </summary>
public sealed class CurrentNames(IPaperStore store, TimeProvider clock)
{
    /// <summary>Whoever asks waits for a reading that takes no longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task<NameBook>? _reading;
    private NameBook? _last;
    private TimeSpan _took;

    /// <summary>The names of the store's state, or of the one before.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<NameBook> GetAsync(CancellationToken cancellationToken)
    {
        var version = (await store.StatisticsAsync(cancellationToken)).IndexVersion;
        if (_last is { } known && known.IndexVersion == version)
            return known;
        Task<NameBook> reading;
        lock (_gate)
        {
            if (_reading is null or { IsCompleted: true })
                // Who asked first may go away, but the others go on waiting for it.
                _reading = Task.Run(() => ReadAsync(version), CancellationToken.None);
            reading = _reading;
        }
        return _last is { } before && _took > Patience ? before : await reading.WaitAsync(cancellationToken);
    }

    private async Task<NameBook> ReadAsync(string version)
    {
        var start = clock.GetTimestamp();
        var book = await NameBook.OfAsync(version, PapersAsync(CancellationToken.None));
        (_took, _last) = (clock.GetElapsedTime(start), book);
        return book;
    }

    private async IAsyncEnumerable<Paper> PapersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ScanAsync(cancellationToken))
            yield return stored.Paper;
    }
}
