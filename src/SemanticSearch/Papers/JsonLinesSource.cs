using System.Runtime.CompilerServices;

namespace SemanticSearch.Papers;

/// <summary>
/// Papers from JSON lines: one JSON object a line (see <see cref="PaperRecord"/>), plain or gzip, from a file or a stream.
/// Blank lines are passed over, but counted. Memory is bounded by <see cref="PaperLimits.MaxLineBytes"/>.
/// </summary>
public sealed class JsonLinesSource : IPaperSource
{
    private readonly Func<Stream> _open;
    private readonly bool _ownsStream;
    private readonly bool _titleRequired;
    private long _readBytes;
    private bool _finished;

    /// <summary>Reads a file: gzip where its name ends in .gz or it begins like gzip, plain otherwise.</summary>
    /// <param name="path">The file, whatever its name ends in; it is opened when reading begins.</param>
    /// <param name="titleRequired">False where a record without a title is fine as long as it has an abstract.</param>
    public JsonLinesSource(string path, bool titleRequired = true)
        : this(() => OpenFile(path), path, titleRequired, new FileInfo(path) is { Exists: true } file ? file.Length : 0) => _ownsStream = true;

    /// <summary>Reads a stream once, such as standard input, and leaves it open.</summary>
    /// <param name="stream">Plain or gzip, from its current position to its end.</param>
    /// <param name="name">What the origins of records show as the file.</param>
    /// <param name="titleRequired">False where a record without a title is fine as long as it has an abstract.</param>
    public JsonLinesSource(Stream stream, string name = "-", bool titleRequired = true)
        : this(() => stream, name, titleRequired, null)
    {
    }

    internal JsonLinesSource(Func<Stream> open, string name, bool titleRequired, long? lengthBytes)
    {
        (_open, Name, _titleRequired, LengthBytes) = (open, name, titleRequired, lengthBytes);
    }

    /// <summary>The file as the user gave it, or the name of the stream.</summary>
    public string Name { get; }

    /// <summary>The stored bytes consumed over the length of the file; null for a stream, and for a pipe until it ends.</summary>
    public double? Progress => Part(ReadBytes, LengthBytes, Volatile.Read(ref _finished));

    /// <summary>The stored length in bytes, zero where it has none (a pipe), null for a stream.</summary>
    internal long? LengthBytes { get; }

    internal long ReadBytes => Volatile.Read(ref _readBytes);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var input = Open();
        var lines = new LineReader(input.Bytes.ReadAsync);
        while (await NextAsync(lines, cancellationToken).ConfigureAwait(false))
        {
            Volatile.Write(ref _readBytes, input.Bytes.BytesRead);
            if (lines.IsTooLong || !lines.Line.Span.Trim(" \t"u8).IsEmpty)
                yield return Record(lines);
        }
        Volatile.Write(ref _readBytes, LengthBytes ?? input.Bytes.BytesRead);
        Volatile.Write(ref _finished, true);
    }

    /// <summary>The part of the bytes that was read, in [0, 1]; null where the total is not known.</summary>
    internal static double? Part(long readBytes, long? totalBytes, bool finished) =>
        totalBytes switch
        {
            null => null,
            0 => finished ? 1 : null,
            // A file may grow while it is read.
            { } total => Math.Min(1, (double)readBytes / total),
        };

    private SourceRecord Record(LineReader lines)
    {
        var origin = new RecordOrigin(Name, lines.Number);
        if (lines.IsTooLong)
        {
            return SourceRecord.Refused(origin, RefusalCodes.LineTooLong,
                $"The line has {lines.LengthBytes} bytes; the limit is {PaperLimits.MaxLineBytes}. Expected one JSON object a line.");
        }
        return PaperRecord.Read(origin, lines.Line, _titleRequired);
    }

    private async ValueTask<bool> NextAsync(LineReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.NextAsync(cancellationToken).ConfigureAwait(false) && !IsUtf16(lines);
        }
        catch (InvalidDataException error)
        {
            throw Unreadable($"at line {lines.Number + 1}, {error.Message}. Expected whole gzip data; fetch the file again, or test it with gzip -t.", error);
        }
        catch (IOException error)
        {
            throw Unreadable($"at line {lines.Number + 1}: {error.Message}", error);
        }
    }

    // Windows shells write UTF-16 unasked: one word about the file is more use than a refusal a line.
    private bool IsUtf16(LineReader lines)
    {
        if (lines.Number == 1 && (lines.Line.Span.StartsWith<byte>([0xFF, 0xFE]) || lines.Line.Span.StartsWith<byte>([0xFE, 0xFF])))
            throw Unreadable("it is UTF-16. Expected UTF-8; convert it with: iconv -f UTF-16 -t UTF-8.");
        return false;
    }

    private OpenInput Open()
    {
        try
        {
            return new OpenInput(_open(), _ownsStream, Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error.Message, error);
        }
    }

    private PaperSourceException Unreadable(string why, Exception? error = null) => new($"\"{Name}\" cannot be read: {why}", error);

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private sealed class OpenInput(Stream stream, bool ownsStream, bool mustBeGzip) : IAsyncDisposable
    {
        public InputBytes Bytes { get; } = new(stream, mustBeGzip);

        public async ValueTask DisposeAsync()
        {
            await Bytes.DisposeAsync().ConfigureAwait(false);
            if (ownsStream)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
