using System.Numerics;

namespace SemanticSearch.Storage.Embedded;

/// <summary>A set of rows 0 .. <see cref="Length"/> - 1, one bit each. Not safe for concurrent writing.</summary>
internal sealed class RowBitmap
{
    private readonly ulong[] _words;

    /// <summary>An empty set over that many rows.</summary>
    public RowBitmap(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _words = new ulong[(length + 63) / 64];
    }

    private RowBitmap(int length, ulong[] words) => (Length, _words) = (length, words);

    public int Length { get; }

    /// <summary>Bit i of word w is row 64 w + i; bits at and above <see cref="Length"/> are zero.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    public bool this[int row] => (_words[row >> 6] >> row & 1) != 0;

    public static RowBitmap Full(int length)
    {
        var full = new RowBitmap(length);
        full._words.AsSpan().Fill(ulong.MaxValue);
        if ((length & 63) != 0)
            full._words[^1] = (1UL << length) - 1;
        return full;
    }

    public void Add(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Length, nameof(row));
        _words[row >> 6] |= 1UL << row;
    }

    public void Remove(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Length, nameof(row));
        _words[row >> 6] &= ~(1UL << row);
    }

    public RowBitmap Copy() => new(Length, (ulong[])_words.Clone());

    /// <summary>Keeps the rows that are in the other set too.</summary>
    /// <exception cref="ArgumentException">The sets are over different numbers of rows.</exception>
    public void IntersectWith(RowBitmap other)
    {
        RequireSameLength(other);
        for (var w = 0; w < _words.Length; w++)
            _words[w] &= other._words[w];
    }

    /// <summary>Adds the rows of the other set.</summary>
    /// <exception cref="ArgumentException">The sets are over different numbers of rows.</exception>
    public void UnionWith(RowBitmap other)
    {
        RequireSameLength(other);
        for (var w = 0; w < _words.Length; w++)
            _words[w] |= other._words[w];
    }

    /// <summary>How many rows are in the set.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in _words)
            count += BitOperations.PopCount(word);
        return count;
    }

    private void RequireSameLength(RowBitmap other)
    {
        if (other.Length != Length)
            throw new ArgumentException($"A set over {other.Length} rows does not fit one over {Length}.", nameof(other));
    }
}
