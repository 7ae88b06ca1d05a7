using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch.Terms;

namespace SemanticSearch.Storage.Embedded;

/// <summary>The bytes of a row, and the hashes that prove them. All numbers are little-endian.</summary>
internal static class RowCodec
{
    /// <summary>Writes terms as a count, the ids, then the weights, each 4 bytes.</summary>
    public static byte[] EncodeTerms(SparseVector terms)
    {
        var bytes = new byte[4 + terms.Count * 8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, terms.Count);
        MemoryMarshal.AsBytes(terms.Indices.AsSpan()).CopyTo(bytes.AsSpan(4));
        MemoryMarshal.AsBytes(terms.Values.AsSpan()).CopyTo(bytes.AsSpan(4 + terms.Count * 4));
        return bytes;
    }

    /// <summary>Reads what <see cref="EncodeTerms"/> wrote.</summary>
    /// <exception cref="FormatException">The count does not fit the length.</exception>
    public static SparseVector DecodeTerms(ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (count < 0 || bytes.Length != 4 + count * 8L)
            throw new FormatException($"{bytes.Length} bytes of terms do not hold {count} of them.");
        return new SparseVector(
            MemoryMarshal.Cast<byte, uint>(bytes.Slice(4, count * 4)).ToArray(),
            MemoryMarshal.Cast<byte, float>(bytes[(4 + count * 4)..]).ToArray());
    }

    /// <summary>The proof of a paper's row.</summary>
    public static long HashPaper(long row, string key, long fingerprint, ReadOnlySpan<byte> record)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(key.Length) + sizeof(long) + record.Length);
        var length = Encoding.UTF8.GetBytes(key, bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(length), fingerprint);
        record.CopyTo(bytes.AsSpan(length + sizeof(long)));
        return Hash(row, bytes, length + sizeof(long) + record.Length);
    }

    /// <summary>The proof of a row's vector and terms.</summary>
    public static long HashEncoding(long row, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> terms)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(vector.Length + terms.Length);
        vector.CopyTo(bytes);
        terms.CopyTo(bytes.AsSpan(vector.Length));
        return Hash(row, bytes, vector.Length + terms.Length);
    }

    private static long Hash(long row, byte[] rented, int length)
    {
        var hash = XxHash3.HashToUInt64(rented.AsSpan(0, length), row);
        ArrayPool<byte>.Shared.Return(rented);
        return unchecked((long)hash);
    }
}
