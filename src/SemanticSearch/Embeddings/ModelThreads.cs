using System.Collections.Concurrent;

namespace SemanticSearch.Embeddings;

/// <summary>
/// Threads that only run the model. A run takes tens of milliseconds of CPU; on the thread pool a few of them would leave
/// a web server without threads for its requests.
/// </summary>
internal sealed class ModelThreads : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread[] _threads;
    private volatile bool _disposed;

    public ModelThreads(int count)
    {
        _threads = [.. Enumerable.Range(1, count).Select(number => new Thread(Serve) { IsBackground = true, Name = $"embedding {number}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public int Count => _threads.Length;

    /// <summary>Runs the work on one of the threads, first come first served. Cancelling ends the wait at once; work that has begun ends unheard.</summary>
    /// <exception cref="ObjectDisposedException">The threads were stopped before the work began.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() => Complete(result, work, cancellationToken));
        return result.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for the work that has begun; work still in the queue fails with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Enqueue(Action work)
    {
        try
        {
            _queue.Add(work, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(OnnxEmbedder));
        }
    }

    private void Serve()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
            work();
    }

    private void Complete<T>(TaskCompletionSource<T> result, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(OnnxEmbedder));
            cancellationToken.ThrowIfCancellationRequested();
            result.SetResult(work());
        }
        catch (OperationCanceledException)
        {
            result.SetCanceled(cancellationToken);
        }
        catch (Exception problem)
        {
            result.SetException(problem);
        }
    }
}
