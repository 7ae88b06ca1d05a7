using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Answers;

/// <summary>A paper as it is answered; what is not known is left out.</summary>
public sealed record PaperAnswer
{
    /// <summary>The id in its canonical spelling.</summary>
    public required string Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The abstract; empty where there is none.</summary>
    public required string Abstract { get; init; }

    /// <summary>Names as they are written, in order.</summary>
    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>Category codes, the primary one first.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>When the paper first appeared.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>When it was last revised.</summary>
    public DateOnly? Updated { get; init; }

    /// <summary>The DOI, without an address before it.</summary>
    public string? Doi { get; init; }

    /// <summary>Where it was published.</summary>
    public string? Journal { get; init; }

    /// <summary>Where the record came from.</summary>
    public string? Source { get; init; }

    /// <summary>Votes by readers.</summary>
    public int? Upvotes { get; init; }

    /// <summary>What the ranking sorts by: 1 is the best that was found, 0 what an unrelated paper has.</summary>
    public float? Score { get; init; }

    /// <summary>The cosine similarity to the query, from -1 to 1; left out in lexical mode.</summary>
    public float? Similarity { get; init; }

    /// <summary>How many of a hundred pairs of papers of this corpus are less similar than this paper and the query.</summary>
    public double? Percentile { get; init; }

    /// <summary>True where the similarity lies below the floor of the corpus, which min_similarity has put aside; left out otherwise.</summary>
    public bool? BelowFloor { get; init; }

    /// <summary>The ids of the other records of the same paper; in a ranking only where they were folded, those that it ranks before the rest, best first.</summary>
    public IReadOnlyList<string>? Versions { get; init; }

    /// <summary>The sentence that is nearest to the query; only where it was asked for.</summary>
    public EvidenceAnswer? Evidence { get; init; }

    /// <summary>The topic that the paper is of; left out where no topics were built, or the paper came since.</summary>
    public PaperTopicAnswer? Topic { get; init; }

    /// <summary>The address of this record.</summary>
    public required string Url { get; init; }

    /// <summary>The address of papers like this one.</summary>
    public required string Similar { get; init; }

    /// <summary>The score as the sum, over the legs, of weight times normalized; only where it was asked for.</summary>
    public ScoreExplanation? Explain { get; init; }

    /// <summary>The record itself.</summary>
    public static PaperAnswer Of(Paper paper, Site site) => new()
    {
        Id = paper.Id.Value,
        Title = paper.Title,
        Abstract = paper.Abstract,
        Authors = paper.Authors,
        Categories = paper.Categories,
        Date = paper.Date,
        Updated = paper.Updated,
        Doi = paper.Doi,
        Journal = paper.Journal,
        Source = paper.Source,
        Upvotes = paper.Upvotes,
        Url = site.Whole(Links.Paper(paper.Id)),
        Similar = site.Whole(Links.Similar(paper.Id)),
    };

    /// <summary>The record with its topic, where that is in the tree, and its other records.</summary>
    /// <exception cref="StoreException">The store refuses.</exception>
    public static async Task<PaperAnswer> WholeAsync(Engine engine, Paper paper, Site site, CancellationToken cancellationToken)
    {
        var versions = await engine.Versions.OthersAsync(paper.Id, cancellationToken);
        return Of(paper, site) with
        {
            Versions = versions.Count > 0 ? [.. versions.Select(other => other.Value)] : null,
            Topic = PaperTopicAnswer.WithPath(await engine.Topics.FindAsync(cancellationToken), paper.Id),
        };
    }

    /// <summary>The record with its place in a ranking.</summary>
    public static PaperAnswer Of(SearchHit hit, Site site, bool explain, TopicModel? topics) => Of(hit.Paper, site) with
    {
        Score = hit.Score,
        Similarity = hit.Similarity,
        Percentile = hit.Percentile is { } percentile ? Math.Round(percentile, 3) : null,
        BelowFloor = hit.IsBelowFloor ? true : null,
        Versions = hit.Versions.Count > 0 ? [.. hit.Versions.Select(id => id.Value)] : null,
        Evidence = EvidenceAnswer.Of(hit.Evidence),
        Topic = PaperTopicAnswer.Of(topics, hit.Paper.Id),
        Explain = explain ? hit.Explanation : null,
    };
}
