namespace SemanticSearch.Papers;

/// <summary>
/// One paper an id: the first record wins. Remembers a hash and an origin for every id, about a hundred bytes each.
/// </summary>
internal sealed class DuplicateGuard
{
    private readonly Dictionary<PaperId, (ulong ContentHash, int File, long Line)> _first = [];
    private readonly List<string> _files = [];

    /// <summary>
    /// The record itself, where it is new or refused already; null where it repeats an earlier one word for word; a
    /// refusal where it has an earlier one's id and other content.
    /// </summary>
    public SourceRecord? Pass(SourceRecord record)
    {
        if (record.Paper is not { } paper)
            return record;
        var hash = PaperWriter.ContentHash(paper);
        if (_first.TryAdd(paper.Id, (hash, FileNumber(record.Origin.File), record.Origin.Line)))
            return record;
        var first = _first[paper.Id];
        return first.ContentHash == hash ? null : Refused(record.Origin, paper.Id, new RecordOrigin(_files[first.File], first.Line));
    }

    private static SourceRecord Refused(RecordOrigin origin, PaperId id, RecordOrigin first) =>
        SourceRecord.Refused(origin, RefusalCodes.DuplicateId,
            $"Field \"id\" has \"{id}\", as has {first} with other content; expected one record a paper. The first one is kept.");

    private int FileNumber(string file)
    {
        if (_files.Count == 0 || _files[^1] != file)
            _files.Add(file);
        return _files.Count - 1;
    }
}
