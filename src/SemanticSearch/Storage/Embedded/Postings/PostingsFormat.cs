using System.Buffers.Binary;
using System.Numerics;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>The layout of a segment's postings. All numbers are little-endian.</summary>
/// <remarks>
/// <code>
/// lists       one a term, in the order of the dictionary; then zeros: <see cref="Slack"/> bytes, and up to a multiple of 4
/// terms       uint32 each, ascending
/// ends        uint32 each: where the term's list ends; it starts where the one before it ends
/// levels      <see cref="WeightLevels.Count"/> + 1 float32, ascending
/// trailer     magic, rows, terms (int32), postings, bytes of the lists without the zeros (int64)
///
/// list        frequency (LEB128), then one header for each block of <see cref="BlockSize"/> postings, then the blocks
/// header      bits of a posting (1), greatest code (1), and, unless the list has one block only, its last row (4)
/// block       postings of equal width, lowest bit first: the code in the low <see cref="CodeBits"/> bits, above it the gap, which is how
///             many rows are left out since the posting before it; filled up to a whole byte
/// </code>
/// </remarks>
internal static class PostingsFormat
{
    public const ulong Magic = 0x3130_5453_4F50_5353; // "SSPOST01"
    public const int TrailerLength = 32;
    public const int MaxRows = 1 << 22;
    public const int BlockSize = 128;
    public const int CodeBits = 6;
    public const uint CodeMask = (1u << CodeBits) - 1;

    /// <summary>A posting is read with the 8 bytes from its first byte on, so there are bytes behind the last one.</summary>
    public const int Slack = 8;

    public static int BlockCount(int frequency) => (frequency + BlockSize - 1) / BlockSize;

    public static int HeaderLength(int blocks) => blocks == 1 ? 2 : 6;

    /// <summary>The bytes of a block of that many postings.</summary>
    public static int BlockLength(int postings, int bits) => (postings * bits + 7) / 8;

    public static int PostingsIn(int block, int frequency) => Math.Min(BlockSize, frequency - block * BlockSize);

    /// <summary>The widest posting there can be among that many rows.</summary>
    public static int MaxBits(int rows) => CodeBits + BitWidth(rows);

    public static int BitWidth(int value) => 32 - BitOperations.LeadingZeroCount((uint)value);

    public static int LastRow(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[2..]);

    /// <summary>Reads a list's frequency and moves to what follows it; -1 where it is not well-formed.</summary>
    public static int ReadFrequency(ReadOnlySpan<byte> lists, ref int at)
    {
        var frequency = 0;
        for (var shift = 0; shift <= 21 && at < lists.Length; shift += 7)
        {
            var part = lists[at++];
            frequency |= (part & 127) << shift;
            if (part < 128)
                return frequency;
        }
        return -1;
    }
}
