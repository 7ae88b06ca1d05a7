using SemanticSearch.Storage.Embedded.Segments;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// Writes segments while others search and commit. Full segments in memory get their files in one lane, files are merged in another, so
/// that a long merge keeps nobody from writing.
/// </summary>
internal sealed class BackgroundWriter : IAsyncDisposable
{
    private readonly CurrentSnapshot _current;
    private readonly SegmentFolder _segments;
    private readonly SegmentSizes _sizes;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private bool _isClosing;
    private Task _filing = Task.CompletedTask;
    private Task _merging = Task.CompletedTask;
    private volatile TaskCompletionSource _filed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _failure;

    public BackgroundWriter(CurrentSnapshot current, SegmentFolder segments, SegmentSizes sizes)
    {
        (_current, _segments, _sizes) = (current, segments, sizes);
        current.Changed += Start;
    }

    /// <summary>Why a segment could not be written; null where all is well. The rows stay where they are, and the next commit tries again.</summary>
    public string? Failure => _failure;

    /// <summary>Writes in the background what is to be written.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isClosing)
                return;
            if (Planned(_current.Known) is null)
                _failure = null;
            Start(ref _filing, MergePlan.ToFile);
            Start(ref _merging, snapshot => MergePlan.ToMerge(snapshot, _sizes));
        }
    }

    /// <summary>Waits until few enough full segments are in memory, or until they can get no file.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var next = _filed.Task;
            if (_current.Known.Waiting.Count < _sizes.MostWaiting || _failure is not null || _filing.IsCompleted)
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until nothing is left to be written, or something cannot be.</summary>
    public async Task SettleAsync()
    {
        do
        {
            // What began before this call may yet fail for a reason that is gone.
            await Task.WhenAll(_filing, _merging);
            Start();
            await Task.WhenAll(_filing, _merging);
        }
        while (_failure is null && Planned(_current.Known) is not null);
    }

    /// <summary>Ends the work in the background and all commits; then the rows in memory get their files, as far as that can be done.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _isClosing = true;
        await _closing.CancelAsync();
        await Task.WhenAll(_filing, _merging);
        await _current.DisposeAsync();
        await Task.Run(() => WriteAllAsync(MergePlan.ToFile, CancellationToken.None));
        _closing.Dispose();
    }

    private IReadOnlyList<SegmentSource>? Planned(Snapshot snapshot) => MergePlan.ToFile(snapshot) ?? MergePlan.ToMerge(snapshot, _sizes);

    private void Start(ref Task lane, Func<Snapshot, IReadOnlyList<SegmentSource>?> plan)
    {
        if (lane.IsCompleted && plan(_current.Known) is not null)
            lane = Task.Run(() => WriteAllAsync(plan, _closing.Token));
    }

    private async Task WriteAllAsync(Func<Snapshot, IReadOnlyList<SegmentSource>?> plan, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && plan(_current.Known) is { } sources && await TryRewriteAsync(sources, cancellationToken))
        {
        }
    }

    /// <summary>Writes a segment and shows it in the place of those that it was written from.</summary>
    /// <returns>False where another process has the right to write, or the disk refuses: the store is as it was then.</returns>
    private async Task<bool> TryRewriteAsync(IReadOnlyList<SegmentSource> sources, CancellationToken cancellationToken)
    {
        try
        {
            using var hold = _segments.TryHold();
            if (hold is null)
                return false;
            var segment = _segments.HasNewer ? null : _segments.Write(sources, cancellationToken);
            await _current.ReplaceAsync(sources, segment);
            _failure = null;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DerivedFileException or StoreException)
        {
            _failure = exception.Message;
            if (exception is DerivedFileException damage)
                _current.Report(damage);
            return false;
        }
        finally
        {
            Interlocked.Exchange(ref _filed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }
}
