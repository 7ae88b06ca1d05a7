using System.Globalization;
using SemanticSearch.Contract.Answers;
using SemanticSearch.Papers;
using SemanticSearch.Search;
using SemanticSearch.Storage;

namespace SemanticSearch.Contract.Parameters;

/// <summary>A property of papers that can be counted over an answer.</summary>
public enum FacetName
{
    /// <summary>The year of the date.</summary>
    Year,

    /// <summary>Each category.</summary>
    Category,

    /// <summary>Each author.</summary>
    Author,

    /// <summary>Where the record came from.</summary>
    Source,

    /// <summary>The topic.</summary>
    Topic,
}

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

    /// <summary>How many papers a form for other programs has where nobody says.</summary>
    public const int StandardExport = 100;

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
        MaxCount = MaxExamples,
    };

    public static readonly TextParameter LikeText = new(
        "like_text", "Texts, such as an abstract, that the answers should be like. At least one paper or text is needed.")
    { MaxLength = MaxQuestionChars, Lines = true, MaxCount = MaxExamples };

    public static readonly IdParameter UnlikeId = new("unlike", "Papers of the store that the answers should be unlike; they are left out of the answer too.") { MaxCount = MaxExamples };

    public static readonly TextParameter UnlikeText = new("unlike_text", "Texts that the answers should be unlike.") { MaxLength = MaxQuestionChars, Lines = true, MaxCount = MaxExamples };

    public static readonly ExampleParameter Unlike = new(
        "unlike", "What the answers should be unlike: papers of the store, which are left out of the answer too, and texts.",
        new IdParameter("id", "The id of a paper in the store, in any spelling."),
        new TextParameter("text", "A text, such as an abstract.") { MaxLength = MaxTextChars, Lines = true })
    { MaxCount = MaxExamples };

    public static readonly TextParameter AlsoQuestion = new("q", "A question that the answers should fit as well; operators in it are read.") { MaxLength = MaxQuestionChars, Lines = true };

    public static readonly FlagParameter Operators = new(
        "operators", "Whether operators in the question are read: \"exact phrase\", +word, -word, title:, author:, category:, OR. A question of more than 40 words is plain text.")
    { Default = true };

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

    public static readonly TextParameter Source = new(
        "source", "Where the record must come from, in any letter case. Of several, any will do.")
    { MaxLength = PaperLimits.MaxCategoryChars, MaxCount = MaxFilterValues };

    public static readonly CountParameter Topic = new(
        "topic", "The number of a topic, as /v1/topics lists it, that papers must be of; an area takes in all topics within it. Of several, any will do.", 1, int.MaxValue)
    { MaxCount = MaxFilterValues };

    public static readonly NumberParameter MinSimilarity = new(
        "min_similarity", "The least cosine similarity to the query that counts as an answer, in place of the floor that the corpus suggests; -1 for all papers. It cannot be given in lexical mode.", -1, 1);

    public static readonly ChoiceParameter<CandidateOrder> Sort = new(
        "sort", "The order of the answer: relevance, date (the newest first) or upvotes (the most first).");

    public static readonly NumberParameter DiversityOf = new(
        "diversity", $"How much the best {SearchEngine.MostDiversified} results are to differ from those before them, from 0 to 1.", 0, 1)
    { Default = 0 };

    public static readonly FlagParameter Collapse = new(
        "collapse", "Whether of several records of one paper, such as versions, only the best one is listed, with the ids of the others, while total and facets count them all; and whether other records of the examples are left out and not counted.");

    public static readonly ChoicesParameter<FacetName> Facets = new(
        "facets", "Which properties of all papers of the answer to count, with commas between: year, category, author, source, topic.")
    { MaxCount = Enum.GetValues<FacetName>().Length };

    public static readonly FlagParameter Evidence = new(
        "evidence", "Whether each result shows the sentence of its abstract that is nearest to the query, and where it has the question's words.");

    public static readonly CountParameter Limit = new("limit", "How many results to answer at once.", 1, RankingRequest.MaxLimit) { Default = RankingRequest.DefaultLimit };

    public static readonly TextParameter CursorText = new(
        "cursor", $"Where to go on: \"next_cursor\" of an earlier answer to the same query. The first {RankingRequest.MaxResults:N0} results can be reached.")
    { MaxLength = 200 };

    public static readonly FlagParameter Explain = new("explain", "Whether each result shows the arithmetic of its score.");

    public static readonly CountParameter Clusters = new(
        "clusters", $"Divides the best {MaxClustered} results anew into so many labelled parts, whatever page is asked for.", 2, 12);

    public static readonly WordParameter Select = new(
        "select", "Which members of each paper to answer, with commas between; a dot leads to a member within, such as explain.semantic.score. All, where it is not given.", PaperFields.Names)
    { MaxCount = PaperFields.Names.Count };

    /// <summary>How many results other programs and feed readers get at most.</summary>
    public static readonly CountParameter ExportLimit = new(
        "limit", "How many results to write, the best or newest first. Feeds have 50 where it is not given, other formats 100.", 1, RankingRequest.MaxResults);

    public static readonly ChoiceParameter<CandidateOrder> ExportSort = new(
        "sort", "The order: relevance, date (the newest first) or upvotes (the most first). Feeds go by date where it is not given.");

    /// <summary>What every ranking takes that other programs and feed readers get: whole, without pages.</summary>
    public static readonly IReadOnlyList<Parameter> Exported = [Mode, SemanticWeight, From, To, Category, Author, Source, Topic, MinSimilarity, ExportSort, DiversityOf, ExportLimit];

    /// <summary>What every ranking takes, beside what is asked for.</summary>
    public static readonly IReadOnlyList<Parameter> Common = [Mode, SemanticWeight, From, To, Category, Author, Source, Topic, MinSimilarity, Sort, DiversityOf, Collapse, Limit, CursorText, Explain];

    /// <summary>What every ranking of the interface takes; pages for readers do not show all of it.</summary>
    public static readonly IReadOnlyList<Parameter> Answered = [.. Common, Facets, Evidence, Clusters, Select];

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
        foreach (var source in filter.Sources)
            yield return (Source.Name, source);
        foreach (var topic in topics)
            yield return (Topic.Name, topic!.Value.ToString(CultureInfo.InvariantCulture));
    }
}
