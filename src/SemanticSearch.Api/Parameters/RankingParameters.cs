using System.Globalization;
using SemanticSearch.Api.Problems;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Topics;

namespace SemanticSearch.Api.Parameters;

/// <summary>The parameters of everything that ranks papers, and the requests that they make.</summary>
public static class RankingParameters
{
    /// <summary>What fits into an address.</summary>
    public const int MaxQuestionChars = 2_000;

    /// <summary>What fits into a body: several times what a model reads.</summary>
    public const int MaxTextChars = 20_000;

    /// <summary>How many examples one request may give.</summary>
    public const int MaxExamples = 20;

    /// <summary>How many of the best results are divided into clusters.</summary>
    public const int MaxClustered = 200;

    private const int MaxFilterValues = 20;
    private const string QuestionText = "The question, in natural language: a few words, a sentence, or a whole abstract.";

    public static readonly TextParameter Question = new("q", QuestionText) { MaxLength = MaxQuestionChars, Lines = true, Required = true };

    public static readonly TextParameter LongQuestion = new("q", QuestionText) { MaxLength = MaxTextChars, Lines = true, Required = true };

    public static readonly ExampleParameter Like = new(
        "like", "What the answers should be like: papers of the store and texts, which are left out of the answer.",
        new IdParameter("id", "The id of a paper in the store, in any spelling."),
        new TextParameter("text", "A text, such as an abstract.") { MaxLength = MaxTextChars, Lines = true })
    { Required = true, MaxCount = MaxExamples };

    public static readonly IdParameter LikeId = new("like", "Papers of the store that the answers should be like; they are left out of the answer.")
    {
        Required = true,
        MaxCount = MaxExamples,
    };

    public static readonly ChoiceParameter<SearchMode> Mode = new(
        "mode", "Which legs rank the papers: hybrid (meaning and words), semantic (meaning alone) or lexical (words alone).");

    public static readonly NumberParameter SemanticWeight = new(
        "semantic_weight", "The weight of meaning in a hybrid ranking, from 0 (words alone) to 1 (meaning alone).", 0, 1)
    { Default = ScoreFusion.DefaultSemanticWeight };

    public static readonly DateParameter From = new(
        "from", "The earliest date, as yyyy, yyyy-MM or yyyy-MM-dd; a year or month counts from its first day.", endOfPeriod: false);

    public static readonly DateParameter To = new(
        "to", "The latest date, as yyyy, yyyy-MM or yyyy-MM-dd; a year or month counts to its last day.", endOfPeriod: true);

    public static readonly TextParameter Category = new(
        "category", "A category that papers must have, in any letter case; astro-ph takes in astro-ph.CO. Of several, any will do.")
    { MaxLength = PaperLimits.MaxCategoryChars, MaxCount = MaxFilterValues };

    public static readonly TextParameter Author = new(
        "author", "An author that papers must have: a full name, a family name, or initial and family name. Of several, all are needed.")
    { MaxLength = PaperLimits.MaxAuthorChars, MaxCount = MaxFilterValues };

    public static readonly CountParameter Topic = new(
        "topic", "The number of a topic, as /v1/topics lists it, that papers must be of; an area takes in all topics within it. Of several, any will do.", 1, int.MaxValue)
    { MaxCount = MaxFilterValues };

    public static readonly NumberParameter MinSimilarity = new(
        "min_similarity", "The least cosine similarity to the query that counts as an answer. It cannot be given in lexical mode.", -1, 1);

    public static readonly CountParameter Limit = new("limit", "How many results to answer at once.", 1, RankingRequest.MaxLimit) { Default = RankingRequest.DefaultLimit };

    public static readonly TextParameter CursorText = new(
        "cursor", $"Where to go on: \"next_cursor\" of an earlier answer to the same query. The first {RankingRequest.MaxResults:N0} results can be reached.")
    { MaxLength = 200 };

    public static readonly FlagParameter Explain = new("explain", "Whether each result shows the arithmetic of its score.");

    public static readonly CountParameter Clusters = new(
        "clusters", $"Divides the best {MaxClustered} results anew into so many labelled parts, whatever page is asked for.", 2, 12);

    /// <summary>What every ranking takes, beside what is asked for.</summary>
    public static readonly IReadOnlyList<Parameter> Common = [Mode, SemanticWeight, From, To, Category, Author, Topic, MinSimilarity, Limit, CursorText, Explain];

    /// <summary>What every ranking of the interface takes; pages for readers do not show all of it.</summary>
    public static readonly IReadOnlyList<Parameter> Answered = [.. Common, Clusters];

    /// <summary>The request for what was asked.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="text">The question.</param>
    /// <param name="topics">The topics of the store; null where there are none.</param>
    /// <exception cref="ProblemException">Two parameters exclude each other, or a topic is not there.</exception>
    public static SearchRequest ToSearch(Given given, string text, TopicModel? topics) => Complete(given, new SearchRequest { Text = text }, topics);

    /// <summary>The request for papers like the examples.</summary>
    /// <exception cref="ProblemException">Two parameters exclude each other, or a topic is not there.</exception>
    public static SimilarRequest ToSimilar(Given given, IReadOnlyList<Example> examples, TopicModel? topics) => Complete(given, new SimilarRequest
    {
        LikeIds = [.. examples.Where(example => example.Id is not null).Select(example => example.Id!.Value).Distinct()],
        LikeTexts = [.. examples.Where(example => example.Text is not null).Select(example => example.Text!)],
    }, topics);

    /// <summary>A filter as the parameters of an address.</summary>
    /// <param name="filter">What the store itself can tell of papers.</param>
    /// <param name="topics">The numbers of topics.</param>
    public static IEnumerable<(string Name, string Value)> ToTexts(PaperFilter filter, IEnumerable<int?> topics)
    {
        if (filter.From is { } from)
            yield return (From.Name, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (filter.To is { } to)
            yield return (To.Name, to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var category in filter.Categories)
            yield return (Category.Name, category);
        foreach (var author in filter.Authors)
            yield return (Author.Name, author);
        foreach (var topic in topics)
            yield return (Topic.Name, topic!.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static T Complete<T>(Given given, T request, TopicModel? topics)
        where T : RankingRequest
    {
        var complete = request with
        {
            Mode = given.Get(Mode),
            SemanticWeight = given.Get(SemanticWeight)!.Value,
            Filter = Filter(given),
            Groups = topics?.Groups,
            OnlyGroups = Groups(given, topics),
            MinSimilarity = given.Get(MinSimilarity),
            Limit = given.Get(Limit)!.Value,
            Best = given.Has(Clusters) ? MaxClustered : 0,
        };
        return complete is { EffectiveMode: SearchMode.Lexical, MinSimilarity: not null }
            ? throw ProblemCatalogue.ConflictingParameters.Refusal("min_similarity cannot be given where words alone rank, since no meaning is compared.", MinSimilarity.Name)
            : complete;
    }

    private static int[] Groups(Given given, TopicModel? topics) =>
        [.. given.All(Topic).SelectMany(id => (topics ?? throw KnownTopics.NoTopics()).GroupsOf(topics.RequireTopic(id!.Value, Topic.Name).Id)).Distinct().Order()];

    private static PaperFilter Filter(Given given)
    {
        var (from, to) = (given.Get(From), given.Get(To));
        if (from > to)
            throw ProblemCatalogue.BadPeriod.Refusal($"from is {from:yyyy-MM-dd}, after to, {to:yyyy-MM-dd}.", From.Name);
        return new PaperFilter { From = from, To = to, Categories = given.All(Category), Authors = given.All(Author) };
    }
}
