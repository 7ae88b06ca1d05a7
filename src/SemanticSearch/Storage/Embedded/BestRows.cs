namespace SemanticSearch.Storage.Embedded;

/// <summary>Keeps the rows with the highest scores, the lower row where scores are equal.</summary>
internal sealed class BestRows(int capacity)
{
    // The queue's first entry is the worst that is kept: the least score, and of those the highest row.
    private readonly PriorityQueue<int, (float Score, int Row)> _kept = new(
        Comparer<(float Score, int Row)>.Create(static (a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.Row.CompareTo(a.Row)));

    /// <summary>The least score that is kept; only a greater one can still come in once the capacity is reached.</summary>
    public float Worst => _kept.TryPeek(out _, out var worst) ? worst.Score : float.NegativeInfinity;

    public bool IsFull => _kept.Count == capacity;

    /// <summary>The rows that are kept with their scores, without order.</summary>
    public IEnumerable<(int Row, float Score)> Scored => _kept.UnorderedItems.Select(item => (item.Element, item.Priority.Score));

    /// <summary>Offers a row; rows come in ascending order.</summary>
    public void Offer(int row, float score)
    {
        if (!IsFull)
            _kept.Enqueue(row, (score, row));
        else if (score > Worst)
            _kept.EnqueueDequeue(row, (score, row));
    }
}
