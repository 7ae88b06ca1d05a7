using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// The sums in vector registers. Half a byte of a code picks its entry with a byte shuffle, many rows at a time. Two entries stay below
/// 256, so bytes are added as pairs in 16 bits: one sum over the pair as a number, one over its upper byte alone; the difference of the
/// first and 256 times the second is the sum over the lower byte.
/// </summary>
internal static unsafe class WideBlockSums
{
    private const int PairBytes = 64;
    private const int TableBytes = 32;

    // The processor's own look-ahead ends at a page, which is little more than a block. What is asked for beyond the codes does no harm.
    private const int Ahead = 12 * 1024;

    public static void Sum512(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        var nibble = Vector512.Create((byte)0x0F);
        var (both, upper) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        fixed (byte* codes = block[..(table.Length * 2)], entries = table)
        {
            byte* code = codes, entry = entries;
            for (var left = table.Length; left > 0; left -= TableBytes, code += PairBytes, entry += TableBytes)
            {
                Sse.Prefetch0(code + Ahead);
                var low = Avx512F.BroadcastVector128ToVector512((uint*)entry).AsByte();
                var high = Avx512F.BroadcastVector128ToVector512((uint*)(entry + 16)).AsByte();
                var rows = Vector512.Load(code);
                var sum = (Avx512BW.Shuffle(low, rows & nibble) + Avx512BW.Shuffle(high, (rows.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
                both += sum;
                upper += sum >> 8;
            }
        }
        (both - (upper << 8)).CopyTo(sums);
        upper.CopyTo(sums[32..]);
    }

    public static void Sum256(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        var nibble = Vector256.Create((byte)0x0F);
        var (both, upper) = (Vector256<ushort>.Zero, Vector256<ushort>.Zero);
        var (both2, upper2) = (both, upper);
        fixed (byte* codes = block[..(table.Length * 2)], entries = table)
        {
            byte* code = codes, entry = entries;
            for (var left = table.Length; left > 0; left -= TableBytes, code += PairBytes, entry += TableBytes)
            {
                Sse.Prefetch0(code + Ahead);
                var low = Avx2.BroadcastVector128ToVector256(entry);
                var high = Avx2.BroadcastVector128ToVector256(entry + 16);
                var rows = Vector256.Load(code);
                var rows2 = Vector256.Load(code + 32);
                var sum = (Avx2.Shuffle(low, rows & nibble) + Avx2.Shuffle(high, (rows.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
                var sum2 = (Avx2.Shuffle(low, rows2 & nibble) + Avx2.Shuffle(high, (rows2.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
                both += sum;
                upper += sum >> 8;
                both2 += sum2;
                upper2 += sum2 >> 8;
            }
        }
        (both - (upper << 8)).CopyTo(sums);
        (both2 - (upper2 << 8)).CopyTo(sums[16..]);
        upper.CopyTo(sums[32..]);
        upper2.CopyTo(sums[48..]);
    }

    public static void Sum128(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        Sum128(block, table, sums, half: 0);
        Sum128(block, table, sums, half: 1);
    }

    // The first or the second 32 bytes of each 64.
    private static void Sum128(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums, int half)
    {
        var nibble = Vector128.Create((byte)0x0F);
        var (both, upper) = (Vector128<ushort>.Zero, Vector128<ushort>.Zero);
        var (both2, upper2) = (both, upper);
        fixed (byte* codes = block[..(table.Length * 2)], entries = table)
        {
            byte* code = codes + half * 32, entry = entries;
            for (var left = table.Length; left > 0; left -= TableBytes, code += PairBytes, entry += TableBytes)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0(code + Ahead);
                var low = Vector128.Load(entry);
                var high = Vector128.Load(entry + 16);
                var rows = Vector128.Load(code);
                var rows2 = Vector128.Load(code + 16);
                var sum = (Vector128.ShuffleNative(low, rows & nibble) + Vector128.ShuffleNative(high, (rows.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
                var sum2 = (Vector128.ShuffleNative(low, rows2 & nibble) + Vector128.ShuffleNative(high, (rows2.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
                both += sum;
                upper += sum >> 8;
                both2 += sum2;
                upper2 += sum2 >> 8;
            }
        }
        (both - (upper << 8)).CopyTo(sums[(half * 16)..]);
        (both2 - (upper2 << 8)).CopyTo(sums[(half * 16 + 8)..]);
        upper.CopyTo(sums[(half * 16 + 32)..]);
        upper2.CopyTo(sums[(half * 16 + 40)..]);
    }
}
