using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>Makes the vectors of all sentences before anybody asks for them, so slowly that whoever asks something hardly notices.</summary>
public sealed class EvidencePreparation
{
    private const int PapersAtOnce = 64;

    /// <summary>How long the work rests where others want the model, before it looks again.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly IPaperStore _store;
    private readonly EvidenceFinder _evidence;
    private readonly TimeProvider _clock;

    /// <param name="store">The papers.</param>
    /// <param name="evidence">What makes the vectors and keeps them. No limit on questions should bind it.</param>
    /// <param name="clock">Times the work and the rest.</param>
    internal EvidencePreparation(IPaperStore store, EvidenceFinder evidence, TimeProvider clock) => (_store, _evidence, _clock) = (store, evidence, clock);

    /// <summary>Prepares every paper that is not prepared yet.</summary>
    /// <param name="isCrowded">Whether more is asked at this moment than can be answered at once: then the work rests.</param>
    /// <param name="cancellationToken">Ends the work; what is prepared is kept.</param>
    /// <returns>How many were.</returns>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async Task<int> RunAsync(Func<bool> isCrowded, CancellationToken cancellationToken)
    {
        var missing = new List<PaperId>();
        await foreach (var stored in _store.ScanAsync(cancellationToken))
        {
            await RestAsync(isCrowded, cancellationToken);
            if (_evidence.Needs(stored.Paper))
                missing.Add(stored.Paper.Id);
        }
        foreach (var ids in missing.Chunk(PapersAtOnce))
            foreach (var stored in (await _store.FindAsync(ids, cancellationToken)).OfType<StoredPaper>())
            {
                await RestAsync(isCrowded, cancellationToken);
                await PrepareAsync(stored.Paper, cancellationToken);
            }
        return missing.Count;
    }

    private async Task RestAsync(Func<bool> isCrowded, CancellationToken cancellationToken)
    {
        while (isCrowded())
            await Task.Delay(Rest, _clock, cancellationToken);
    }

    // As much rest as work: of one processor, half is left at the worst.
    private async Task PrepareAsync(Paper paper, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        await _evidence.PrepareAsync(paper, cancellationToken);
        await Task.Delay(_clock.GetElapsedTime(start), _clock, cancellationToken);
    }
}
