using System.Text.Json;
using SemanticSearch.Papers;

namespace SemanticSearch.Evaluation;

/// <summary>The ids of a corpus, read as the indexer reads it.</summary>
/// <param name="Readable">Papers with a title or a text.</param>
/// <param name="Empty">Papers without either.</param>
internal sealed record CorpusIds(IReadOnlySet<PaperId> Readable, IReadOnlySet<PaperId> Empty)
{
    /// <summary>Whether the corpus has the paper, findable or not.</summary>
    public bool Knows(PaperId paper) => Readable.Contains(paper) || Empty.Contains(paper);

    /// <summary>Reads every record of the corpus.</summary>
    /// <exception cref="PaperSourceException">The file cannot be read, or a record is refused for more than having no text.</exception>
    public static async Task<CorpusIds> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var readable = new HashSet<PaperId>();
        var emptyLines = new HashSet<long>();
        await foreach (var record in PaperSources.Open([file], titleRequired: false).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (record.Paper is { } paper)
                readable.Add(paper.Id);
            else if (record.Refusal!.Code == RefusalCodes.MissingTitle)
                emptyLines.Add(record.Origin.Line);
            else
                throw new PaperSourceException(record.Refusal.ToString());
        }
        return new CorpusIds(readable, emptyLines.Count == 0 ? new HashSet<PaperId>() : await IdsAtAsync(file, emptyLines, cancellationToken).ConfigureAwait(false));
    }

    // A refusal carries no id, but these may be judged all the same: an old collection keeps the numbers of its lost abstracts.
    private static async Task<HashSet<PaperId>> IdsAtAsync(string file, HashSet<long> lines, CancellationToken cancellationToken)
    {
        var ids = new HashSet<PaperId>();
        await foreach (var (origin, utf8) in InputLines.ReadAsync(file, cancellationToken).ConfigureAwait(false))
        {
            if (!lines.Contains(origin.Line))
                continue;
            using var document = JsonDocument.Parse(utf8);
            var fields = new RecordFields(document.RootElement);
            ids.Add(PaperId.Parse((fields.Value("id") ?? fields.Value("_id")).ToString()!));
        }
        return ids;
    }
}
