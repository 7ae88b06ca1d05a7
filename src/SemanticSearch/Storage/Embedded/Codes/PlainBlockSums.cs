namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>The sums without vector registers: what the others must equal.</summary>
internal static class PlainBlockSums
{
    public static void Sum(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        sums.Clear();
        for (; !table.IsEmpty; table = table[32..], block = block[64..])
        {
            var lower = table[..16];
            var upper = table[16..32];
            for (var i = 0; i < 64; i++)
                sums[i / 2 + (i & 1) * 32] += (ushort)(lower[block[i] & 15] + upper[block[i] >> 4]);
        }
    }
}
