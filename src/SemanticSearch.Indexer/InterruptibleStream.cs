namespace SemanticSearch.Indexer;

/// <summary>
/// Reads of a terminal or a pipe cannot be cancelled, and may wait for ever. Here they can: the wait ends, and the read is left
/// behind, so nothing may be read after it.
/// </summary>
/// <param name="inner">What is read; it is left open.</param>
internal sealed class InterruptibleStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        // Reading a console holds the thread, so it is done on another one.
        await Task.Run(() => inner.ReadAsync(buffer, CancellationToken.None).AsTask(), CancellationToken.None).WaitAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
