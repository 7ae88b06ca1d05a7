using System.Runtime.CompilerServices;
using System.Text.Unicode;
using SemanticSearch.Papers;

namespace SemanticSearch.Evaluation;

/// <summary>The lines of a small input file, each with its place for messages.</summary>
internal static class InputLines
{
    /// <summary>The lines that are not blank; each is valid only until the next is asked for.</summary>
    /// <exception cref="PaperSourceException">The file cannot be read, or a line is too long or not UTF-8.</exception>
    public static async IAsyncEnumerable<(RecordOrigin Origin, ReadOnlyMemory<byte> Utf8)> ReadAsync(
        string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = Open(file);
        var lines = new LineReader(stream.ReadAsync);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false))
        {
            var origin = new RecordOrigin(file, lines.Number);
            if (lines.IsTooLong)
                throw new PaperSourceException($"{origin}: the line has {lines.LengthBytes} bytes; the limit is {PaperLimits.MaxLineBytes}.");
            if (!Utf8.IsValid(lines.Line.Span))
                throw new PaperSourceException($"{origin}: the line is not UTF-8; convert the file first.");
            if (!lines.Line.Span.Trim(" \t"u8).IsEmpty)
                yield return (origin, lines.Line);
        }
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PaperSourceException($"\"{file}\" cannot be read: {error.Message}", error);
        }
    }
}
