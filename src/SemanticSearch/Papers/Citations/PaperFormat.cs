using System.Buffers;
using System.Text;

namespace SemanticSearch.Papers.Citations;

/// <summary>A way to write papers for other programs, in UTF-8.</summary>
/// <param name="name">How the format is asked for, such as <c>bib</c>; also the ending of a file.</param>
/// <param name="mediaType">How it is named among media types.</param>
public abstract class PaperFormat(string name, string mediaType)
{
    /// <summary>How much is gathered before it is written.</summary>
    private const int ChunkBytes = 32 << 10;

    /// <summary>One JSON object a line, which the indexer reads back unchanged.</summary>
    public static readonly PaperFormat Ndjson = new NdjsonFormat();

    /// <summary>Every format.</summary>
    public static readonly IReadOnlyList<PaperFormat> All = [Ndjson, new CsvFormat(), new BibTexFormat(), new RisFormat(), new CslFormat()];

    public string Name { get; } = name;

    public string MediaType { get; } = mediaType;

    /// <summary>What stands before the first paper.</summary>
    protected virtual string Opening => "";

    /// <summary>What stands before the first paper of a ranking.</summary>
    protected virtual string RankedOpening => Opening;

    /// <summary>What stands between two papers.</summary>
    protected virtual string Separation => "";

    /// <summary>What stands after the last paper.</summary>
    protected virtual string Closing => "";

    /// <summary>Appends one paper.</summary>
    public abstract void Write(Paper paper, IBufferWriter<byte> output);

    /// <summary>Appends one paper of a ranking, with its place where the format has room for one.</summary>
    public virtual void Write(RankedPaper ranked, IBufferWriter<byte> output) => Write(ranked.Paper, output);

    /// <summary>Writes papers as they come, however many there are; memory holds no more than a few of them.</summary>
    /// <returns>How many papers were written.</returns>
    /// <exception cref="IOException">The output refuses.</exception>
    public Task<long> WriteAsync(IAsyncEnumerable<Paper> papers, Stream output, CancellationToken cancellationToken) =>
        WriteAsync(Opening, papers, Write, output, cancellationToken);

    /// <summary>The same of a ranking.</summary>
    public Task<long> WriteAsync(IEnumerable<RankedPaper> papers, Stream output, CancellationToken cancellationToken) =>
        WriteAsync(RankedOpening, papers.ToAsyncEnumerable(), Write, output, cancellationToken);

    private async Task<long> WriteAsync<T>(string opening, IAsyncEnumerable<T> papers, Action<T, IBufferWriter<byte>> write, Stream output, CancellationToken cancellationToken)
    {
        var chunk = new ArrayBufferWriter<byte>(ChunkBytes);
        var count = 0L;
        Append(chunk, opening);
        await foreach (var paper in papers.WithCancellation(cancellationToken))
        {
            if (count++ > 0)
                Append(chunk, Separation);
            write(paper, chunk);
            if (chunk.WrittenCount < ChunkBytes)
                continue;
            await output.WriteAsync(chunk.WrittenMemory, cancellationToken);
            chunk.ResetWrittenCount();
        }
        Append(chunk, Closing);
        await output.WriteAsync(chunk.WrittenMemory, cancellationToken);
        return count;
    }

    private protected static void Append(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    private sealed class NdjsonFormat() : PaperFormat("ndjson", "application/x-ndjson")
    {
        public override void Write(Paper paper, IBufferWriter<byte> output)
        {
            PaperWriter.Write(paper, output);
            output.Write("\n"u8);
        }

        public override void Write(RankedPaper ranked, IBufferWriter<byte> output)
        {
            PaperWriter.Write(ranked.Paper, json =>
            {
                json.WriteNumber("rank", ranked.Rank);
                json.WriteNumber("score", ranked.Score);
                if (ranked.Similarity is { } similarity)
                    json.WriteNumber("similarity", similarity);
            }, output);
            output.Write("\n"u8);
        }
    }
}
