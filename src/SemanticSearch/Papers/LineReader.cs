namespace SemanticSearch.Papers;

/// <summary>
/// Splits a stream into lines without ever holding more than one that is within <see cref="PaperLimits.MaxLineBytes"/>;
/// a longer one is counted and let go. Lines end with LF or CRLF; a byte order mark is not part of a line.
/// </summary>
internal sealed class LineReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> read)
{
    private const int FirstBufferBytes = 64 << 10;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private bool _inputEnded;

    /// <summary>The number of the current line, 1-based; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>The bytes of the current line, valid until the next is read; empty where it is too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>The length of the current line in bytes, however long it is.</summary>
    public long LengthBytes { get; private set; }

    public bool IsTooLong => LengthBytes > PaperLimits.MaxLineBytes;

    /// <summary>Moves to the next line; false at the end of the stream.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scanned = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
                return Take(scanned + newline, terminatorBytes: 1);
            // One more than the limit may still be the carriage return of a line that is just within it.
            if (_end - _start > PaperLimits.MaxLineBytes + 1)
                return await SkipAsync(cancellationToken).ConfigureAwait(false);
            scanned = _end - _start;
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return scanned > 0 && Take(scanned, terminatorBytes: 0);
        }
    }

    private bool Take(int lengthBytes, int terminatorBytes)
    {
        var line = _buffer.AsMemory(_start, lengthBytes);
        _start += lengthBytes + terminatorBytes;
        if (line.Span.EndsWith("\r"u8))
            line = line[..^1];
        // Files that were joined by cat carry their marks inside.
        if (line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        return Become(line.Length > PaperLimits.MaxLineBytes ? default : line, line.Length);
    }

    private async ValueTask<bool> SkipAsync(CancellationToken cancellationToken)
    {
        long skipped = 0;
        int newline;
        while ((newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            skipped += _end - _start;
            _start = _end;
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return Become(default, skipped);
        }
        _start += newline + 1;
        return Become(default, skipped + newline);
    }

    private bool Become(ReadOnlyMemory<byte> line, long lengthBytes)
    {
        (Line, LengthBytes) = (line, lengthBytes);
        Number++;
        return true;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_inputEnded)
            return false;
        MakeRoom();
        var count = await read(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        _inputEnded = count == 0;
        return !_inputEnded;
    }

    // A line over the limit is skipped before the buffer is full at twice the limit, so it never grows beyond that.
    private void MakeRoom()
    {
        if (_start > 0)
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
