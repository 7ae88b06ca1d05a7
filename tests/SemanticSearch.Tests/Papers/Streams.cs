using System.Text;

namespace SemanticSearch.Tests.Papers;

/// <summary>Gives the bytes in pieces of a given size, and fails after them where a failure is set.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunkBytes) : MemoryStream(bytes)
{
    public Exception? Failure { get; init; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null && Position == Length)
            throw Failure;
        return ValueTask.FromResult(Read(buffer.Span[..Math.Min(chunkBytes, buffer.Length)]));
    }
}

/// <summary>Gives one letter very often, then some text, without ever holding it.</summary>
internal sealed class LongLineStream(long lettersBytes, string then) : MemoryStream(Encoding.UTF8.GetBytes(then))
{
    private long _left = lettersBytes;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
            return ValueTask.FromResult(Read(buffer.Span));
        var count = (int)Math.Min(_left, buffer.Length);
        buffer.Span[..count].Fill((byte)'y');
        _left -= count;
        return ValueTask.FromResult(count);
    }
}
