using Microsoft.Extensions.Logging;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Topics;

/// <summary>
/// The topic model of a data folder as it is now. Another program may build topics beside this one, so the file is looked at each time, and
/// read again when it is another.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="store">The papers that the topics are of; it is open.</param>
/// <param name="manifest">What its vectors have in common.</param>
/// <param name="log">Told once why a file is not used.</param>
public sealed partial class CurrentTopics(string folder, IPaperStore store, StoreManifest manifest, ILogger<CurrentTopics> log) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private volatile State? _state;

    /// <summary>The file that was looked at, told from others by its size and time, and the model in it; null where it cannot be used.</summary>
    private sealed record State(long Bytes, DateTime Written, TopicModel? Model);

    /// <summary>The topics; null where none were built, or those in the folder are damaged, of another sentence model, or of another store.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public async ValueTask<TopicModel?> FindAsync(CancellationToken cancellationToken)
    {
        if (IsCurrent(_state))
            return _state!.Model;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!IsCurrent(_state))
                _state = await ReadAsync(cancellationToken);
            return _state?.Model;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Builds topics where the folder has no file of any, and keeps them there.</summary>
    /// <returns>The topics that were built; null where there were some.</returns>
    /// <exception cref="StoreException">The store refuses, or the folder cannot be written.</exception>
    public async Task<TopicModel?> BuildFirstAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(folder, TopicFile.Name)))
            return null;
        var model = await new TopicBuilder(store, manifest, clock).BuildAsync(new TopicBuildOptions(), null, null, cancellationToken);
        TopicFile.Write(folder, model);
        return model;
    }

    public void Dispose() => _reading.Dispose();

    private FileInfo Look() => new(Path.Combine(folder, TopicFile.Name));

    private bool IsCurrent(State? state) => Look() is { Exists: true } file && state is not null && file.Length == state.Bytes && file.LastWriteTimeUtc == state.Written;

    private async Task<State?> ReadAsync(CancellationToken cancellationToken)
    {
        // The file is looked at before it is read: one that is replaced in between is then read once more, and never missed.
        var file = Look();
        if (!file.Exists)
            return null;
        var (bytes, written) = (file.Length, file.LastWriteTimeUtc);
        try
        {
            var model = await Task.Run(() => TopicFile.Read(folder, manifest), cancellationToken);
            return new State(bytes, written, await IsOfStoreAsync(model, cancellationToken) ? model : null);
        }
        catch (Exception refusal) when (refusal is StoreException or IOException or UnauthorizedAccessException)
        {
            // The store itself may refuse for a moment, which says nothing about the file.
            if (refusal is StoreException { Problem: StoreProblem.Unavailable })
                throw;
            LogNotUsed(refusal.Message);
            return new State(bytes, written, null);
        }
    }

    /// <summary>Whether the store has any of the papers that show the topics: the same folder may serve another store today.</summary>
    private async Task<bool> IsOfStoreAsync(TopicModel? model, CancellationToken cancellationToken)
    {
        IReadOnlyList<PaperId> shown = [.. model?.Topics.Where(topic => topic.Level == TopicLevel.Area).SelectMany(topic => topic.Exemplars.Central) ?? []];
        if (shown.Count == 0 || (await store.FindAsync(shown, cancellationToken)).Any(paper => paper is not null))
            return true;
        LogNotUsed($"{Path.Combine(folder, TopicFile.Name)}: the store has none of the papers that show these topics. Build topics of this store.");
        return false;
    }

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "There are no topics. {Refusal}")]
    private partial void LogNotUsed(string refusal);
}
