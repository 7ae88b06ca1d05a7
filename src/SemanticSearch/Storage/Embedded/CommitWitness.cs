using System.Buffers.Binary;
using System.IO.Hashing;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// Remembers outside of the database how far it got. SQLite opens a log that was cut without a word, with fewer commits than it once
/// acknowledged; a witness that has seen more of them tells.
/// </summary>
/// <remarks>It is written after a commit, so it may know less than the database, never more, unless the database lost something.</remarks>
internal sealed class CommitWitness(string folder)
{
    public const string FileName = "papers.witness";

    private const int Length = 16;

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>The last commit that was seen; 0 where nothing readable is known.</summary>
    public long Read()
    {
        try
        {
            var bytes = File.ReadAllBytes(_path);
            return bytes.Length == Length && BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)) == XxHash3.HashToUInt64(bytes.AsSpan(0, 8))
                ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
                : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Notes a commit. Where that fails, the commit stands all the same: the witness only knows less.</summary>
    public void Note(long sequence)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], XxHash3.HashToUInt64(bytes[..8]));
        try
        {
            using var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, bytes, 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Forgets, so that a database with fewer commits is taken as it is.</summary>
    public void Forget() => File.Delete(_path);
}
