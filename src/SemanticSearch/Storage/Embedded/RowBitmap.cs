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

    /// <summary>The set of <see cref="Words"/>.</summary>
    /// <exception cref="ArgumentException">There are not as many words as the rows take.</exception>
    public static RowBitmap Of(int length, ulong[] words) => words.Length == (length + 63) / 64
        ? new RowBitmap(length, words)
        : throw new ArgumentException($"{words.Length} words do not hold {length} rows.", nameof(words));

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

    /// <summary>The same rows over a greater number of rows.</summary>
    public RowBitmap Grown(int length)
    {
        var grown = new RowBitmap(length);
        _words.CopyTo(grown._words, 0);
        return grown;
    }

    /// <summary>The rows, ascending.</summary>
    public Enumerator GetEnumerator() => new(_words);

    public RowBitmap Copy() => new(Length, (ulong[])_words.Clone());

    /// <summary>Keeps the rows that are in the other set too.</summary>
    /// <exception cref="ArgumentException">The sets are over different numbers of rows.</exception>
    public void IntersectWith(RowBitmap other)
    {
        RequireSameLength(other);
        for (var w = 0; w < _words.Length; w++)
            _words[w] &= other._words[w];
    }

    /// <summary>Removes the rows of the other set.</summary>
    /// <exception cref="ArgumentException">The sets are over different numbers of rows.</exception>
    public void ExceptWith(RowBitmap other)
    {
        RequireSameLength(other);
        for (var w = 0; w < _words.Length; w++)
            _words[w] &= ~other._words[w];
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

    /// <summary>Goes through the rows of a set word by word.</summary>
    internal struct Enumerator(ulong[] words)
    {
        private int _word = -1;
        private ulong _rest;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_word >= words.Length)
                    return false;
                _rest = words[_word];
            }
            Current = 64 * _word + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
