using SemanticSearch.Contract.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;
using SemanticSearch.Topics;

namespace SemanticSearch.Contract.Parameters;

/// <summary>Makes the requests of the engine from what was given.</summary>
public static class RankingRequests
{
    /// <summary>The request for what was asked.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="text">The question.</param>
    /// <param name="topics">The topics of the store; null where there are none.</param>
    /// <exception cref="ProblemException">Two parameters exclude each other, or a topic is not there.</exception>
    public static SearchRequest ToSearch(Given given, string text, TopicModel? topics) =>
        Complete(given, new SearchRequest { Text = text, Operators = given.Get(RankingParameters.Operators) }, topics);

    /// <summary>The request for papers like some examples and unlike others.</summary>
    /// <exception cref="ProblemException">There is no example, two parameters exclude each other, or a topic is not there.</exception>
    public static SimilarRequest ToSimilar(Given given, IReadOnlyList<Example> likes, IReadOnlyList<Example> unlikes, TopicModel? topics)
    {
        if (likes.Count == 0)
            throw new Problem(ProblemCatalogue.MissingParameter, $"{given.Name(RankingParameters.LikeId)} and {given.Name(RankingParameters.LikeText)} are missing; one of them is needed.") { Parameter = RankingParameters.LikeId.Name }.ToException();
        var request = new SimilarRequest
        {
            LikeIds = IdsOf(likes),
            LikeTexts = TextsOf(likes),
            UnlikeIds = IdsOf(unlikes),
            UnlikeTexts = TextsOf(unlikes),
            Text = given.Get(RankingParameters.AlsoQuestion) ?? "",
        };
        if (request.LikeIds.Intersect(request.UnlikeIds).Select(id => id.Value).FirstOrDefault() is { } both)
            throw ProblemCatalogue.ConflictingParameters.Refusal($"{both} is given as an example of what the answers should be like and of what they should not.", RankingParameters.UnlikeId.Name);
        return Complete(given, request, topics);
    }

    /// <summary>The request as a form for other programs wants it: whole, and as long and in the order that is usual there.</summary>
    /// <param name="given">What was given, of <see cref="RankingParameters.Exported"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="limit">How many papers are usual.</param>
    /// <param name="order">The usual order.</param>
    public static RankingRequest ToExport(Given given, RankingRequest request, int limit = RankingParameters.StandardExport, CandidateOrder order = CandidateOrder.Relevance) => request with
    {
        Limit = given.Get(RankingParameters.ExportLimit) ?? limit,
        Order = given.Has(RankingParameters.ExportSort) ? given.Get(RankingParameters.ExportSort) : order,
    };

    private static PaperId[] IdsOf(IEnumerable<Example> examples) => [.. examples.Where(example => example.Id is not null).Select(example => example.Id!.Value).Distinct()];

    private static string[] TextsOf(IEnumerable<Example> examples) => [.. examples.Where(example => example.Text is not null).Select(example => example.Text!)];

    private static T Complete<T>(Given given, T request, TopicModel? topics)
        where T : RankingRequest
    {
        var complete = request with
        {
            Mode = given.Get(RankingParameters.Mode),
            SemanticWeight = given.Get(RankingParameters.SemanticWeight)!.Value,
            Filter = Filter(given),
            Groups = topics?.Groups,
            OnlyGroups = Groups(given, topics),
            MinSimilarity = given.Get(RankingParameters.MinSimilarity),
            Order = given.Get(RankingParameters.Sort),
            Diversity = (float)given.Get(RankingParameters.DiversityOf)!.Value,
            Collapse = given.Get(RankingParameters.Collapse),
            Facets = [.. given.All(RankingParameters.Facets).Select(FieldOf).OfType<FacetField>()],
            Evidence = given.Get(RankingParameters.Evidence),
            Limit = given.Get(RankingParameters.Limit)!.Value,
            Best = given.Has(RankingParameters.Clusters) ? RankingParameters.MaxClustered : 0,
        };
        return complete is { EffectiveMode: SearchMode.Lexical, MinSimilarity: not null }
            ? throw ProblemCatalogue.ConflictingParameters.Refusal($"{given.Name(RankingParameters.MinSimilarity)} cannot be given where words alone rank, since no meaning is compared.", RankingParameters.MinSimilarity.Name)
            : complete;
    }

    private static int[] Groups(Given given, TopicModel? topics) =>
        [.. given.All(RankingParameters.Topic).SelectMany(id => (topics ?? throw Known.NoTopics()).GroupsOf(topics.RequireTopic(id!.Value, RankingParameters.Topic.Name).Id)).Distinct().Order()];

    private static PaperFilter Filter(Given given)
    {
        var (from, to) = (given.Get(RankingParameters.From), given.Get(RankingParameters.To));
        if (from > to)
            throw ProblemCatalogue.BadPeriod.Refusal($"{given.Name(RankingParameters.From)} is {from:yyyy-MM-dd}, after {given.Name(RankingParameters.To)}, {to:yyyy-MM-dd}.", RankingParameters.From.Name);
        return new PaperFilter { From = from, To = to, Categories = given.All(RankingParameters.Category), Authors = given.All(RankingParameters.Author), Sources = given.All(RankingParameters.Source) };
    }

    /// <summary>Where the store counts a property; null for topics, which are counted for every answer, by their groups.</summary>
    public static FacetField? FieldOf(FacetName name) => name switch
    {
        FacetName.Year => FacetField.Year,
        FacetName.Category => FacetField.Category,
        FacetName.Author => FacetField.Author,
        FacetName.Source => FacetField.Source,
        _ => null,
    };
}
