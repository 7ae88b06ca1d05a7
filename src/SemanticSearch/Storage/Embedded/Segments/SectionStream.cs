using System.IO.Hashing;

namespace SemanticSearch.Storage.Embedded.Segments;

/// <summary>Writes a file section by section and hashes each on its way.</summary>
internal sealed class SectionStream(Stream file) : Stream
{
    private const int Alignment = 64;

    private readonly List<Section> _sections = [];
    private readonly XxHash3 _hash = new();
    private long _start;

    public IReadOnlyList<Section> Sections => _sections;

    /// <summary>How many bytes the section has so far.</summary>
    public long SectionLength => file.Position - _start;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>Writes the next section, from an address on that suits wide registers.</summary>
    public void Section(Action write)
    {
        file.Write(new byte[(Alignment - file.Position % Alignment) % Alignment]);
        _start = file.Position;
        write();
        _sections.Add(new Section(_start, SectionLength, _hash.GetCurrentHashAsUInt64()));
        _hash.Reset();
    }

    /// <summary>Fills the section with zeros up to a multiple of 8 bytes.</summary>
    public void Align() => Write(new byte[(8 - SectionLength % 8) % 8]);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.Append(buffer);
        file.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
