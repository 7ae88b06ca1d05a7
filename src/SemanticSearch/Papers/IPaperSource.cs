namespace SemanticSearch.Papers;

/// <summary>Where papers come from: a file, a stream, the built-in sample.</summary>
public interface IPaperSource
{
    /// <summary>The part of the input that was read, 0 to 1, or null where its end is not known.</summary>
    double? Progress { get; }

    /// <summary>
    /// Reads every record in order. A record that cannot be used comes out as a refusal, and reading goes on after it.
    /// </summary>
    /// <exception cref="PaperSourceException">The input as a whole cannot be read: no such file, damaged compression.</exception>
    IAsyncEnumerable<SourceRecord> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The place of a record: the file as the user named it, and the line, 1-based (blank lines count).</summary>
public readonly record struct RecordOrigin(string File, long Line)
{
    public override string ToString() => $"{File}:{Line}";
}

/// <summary>Why a record was refused, in words for the person who can mend it.</summary>
public sealed record Refusal(RecordOrigin Origin, string Code, string Reason)
{
    public override string ToString() => $"{Origin}: {Reason}";
}

/// <summary>What a source read: either a paper or the reason why the record is none.</summary>
public readonly record struct SourceRecord(RecordOrigin Origin, Paper? Paper, Refusal? Refusal)
{
    /// <summary>The paper's vector, where the record carries one.</summary>
    public GivenVector? Vector { get; init; }

    public static SourceRecord Of(RecordOrigin origin, Paper paper) => new(origin, paper, null);

    public static SourceRecord Refused(RecordOrigin origin, string code, string reason) => new(origin, null, new Refusal(origin, code, reason));
}

/// <summary>The input as a whole cannot be read.</summary>
public sealed class PaperSourceException(string message, Exception? inner = null) : Exception(message, inner);
