using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>The parts of a segment's file, in their order.</summary>
internal enum SectionKind
{
    /// <summary>Float16 vectors, row after row: the exact ones, for the rows that the codes find.</summary>
    Vectors,

    /// <summary>Where each row's terms begin, then the terms: the exact ones, for the rows that the postings find.</summary>
    Terms,

    /// <summary>Per row, a hash of its vector and one of its terms, which every exact reading checks.</summary>
    Hashes,

    /// <summary>Numbers, dates, votes and ids of the rows, then the columns of keys.</summary>
    Columns,

    /// <summary>The short forms of the vectors, which a search scans.</summary>
    Codes,

    /// <summary>The terms with their rows.</summary>
    Postings,

    /// <summary>The vectors at a byte a number, which tell what is at or above a similarity.</summary>
    Bytes,
}

/// <summary>Where a section is, and the hash of its bytes.</summary>
internal readonly record struct Section(long Offset, long Length, ulong Hash);

/// <summary>
/// What the end of a segment's file says of it. A file without its end was not finished, and one whose end tells another store, name or
/// length is not what it is taken for.
/// </summary>
internal sealed record SegmentLayout(string StoreId, int Count, int Dimensions, IReadOnlyList<Section> Sections)
{
    private const int FormatVersion = 3;
    private const int StoreIdLength = 8;
    private const int FixedLength = 8 + StoreIdLength + 8 + 4 + 4 + 4 + 4;

    /// <summary>The length of the end of a file, in bytes.</summary>
    public static readonly int Length = FixedLength + 24 * Enum.GetValues<SectionKind>().Length + 8;

    private static ReadOnlySpan<byte> Magic => "SSSEGMT1"u8;

    public Section this[SectionKind kind] => Sections[(int)kind];

    public byte[] ToBytes(string name)
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        Encoding.ASCII.GetBytes(StoreId, bytes.AsSpan(8));
        var rest = bytes.AsSpan(8 + StoreIdLength);
        BinaryPrimitives.WriteUInt64LittleEndian(rest, NameHash(name));
        BinaryPrimitives.WriteInt32LittleEndian(rest[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(rest[12..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(rest[16..], Dimensions);
        for (var i = 0; i < Sections.Count; i++)
        {
            var entry = bytes.AsSpan(FixedLength + 24 * i);
            BinaryPrimitives.WriteInt64LittleEndian(entry, Sections[i].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], Sections[i].Length);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], Sections[i].Hash);
        }
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Length - 8), XxHash3.HashToUInt64(bytes.AsSpan(0, Length - 8)));
        return bytes;
    }

    /// <summary>Reads the end of a file.</summary>
    /// <exception cref="DerivedFileException">It is not the end of this file.</exception>
    public static SegmentLayout Read(string path, MappedBytes file, string storeId)
    {
        if (file.Length < Length)
            throw new DerivedFileException(path, 0, $"at least {Length} bytes", $"{file.Length}");
        var end = file.Length - Length;
        var bytes = file.Slice(end, Length).ToArray();
        Require(path, end, Convert.ToHexStringLower(Magic), Convert.ToHexStringLower(bytes.AsSpan(0, 8)));
        Require(path, end + Length - 8, XxHash3.HashToUInt64(bytes.AsSpan(0, Length - 8)), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(Length - 8)));
        Require(path, end + 8, storeId, Encoding.ASCII.GetString(bytes, 8, StoreIdLength));
        var rest = bytes.AsSpan(8 + StoreIdLength);
        Require(path, end + 16, NameHash(Path.GetFileName(path)), BinaryPrimitives.ReadUInt64LittleEndian(rest));
        Require(path, end + 24, FormatVersion, BinaryPrimitives.ReadInt32LittleEndian(rest[8..]));
        var sections = Enumerable.Range(0, Enum.GetValues<SectionKind>().Length).Select(i => ReadSection(bytes.AsSpan(FixedLength + 24 * i))).ToList();
        Require(path, end + FixedLength, end, sections.Max(section => section.Offset + section.Length));
        return new SegmentLayout(storeId, BinaryPrimitives.ReadInt32LittleEndian(rest[12..]), BinaryPrimitives.ReadInt32LittleEndian(rest[16..]), sections);
    }

    private static Section ReadSection(ReadOnlySpan<byte> entry) => new(
        BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));

    private static ulong NameHash(string name) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name));

    private static void Require<T>(string path, long offset, T expected, T found)
    {
        if (!Equals(expected, found))
            throw new DerivedFileException(path, offset, $"{expected}", $"{found}");
    }
}

/// <summary>A derived file is not what it should be. It can be made again from the database.</summary>
internal sealed class DerivedFileException(string path, long offset, string expected, string found)
    : Exception($"{path}: at byte {offset}, expected {expected}, found {found}.")
{
    public string FilePath { get; } = path;
}
