using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>
/// The sums in vector registers. Half a byte of a code picks its entry with a byte shuffle, many rows at a time. Two entries stay below
/// 256, so bytes are added as pairs in 16 bits: one sum over the pair as a number, one over its upper byte alone; the difference of the
/// first and 256 times the second is the sum over the lower byte.
/// </summary>
internal static class WideBlockSums
{
    private const int PairBytes = 64;
    private const int TableBytes = 32;

    public static void Sum512(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        var nibble = Vector512.Create((byte)0x0F);
        var (both, upper) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        ref var codes = ref MemoryMarshal.GetReference(block);
        ref var entries = ref MemoryMarshal.GetReference(table);
        for (nuint pair = 0, end = (nuint)table.Length / TableBytes; pair < end; pair++)
        {
            var code = Vector512.LoadUnsafe(ref codes, pair * PairBytes);
            var low = Repeated512(ref entries, pair * TableBytes);
            var high = Repeated512(ref entries, pair * TableBytes + 16);
            var sum = (Avx512BW.Shuffle(low, code & nibble) + Avx512BW.Shuffle(high, (code.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            both += sum;
            upper += sum >> 8;
        }
        ref var results = ref MemoryMarshal.GetReference(sums[..64]);
        (both - (upper << 8)).StoreUnsafe(ref results);
        upper.StoreUnsafe(ref results, 32);
    }

    public static void Sum256(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        var nibble = Vector256.Create((byte)0x0F);
        var (both, upper) = (Vector256<ushort>.Zero, Vector256<ushort>.Zero);
        var (both2, upper2) = (both, upper);
        ref var codes = ref MemoryMarshal.GetReference(block);
        ref var entries = ref MemoryMarshal.GetReference(table);
        for (nuint pair = 0, end = (nuint)table.Length / TableBytes; pair < end; pair++)
        {
            var low = Repeated256(ref entries, pair * TableBytes);
            var high = Repeated256(ref entries, pair * TableBytes + 16);
            var code = Vector256.LoadUnsafe(ref codes, pair * PairBytes);
            var code2 = Vector256.LoadUnsafe(ref codes, pair * PairBytes + 32);
            var sum = (Avx2.Shuffle(low, code & nibble) + Avx2.Shuffle(high, (code.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            var sum2 = (Avx2.Shuffle(low, code2 & nibble) + Avx2.Shuffle(high, (code2.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            both += sum;
            upper += sum >> 8;
            both2 += sum2;
            upper2 += sum2 >> 8;
        }
        ref var results = ref MemoryMarshal.GetReference(sums[..64]);
        (both - (upper << 8)).StoreUnsafe(ref results);
        (both2 - (upper2 << 8)).StoreUnsafe(ref results, 16);
        upper.StoreUnsafe(ref results, 32);
        upper2.StoreUnsafe(ref results, 48);
    }

    public static void Sum128(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums)
    {
        for (nuint part = 0; part < 4; part += 2)
            Sum128(block, table, sums, part);
    }

    // Two quarters of a block, 32 rows.
    private static void Sum128(ReadOnlySpan<byte> block, ReadOnlySpan<byte> table, Span<ushort> sums, nuint part)
    {
        var nibble = Vector128.Create((byte)0x0F);
        var (both, upper) = (Vector128<ushort>.Zero, Vector128<ushort>.Zero);
        var (both2, upper2) = (both, upper);
        ref var codes = ref MemoryMarshal.GetReference(block);
        ref var entries = ref MemoryMarshal.GetReference(table);
        for (nuint pair = 0, end = (nuint)table.Length / TableBytes; pair < end; pair++)
        {
            var low = Vector128.LoadUnsafe(ref entries, pair * TableBytes);
            var high = Vector128.LoadUnsafe(ref entries, pair * TableBytes + 16);
            var code = Vector128.LoadUnsafe(ref codes, pair * PairBytes + part * 16);
            var code2 = Vector128.LoadUnsafe(ref codes, pair * PairBytes + part * 16 + 16);
            var sum = (Vector128.ShuffleNative(low, code & nibble) + Vector128.ShuffleNative(high, (code.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            var sum2 = (Vector128.ShuffleNative(low, code2 & nibble) + Vector128.ShuffleNative(high, (code2.AsUInt16() >> 4).AsByte() & nibble)).AsUInt16();
            both += sum;
            upper += sum >> 8;
            both2 += sum2;
            upper2 += sum2 >> 8;
        }
        ref var results = ref MemoryMarshal.GetReference(sums[..64]);
        (both - (upper << 8)).StoreUnsafe(ref results, part * 8);
        (both2 - (upper2 << 8)).StoreUnsafe(ref results, part * 8 + 8);
        upper.StoreUnsafe(ref results, 32 + part * 8);
        upper2.StoreUnsafe(ref results, 32 + part * 8 + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Repeated512(ref byte entries, nuint at) => Vector512.Create(Repeated256(ref entries, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Repeated256(ref byte entries, nuint at) => Vector256.Create(Vector128.LoadUnsafe(ref entries, at));
}
