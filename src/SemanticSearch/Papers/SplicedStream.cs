namespace SemanticSearch.Papers;

/// <summary>Reads some bytes, then a stream, then more bytes; no single read crosses from one to the next.</summary>
internal sealed class SplicedStream(ReadOnlyMemory<byte> head, Stream body, ReadOnlyMemory<byte> tail) : Stream
{
    private ReadOnlyMemory<byte> _head = head;
    private ReadOnlyMemory<byte> _tail = tail;
    private bool _bodyEnded;

    /// <summary>The bytes read of head and body.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether the body has ended and bytes after it were asked for.</summary>
    public bool TailReached => _bodyEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_head.IsEmpty && !_bodyEnded)
        {
            var count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            BytesRead += count;
            _bodyEnded = count == 0 && buffer.Length > 0;
            if (!_bodyEnded)
                return count;
        }
        return _bodyEnded ? Take(ref _tail, buffer.Span) : TakeHead(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Inputs are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int TakeHead(Span<byte> buffer)
    {
        var count = Take(ref _head, buffer);
        BytesRead += count;
        return count;
    }

    private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
    {
        var count = Math.Min(bytes.Length, buffer.Length);
        bytes.Span[..count].CopyTo(buffer);
        bytes = bytes[count..];
        return count;
    }
}
