using System.Buffers;
using SemanticSearch.Embeddings;
using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Indexing;

/// <summary>
/// Writes every paper of a store as a JSON line with its vector. Indexing these lines with the same model gives the same store, of any
/// kind, without a run of the model.
/// </summary>
public static class PaperExport
{
    private const int ReportedEvery = 1000;

    /// <summary>Writes the papers in the order of their arrival.</summary>
    /// <param name="store">What is written.</param>
    /// <param name="model">The model of its vectors.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="progress">Told how many papers are written.</param>
    /// <returns>How many papers were written.</returns>
    /// <exception cref="IOException">The output refuses.</exception>
    public static async Task<long> RunAsync(IPaperStore store, EmbeddingModel model, Stream output, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>(8192);
        var papers = 0L;
        await foreach (var stored in store.ScanAsync(cancellationToken))
        {
            line.ResetWrittenCount();
            PaperWriter.Write(stored.Paper, new GivenVector(model.Hash, GivenVector.HashOf(stored.Paper), Float16.Encode(stored.Vector)), line);
            line.Write("\n"u8);
            await output.WriteAsync(line.WrittenMemory, cancellationToken);
            if (++papers % ReportedEvery == 0)
                progress?.Report(papers);
        }
        return papers;
    }
}
