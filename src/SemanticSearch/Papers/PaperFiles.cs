using System.Runtime.CompilerServices;

namespace SemanticSearch.Papers;

/// <summary>
/// Several sources of JSON lines, read one after the other as one. A record that repeats an earlier one is passed over
/// silently; one with an earlier one's id and other content is refused (see <see cref="RefusalCodes.DuplicateId"/>).
/// </summary>
public sealed class PaperFiles(IReadOnlyList<JsonLinesSource> files) : IPaperSource
{
    private bool _finished;

    /// <summary>What is read, in order.</summary>
    public IReadOnlyList<JsonLinesSource> Files => files;

    /// <summary>The stored bytes consumed over those of all files, 0 to 1; null where a stream is among them.</summary>
    public double? Progress => JsonLinesSource.Part(
        files.Sum(file => file.ReadBytes),
        files.Any(file => file.LengthBytes is null) ? null : files.Sum(file => file.LengthBytes),
        Volatile.Read(ref _finished));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var guard = new DuplicateGuard();
        foreach (var file in files)
        {
            await foreach (var record in file.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (guard.Pass(record) is { } passed)
                    yield return passed;
            }
        }
        Volatile.Write(ref _finished, true);
    }
}
