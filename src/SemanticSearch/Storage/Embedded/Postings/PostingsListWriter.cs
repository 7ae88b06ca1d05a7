using System.Buffers.Binary;

namespace SemanticSearch.Storage.Embedded.Postings;

/// <summary>Writes the lists one after another, and counts their bytes.</summary>
/// <remarks>A posting comes as <c>term &lt;&lt; 32 | row &lt;&lt; 8 | code</c>.</remarks>
internal sealed class PostingsListWriter(Stream output)
{
    private const int FlushedFrom = 1 << 16;

    private byte[] _buffer = new byte[2 * FlushedFrom];
    private int _used;
    private long _flushed;

    /// <summary>The bytes of all lists so far.</summary>
    public long Length => _flushed + _used;

    /// <summary>Writes the list of one term, whose rows ascend.</summary>
    public void Write(ReadOnlySpan<ulong> postings)
    {
        var blocks = PostingsFormat.BlockCount(postings.Length);
        var headerLength = PostingsFormat.HeaderLength(blocks);
        WriteFrequency(postings.Length);
        Reserve(blocks * headerLength);
        var headers = _used;
        _used += blocks * headerLength;
        var previous = -1;
        for (var block = 0; block < blocks; block++)
        {
            var part = postings.Slice(block * PostingsFormat.BlockSize, PostingsFormat.PostingsIn(block, postings.Length));
            Reserve(PostingsFormat.BlockLength(part.Length, 32));
            var (bits, greatest) = Shape(part, previous);
            var header = _buffer.AsSpan(headers + block * headerLength, headerLength);
            (header[0], header[1]) = ((byte)bits, (byte)greatest);
            Pack(part, previous, bits);
            previous = Row(part[^1]);
            if (blocks > 1)
                BinaryPrimitives.WriteInt32LittleEndian(header[2..], previous);
        }
        if (_used >= FlushedFrom)
            Flush();
    }

    public void Flush()
    {
        output.Write(_buffer, 0, _used);
        _flushed += _used;
        _used = 0;
    }

    private static int Row(ulong posting) => (int)((uint)posting >> 8);

    private static (int Bits, int GreatestCode) Shape(ReadOnlySpan<ulong> postings, int previous)
    {
        var (widest, greatest) = (0, 0);
        foreach (var posting in postings)
        {
            widest = Math.Max(widest, Row(posting) - previous - 1);
            greatest = Math.Max(greatest, (byte)posting);
            previous = Row(posting);
        }
        return (PostingsFormat.CodeBits + PostingsFormat.BitWidth(widest), greatest);
    }

    private void Pack(ReadOnlySpan<ulong> postings, int previous, int bits)
    {
        var (pending, width) = (0UL, 0);
        foreach (var posting in postings)
        {
            var gap = (ulong)(Row(posting) - previous - 1);
            previous = Row(posting);
            pending |= (gap << PostingsFormat.CodeBits | (byte)posting) << width;
            for (width += bits; width >= 8; width -= 8, pending >>= 8)
                _buffer[_used++] = (byte)pending;
        }
        if (width > 0)
            _buffer[_used++] = (byte)pending;
    }

    private void WriteFrequency(int frequency)
    {
        Reserve(5);
        for (; frequency >= 128; frequency >>= 7)
            _buffer[_used++] = (byte)(frequency | 128);
        _buffer[_used++] = (byte)frequency;
    }

    private void Reserve(int length)
    {
        if (_used + length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_used + length, 2 * _buffer.Length));
    }
}
