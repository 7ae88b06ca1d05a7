using System.Runtime.CompilerServices;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>
/// The names of a store as they are now: read when they are first asked for, and anew when papers have changed. Where reading takes long, the
/// names of the state before are answered meanwhile.
/// </summary>
public sealed class CurrentNames
{
    /// <summary>Whoever asks waits for a reading that takes no longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly IPaperStore _store;
    private readonly TimeProvider _clock;
    private readonly DerivedOfStore<NameBook> _books;
    private TimeSpan _took;

    /// <param name="store">What has the papers; it is open.</param>
    /// <param name="clock">Measures how long reading takes.</param>
    public CurrentNames(IPaperStore store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        _books = new DerivedOfStore<NameBook>(_ => ReadAsync(), book => book.IndexVersion);
    }

    /// <summary>The names of the store's state, or of the one before.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<NameBook> GetAsync(CancellationToken cancellationToken)
    {
        var version = (await _store.StatisticsAsync(cancellationToken)).IndexVersion;
        return await _books.NearAsync(version, isEarlierFine: _took > Patience, cancellationToken);
    }

    private async Task<NameBook> ReadAsync()
    {
        var start = _clock.GetTimestamp();
        // Told before it is read: what comes meanwhile is another state, and is read again when it is asked for.
        var version = (await _store.StatisticsAsync(CancellationToken.None)).IndexVersion;
        var book = await NameBook.OfAsync(version, PapersAsync(CancellationToken.None));
        _took = _clock.GetElapsedTime(start);
        return book;
    }

    private async IAsyncEnumerable<Paper> PapersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in _store.ScanAsync(cancellationToken))
            yield return stored.Paper;
    }
}
