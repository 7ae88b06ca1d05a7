namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>The step of a radix sort.</summary>
internal static class RadixSort
{
    /// <summary>Sorts by one byte, the one that many bits up; equal bytes keep their order.</summary>
    /// <param name="from">What to sort.</param>
    /// <param name="to">As long; gets the result.</param>
    /// <param name="shift">A multiple of 8.</param>
    public static void ByByte(ReadOnlySpan<ulong> from, Span<ulong> to, int shift)
    {
        Span<int> next = stackalloc int[257];
        next.Clear();
        foreach (var value in from)
            next[(byte)(value >> shift) + 1]++;
        for (var b = 0; b < 256; b++)
            next[b + 1] += next[b];
        foreach (var value in from)
            to[next[(byte)(value >> shift)]++] = value;
    }
}
