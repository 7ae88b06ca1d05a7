using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SemanticSearch.Storage.Embedded.Codes;

/// <summary>The sum of the products of a row's bytes and a query's steps, one form for each width of registers. All give the same integer.</summary>
internal static class StepProducts
{
    public static int Plain(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query)
    {
        var sum = 0;
        for (var i = 0; i < row.Length; i++)
            sum += row[i] * query[i];
        return sum;
    }

    public static int Sum128(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query)
    {
        var sums = Vector128<int>.Zero;
        var i = 0;
        ref var rows = ref MemoryMarshal.GetReference(row);
        ref var steps = ref MemoryMarshal.GetReference(query[..row.Length]);
        for (; i <= row.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref rows, (nuint)i));
            sums += PairProducts(lower, Vector128.LoadUnsafe(ref steps, (nuint)i)) + PairProducts(upper, Vector128.LoadUnsafe(ref steps, (nuint)(i + Vector128<short>.Count)));
        }
        return Vector128.Sum(sums) + Plain(row[i..], query[i..row.Length]);
    }

    public static int Sum256(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query)
    {
        var (sums, sums2) = (Vector256<int>.Zero, Vector256<int>.Zero);
        var i = 0;
        ref var rows = ref MemoryMarshal.GetReference(row);
        ref var steps = ref MemoryMarshal.GetReference(query[..row.Length]);
        for (; i <= row.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            sums += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref rows, (nuint)i)), Vector256.LoadUnsafe(ref steps, (nuint)i));
            var next = (nuint)(i + Vector256<short>.Count);
            sums2 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref rows, next)), Vector256.LoadUnsafe(ref steps, next));
        }
        return Vector256.Sum(sums + sums2) + Plain(row[i..], query[i..row.Length]);
    }

    public static int Sum512(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query)
    {
        var sums = Vector512<int>.Zero;
        var i = 0;
        ref var rows = ref MemoryMarshal.GetReference(row);
        ref var steps = ref MemoryMarshal.GetReference(query[..row.Length]);
        for (; i <= row.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
            sums += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref rows, (nuint)i)), Vector512.LoadUnsafe(ref steps, (nuint)i));
        return Vector512.Sum(sums) + Plain(row[i..], query[i..row.Length]);
    }

    // Pairs may meet in another order than in one instruction: the sum is the same.
    private static Vector128<int> PairProducts(Vector128<short> row, Vector128<short> query)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyAddAdjacent(row, query);
        var (rowLower, rowUpper) = Vector128.Widen(row);
        var (queryLower, queryUpper) = Vector128.Widen(query);
        return rowLower * queryLower + rowUpper * queryUpper;
    }
}
