using SemanticSearch.Papers;

namespace SemanticSearch.Evaluation;

/// <summary>
/// A corpus with questions and the papers that people found to answer them, in the layout of BEIR (Thakur et al., BEIR: A Heterogeneous
/// Benchmark for Zero-shot Evaluation of Information Retrieval Models, 2021): <c>corpus.jsonl</c>, <c>queries.jsonl</c>,
/// <c>qrels/*.tsv</c>.
/// </summary>
public sealed record JudgedSet
{
    /// <summary>The name of the folder.</summary>
    public required string Name { get; init; }

    /// <summary>The file of the corpus.</summary>
    public required string CorpusFile { get; init; }

    /// <summary>The papers that can be found.</summary>
    public required IReadOnlySet<PaperId> Papers { get; init; }

    /// <summary>Papers without title and text: they may be judged, but nobody can find them.</summary>
    public required IReadOnlySet<PaperId> EmptyPapers { get; init; }

    /// <summary>The queries with at least one relevant paper, in the order of their file; at least one.</summary>
    public required IReadOnlyList<JudgedQuery> Queries { get; init; }

    /// <summary>Reads a set and checks that its files agree.</summary>
    /// <param name="folder">The folder of the set.</param>
    /// <param name="queriesFile">The queries; null for <c>queries.jsonl</c> of the folder.</param>
    /// <param name="qrelsFile">The judgements; null for <c>qrels/test.tsv</c> of the folder, or the only .tsv file there.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PaperSourceException">A file is missing or has a bad line, or the files do not fit together.</exception>
    public static async Task<JudgedSet> ReadAsync(
        string folder, string? queriesFile = null, string? qrelsFile = null, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(folder))
            throw new PaperSourceException($"\"{folder}\" cannot be read: there is no such folder. Expected one with corpus.jsonl, queries.jsonl and qrels/*.tsv.");
        var corpusFile = Path.Combine(folder, "corpus.jsonl");
        var judgements = await Qrels.ReadAsync(qrelsFile ?? OnlyQrels(folder), cancellationToken).ConfigureAwait(false);
        var queries = await QueryFile.ReadAsync(queriesFile ?? Path.Combine(folder, "queries.jsonl"), cancellationToken).ConfigureAwait(false);
        var corpus = await CorpusIds.ReadAsync(corpusFile, cancellationToken).ConfigureAwait(false);
        return new JudgedSet
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            CorpusFile = corpusFile,
            Papers = corpus.Readable,
            EmptyPapers = corpus.Empty,
            Queries = Join(queries, judgements, corpus),
        };
    }

    /// <summary>The corpus as the indexer reads it; the empty papers come out as refusals.</summary>
    public IPaperSource OpenCorpus() => PaperSources.Open([CorpusFile], titleRequired: false);

    private static string OnlyQrels(string folder)
    {
        var qrels = Path.Combine(folder, "qrels");
        string[] files = Directory.Exists(qrels) ? Directory.GetFiles(qrels, "*.tsv") : [];
        if (files.Length == 1)
            return files[0];
        Array.Sort(files, StringComparer.Ordinal);
        return files.FirstOrDefault(file => Path.GetFileName(file) == "test.tsv") ?? throw new PaperSourceException(files.Length == 0
            ? $"\"{qrels}\" cannot be read: expected a folder with a .tsv file of judgements, or the file by name."
            : $"\"{qrels}\" has {string.Join(", ", files.Select(Path.GetFileName))} and no test.tsv; say which of them is meant.");
    }

    private static List<JudgedQuery> Join(List<QueryLine> queries, List<Judgement> judgements, CorpusIds corpus)
    {
        var known = queries.Select(query => query.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var judgement in judgements)
        {
            if (!known.Contains(judgement.Query))
                throw new PaperSourceException($"{judgement.Origin}: query \"{PaperText.Excerpt(judgement.Query)}\" is not among the queries.");
            if (!corpus.Knows(judgement.Paper))
                throw new PaperSourceException($"{judgement.Origin}: paper \"{judgement.Paper}\" is not in the corpus.");
        }
        foreach (var query in queries)
            if (query.Example is { } example && !corpus.Readable.Contains(example))
                throw new PaperSourceException($"{query.Origin}: field \"doc_id\" has \"{example}\", which is no paper of the corpus with a text.");
        var byQuery = judgements.ToLookup(judgement => judgement.Query, StringComparer.Ordinal);
        var judged = queries.Select(query => Judged(query, byQuery[query.Id])).Where(query => query.Gains.Values.Any(gain => gain > 0)).ToList();
        return judged.Count > 0 ? judged : throw new PaperSourceException("No query has a paper that is judged relevant (a score above 0), so there is nothing to measure.");
    }

    // The example itself is never in its own result, so it cannot count as missed either.
    private static JudgedQuery Judged(QueryLine query, IEnumerable<Judgement> judgements) => new(query.Id, query.Text, query.Example,
        judgements.Where(judgement => judgement.Paper != query.Example).ToDictionary(judgement => judgement.Paper, judgement => judgement.Score));
}

/// <summary>A query with its judgements.</summary>
/// <param name="Id">Its name in the set.</param>
/// <param name="Text">What it asks; not read where there is an example.</param>
/// <param name="Example">The paper that others shall be like; null for a question in words.</param>
/// <param name="Gains">How relevant a paper is: above 0 relevant, more is better; 0 or less, as for one that is not here, not relevant.</param>
public sealed record JudgedQuery(string Id, string Text, PaperId? Example, IReadOnlyDictionary<PaperId, int> Gains);
