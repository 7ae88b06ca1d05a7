using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>The hashes by which a segment proves the exact part of a row. The row's number is their seed, so that no row passes for another.</summary>
/// <param name="Vector">Of the float16 vector.</param>
/// <param name="Terms">Of the ids and weights of the terms.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RowProof(uint Vector, uint Terms)
{
    public static RowProof Of(long number, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> terms) => new(Hash(number, vector), Hash(number, terms));

    public static uint Hash(long number, ReadOnlySpan<byte> bytes) => (uint)XxHash3.HashToUInt64(bytes, number);
}
