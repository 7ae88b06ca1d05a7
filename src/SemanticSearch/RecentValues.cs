using System.Collections.Concurrent;

namespace SemanticSearch;

/// <summary>
/// Remembers the values that were asked for of late, in two halves: when the younger one is full it becomes the older one, which is
/// forgotten, and what was asked for meanwhile has moved to the younger. Safe for concurrent use.
/// </summary>
/// <param name="most">How many values are remembered at most, at least 2.</param>
internal sealed class RecentValues<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private volatile ConcurrentDictionary<TKey, TValue> _younger = [];
    private volatile ConcurrentDictionary<TKey, TValue> _older = [];

    public TValue? Find(TKey key)
    {
        if (_younger.TryGetValue(key, out var value))
            return value;
        if (!_older.TryGetValue(key, out value))
            return null;
        Add(key, value);
        return value;
    }

    public void Add(TKey key, TValue value)
    {
        if (_younger.Count >= most / 2)
            (_older, _younger) = (_younger, []);
        _younger[key] = value;
    }
}
