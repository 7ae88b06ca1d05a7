using System.Globalization;
using SemanticSearch.Contract.Parameters;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Answers;

/// <summary>Puts a ranking into its envelope.</summary>
public static class RankingAnswers
{
    /// <summary>How many papers of a cluster others are to be like.</summary>
    private const int ClusterExamples = 5;

    /// <summary>The notice of an answer to which nothing is close.</summary>
    public const string NothingClose = "No paper is close to this. With min_similarity=-1 the nearest are shown all the same.";

    /// <summary>How many topics an answer lists.</summary>
    private const int TopicsShown = 20;

    /// <summary>How many values of a facet an answer lists.</summary>
    private const int ValuesShown = 100;

    /// <param name="page">What was found.</param>
    /// <param name="given">What was given.</param>
    /// <param name="site">Where the answer is given.</param>
    /// <param name="path">The path that repeats the request; null where it came with a body.</param>
    /// <param name="model">The name of the sentence model.</param>
    /// <param name="topics">The topics that the request was made with; null where there are none.</param>
    /// <param name="cancellationToken">Ends the search for clusters.</param>
    public static RankingAnswer Of(RankedPage page, Given given, Site site, string? path, string model, TopicModel? topics, CancellationToken cancellationToken) => new(
        new RankingMeta
        {
            Query = QueryEchoes.Of(page.Request, page.Result, given.All(RankingParameters.Topic)),
            Total = page.Result.Total,
            TotalRelation = page.Result.TotalRelation == TotalRelation.Exact ? "eq" : "gte",
            Floor = page.Result.Floor is { } floor ? new FloorAnswer(floor.Similarity, Math.Round(floor.Percentile, 3)) : null,
            TookMs = Math.Round(page.Result.Timings.Total.TotalMilliseconds, 3),
            IndexVersion = page.Result.IndexVersion,
            Model = model,
            TruncatedAtTokens = page.Result.QueryLength is { Truncated: true } length ? length.Tokens : null,
            Self = path is null ? null : Address(site, path, given, given.Get(RankingParameters.CursorText)),
            Next = Next(page, given, site, path),
            NextCursor = page.Next,
            Notices = [.. Notices(page, given)],
        },
        [.. page.Result.Hits.Select(hit => PaperAnswer.Of(hit, site, given.Get(RankingParameters.Explain), topics))],
        given.Has(RankingParameters.Facets) ? Facets(given.All(RankingParameters.Facets), page.Result, topics) : null,
        topics is null ? null : Topics(topics, page.Result),
        given.Get(RankingParameters.Clusters) is { } count ? Clusters(page, count, given, site, cancellationToken) : null);

    /// <summary>The address of the next page; null where there is none, and for a request with a body.</summary>
    public static string? Next(RankedPage page, Given given, Site site, string? path) => path is null || page.Next is null ? null : Address(site, path, given, page.Next);

    /// <summary>What a reader should know about how a query was answered, in words.</summary>
    public static IEnumerable<string> Notices(RankedPage page, Given given)
    {
        foreach (var notice in page.Result.Query?.Notices ?? [])
            yield return notice;
        if (page.Result is { Total: 0, MinSimilarity: not null } && page.Request.MinSimilarity is null)
            yield return NothingClose;
        if (page.Result.Order != page.Request.Order)
            yield return "Nothing is left to rank by: the newest papers come first.";
        if (page.Request.Diversity > 0 && page.Result.Order != CandidateOrder.Relevance)
            yield return $"{RankingParameters.DiversityOf.Name} has no effect in an order by {Choice.Word(page.Result.Order)}.";
        if (page.Result.QueryLength is { Truncated: true } length)
            yield return $"The text is longer than the model reads: the first {length.Tokens} tokens were compared by meaning.";
        if (given.Has(RankingParameters.SemanticWeight) && page.Request.Mode != SearchMode.Hybrid)
            yield return $"semantic_weight has no effect in {Choice.Word(page.Request.Mode)} mode.";
        if (page.Result.Total > RankingRequest.MaxResults)
            yield return $"The first {RankingRequest.MaxResults} results can be reached by paging; narrow the query by filters to reach others.";
    }

    private static Dictionary<string, IReadOnlyList<FacetAnswer>> Facets(IReadOnlyList<FacetName> names, SearchResult result, TopicModel? topics) =>
        names.Distinct().ToDictionary(Choice.Word, name => name == FacetName.Topic ? TopicFacet(result, topics) : Facet(result.Facets[RankingRequests.FieldOf(name)!.Value]));

    private static IReadOnlyList<FacetAnswer> Facet(IReadOnlyList<FacetCount> counts) => [.. counts.Take(ValuesShown).Select(count => new FacetAnswer(count.Value, count.Count))];

    private static IReadOnlyList<FacetAnswer> TopicFacet(SearchResult result, TopicModel? topics) => topics is null ? [] :
        [.. topics.CountsOf(result.GroupCounts, TopicLevel.Topic).Take(ValuesShown)
            .Select(count => new FacetAnswer(count.Topic.Id.ToString(CultureInfo.InvariantCulture), count.Papers, count.Topic.Label))];

    private static List<TopicCount> Topics(TopicModel topics, SearchResult result) =>
        [.. topics.CountsOf(result.GroupCounts, TopicLevel.Topic).Take(TopicsShown).Select(count => new TopicCount(count.Topic.Id, count.Topic.Label, count.Papers))];

    private static List<ClusterAnswer> Clusters(RankedPage page, int count, Given given, Site site, CancellationToken cancellationToken) =>
        [.. AnswerClusters.Find(page.Result.Best, count, cancellationToken).Select(cluster => new ClusterAnswer(
            cluster.Label, cluster.Phrases, cluster.Papers.Count, [.. cluster.Papers.Select(paper => paper.Value)],
            site.Whole(Links.With(Links.SimilarToSeveral, [
                .. cluster.Papers.Take(ClusterExamples).Select(paper => (RankingParameters.LikeId.Name, paper.Value)),
                .. RankingParameters.ToTexts(page.Request.Filter, given.All(RankingParameters.Topic)),
            ]))))];

    private static string Address(Site site, string path, Given given, string? cursor) =>
        site.Whole(Links.With(path, Links.WithCursor(given, cursor)));
}
