using System.Threading.RateLimiting;
using SemanticSearch.Contract.Problems;

namespace SemanticSearch.Api.Limits;

/// <summary>
/// Who may use the model: one run a core, served in the order in which they came, and a short queue. What comes beyond is sent away at
/// once, because a queue that grows only makes everybody wait for answers that nobody waits for any more. A batch takes its places once for
/// all of its questions, out of a stock of their own: so it never sends away its own questions, and batches never keep out single questions.
/// </summary>
internal sealed class ModelPlaces(int cores) : IDisposable
{
    /// <summary>How many single questions wait for each that runs: some tenths of a second in the worst case.</summary>
    private const int WaitingForEach = 4;

    /// <summary>How many places of batches there are for each core: as many batches as this run at full speed at the same time.</summary>
    private const int BatchesForEach = 2;

    private const int RetrySeconds = 1;

    private readonly AsyncLocal<bool> _isInBatch = new();
    private readonly ConcurrencyLimiter _single = Stock((1 + WaitingForEach) * cores);
    private readonly ConcurrencyLimiter _batch = Stock(BatchesForEach * cores);

    /// <summary>Its queue holds no more than who has a place.</summary>
    private readonly ConcurrencyLimiter _running = new(new ConcurrencyLimiterOptions { PermitLimit = cores, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Whether more questions have a place than can use the model at once, or a batch is being answered.</summary>
    public bool IsCrowded => Taken(_single, (1 + WaitingForEach) * cores) > cores || Taken(_batch, BatchesForEach * cores) > 0;

    /// <summary>Takes a place for one question, unless it belongs to a batch that has one, to be given back when it is answered.</summary>
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public RateLimitLease? Enter() => _isInBatch.Value ? null : Take(_single, 1) ?? throw Overloaded();

    /// <summary>Takes the places of a batch, to be given back when all of its questions are answered.</summary>
    /// <exception cref="ProblemException">Too many batches are being answered.</exception>
    public BatchPlaces EnterBatch()
    {
        for (var count = cores; count > 0; count--)
            if (Take(_batch, count) is { } lease)
                return new BatchPlaces(lease, count, _isInBatch);
        throw Overloaded();
    }

    /// <summary>Waits for its turn at the model. Only who has a place may ask.</summary>
    public ValueTask<RateLimitLease> TurnAsync(CancellationToken cancellationToken) => _running.AcquireAsync(1, cancellationToken);

    public void Dispose()
    {
        _single.Dispose();
        _batch.Dispose();
        _running.Dispose();
    }

    private static long Taken(ConcurrencyLimiter stock, int places) => places - stock.GetStatistics()!.CurrentAvailablePermits;

    private static ConcurrencyLimiter Stock(int places) => new(new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = 0 });

    private static RateLimitLease? Take(ConcurrencyLimiter stock, int count)
    {
        var lease = stock.AttemptAcquire(count);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        return null;
    }

    private static ProblemException Overloaded() =>
        new Problem(ProblemCatalogue.Overloaded, "More is asked at the moment than this machine can answer.") { RetryAfterSeconds = RetrySeconds }.ToException();
}

/// <summary>The places of a batch at the model.</summary>
internal sealed class BatchPlaces(RateLimitLease lease, int count, AsyncLocal<bool> isInBatch) : IDisposable
{
    /// <summary>How many questions of the batch may be answered at the same time.</summary>
    public int Count => count;

    /// <summary>Marks what is asked from here on, to the end of the method that calls this, as the batch's own.</summary>
    public void Use() => isInBatch.Value = true;

    public void Dispose() => lease.Dispose();
}
