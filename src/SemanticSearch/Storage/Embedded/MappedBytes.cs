using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace SemanticSearch.Storage.Embedded;

/// <summary>
/// Read-only bytes of a file that is mapped into memory. They are given back
/// when nobody can reach the object any more, so that a reader never loses what it reads and nobody counts readers.
/// </summary>
/// <remarks>
/// A span does not keep its owner alive: a method that works on spans of these bytes ends with <c>GC.KeepAlive</c> of the object, or of
/// one that holds it. The file may be removed while it is mapped, but it is never shortened nor written again.
/// </remarks>
internal sealed unsafe class MappedBytes
{
    private readonly SafeBuffer _memory;
    private readonly byte* _start;

    private MappedBytes(SafeBuffer memory, byte* start, long length)
    {
        _memory = memory;
        _start = start;
        Length = length;
    }

    ~MappedBytes()
    {
        _memory.ReleasePointer();
        _memory.Dispose();
    }

    public long Length { get; }

    /// <summary>Maps a file that is not empty.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MappedBytes OfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = file.Length;
        using var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new MappedBytes(view.SafeMemoryMappedViewHandle, start + view.PointerOffset, length);
    }

    /// <summary>The bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all there.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>The bytes from <paramref name="offset"/> on as little-endian values.</summary>
    public ReadOnlySpan<T> Slice<T>(long offset, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Slice(offset, checked(count * sizeof(T))));
}
