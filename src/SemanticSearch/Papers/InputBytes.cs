using System.IO.Compression;

namespace SemanticSearch.Papers;

/// <summary>
/// The bytes of an input, decompressed where it begins like gzip. .NET's own reader takes a gzip file that was cut short
/// for a whole one; this one does not: it puts a small member of its own behind the input and expects to see it decoded.
/// </summary>
internal sealed class InputBytes(Stream stream, bool mustBeGzip) : IAsyncDisposable
{
    private const string CutShort = "the compressed data is cut short";

    private static readonly byte[] Marker = "the end of the input"u8.ToArray();
    private static readonly byte[] MarkerMember = Compress(Marker);

    private SplicedStream? _input;
    private GZipStream? _gzip;

    /// <summary>The bytes taken from the input so far, as they are stored.</summary>
    public long BytesRead => _input?.BytesRead ?? 0;

    /// <summary>Reads some bytes; 0 only at the end.</summary>
    /// <exception cref="InvalidDataException">The compression is damaged or cut short.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_input is null)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        return _gzip is null
            ? await _input!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)
            : await DecodeAsync(_input!, _gzip, buffer, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _gzip?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var isGzip = head.AsSpan(0, count).SequenceEqual<byte>([0x1F, 0x8B]);
        if (mustBeGzip && !isGzip)
            throw new InvalidDataException(count == 0 ? "the file is empty" : "the file's name ends in .gz, but it does not begin like gzip");
        _input = new SplicedStream(head.AsMemory(0, count), stream, isGzip ? MarkerMember : []);
        _gzip = isGzip ? new GZipStream(_input, CompressionMode.Decompress) : null;
    }

    private static async ValueTask<int> DecodeAsync(SplicedStream input, GZipStream gzip, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        bool whole;
        try
        {
            count = await gzip.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            // New input is asked for only when all output of the old is delivered, so whatever comes now stems from the marker.
            whole = !input.TailReached || await IsMarkerAsync(gzip, buffer[..count], cancellationToken).ConfigureAwait(false);
        }
        // The decoder's own messages speak of archive entries, which helps nobody here.
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(input.TailReached ? CutShort : "the compressed data is damaged", error);
        }
        if (!whole)
            throw new InvalidDataException(CutShort);
        if (input.TailReached)
            return 0;
        return count > 0 ? count : throw new InvalidDataException("other bytes follow the compressed data");
    }

    private static async ValueTask<bool> IsMarkerAsync(GZipStream gzip, ReadOnlyMemory<byte> begin, CancellationToken cancellationToken)
    {
        var decoded = new byte[Marker.Length + 1 + begin.Length];
        begin.CopyTo(decoded);
        var rest = await gzip.ReadAtLeastAsync(decoded.AsMemory(begin.Length), Marker.Length + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return decoded.AsSpan(0, begin.Length + rest).SequenceEqual(Marker);
    }

    private static byte[] Compress(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
