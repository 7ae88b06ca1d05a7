using SemanticSearch.Indexing;

namespace SemanticSearch.Tests.Indexing;

/// <summary>Keeps every report, in order, on the thread that makes it.</summary>
internal sealed class WatchedProgress(Action<IndexingProgress>? onReport = null) : IProgress<IndexingProgress>
{
    public List<IndexingProgress> Reports { get; } = [];

    public void Report(IndexingProgress value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}
