using SemanticSearch.Papers;
using SemanticSearch.Storage;

namespace SemanticSearch.Search;

/// <summary>Which legs rank the papers.</summary>
public enum SearchMode
{
    /// <summary>Meaning and words, fused.</summary>
    Hybrid,

    /// <summary>Meaning alone.</summary>
    Semantic,

    /// <summary>Words alone.</summary>
    Lexical,
}

/// <summary>What every request has: how to rank, what may be answered, and which part of the ranking is wanted.</summary>
public record RankingRequest
{
    /// <summary>How many results can be reached by paging.</summary>
    public const int MaxResults = 1000;

    /// <summary>The most results of one answer.</summary>
    public const int MaxLimit = 100;

    public const int DefaultLimit = 10;

    public SearchMode Mode { get; init; } = SearchMode.Hybrid;

    /// <summary>The weight of meaning in a hybrid ranking, 0 to 1; words have the rest.</summary>
    public float SemanticWeight { get; init; } = ScoreFusion.DefaultSemanticWeight;

    /// <summary>The mode without a leg that has no weight: what has no say in the ranking has none in the total either.</summary>
    public SearchMode EffectiveMode => (Mode, SemanticWeight) switch
    {
        (SearchMode.Hybrid, 0) => SearchMode.Lexical,
        (SearchMode.Hybrid, 1) => SearchMode.Semantic,
        _ => Mode,
    };

    public PaperFilter Filter { get; init; } = PaperFilter.All;

    /// <summary>The groups that the papers of the answer are counted by, such as topics; null where they are not.</summary>
    public PaperGroups? Groups { get; init; }

    /// <summary>Only papers of these groups may be answered; empty for no such condition. Needs <see cref="Groups"/>.</summary>
    public IReadOnlyCollection<int> OnlyGroups { get; init; } = [];

    /// <summary>
    /// The least cosine that counts as an answer, in [-1, 1]; null for what the corpus itself suggests (see <see cref="ResultFloor"/>). It has
    /// no meaning in lexical mode.
    /// </summary>
    public float? MinSimilarity { get; init; }

    /// <summary>Which properties of all papers of the answer to count.</summary>
    public IReadOnlyList<FacetField> Facets { get; init; } = [];

    /// <summary>The order of the answer.</summary>
    public CandidateOrder Order { get; init; }

    /// <summary>
    /// How much the best papers are to differ from one another, 0 (not at all) to 1 (as much as they can). It has no meaning in an order other
    /// than by relevance.
    /// </summary>
    public float Diversity { get; init; }

    /// <summary>
    /// Whether of several records of one paper the best one alone is shown, and none of a paper that is an example. The former are counted all
    /// the same, the latter are not.
    /// </summary>
    public bool Collapse { get; init; }

    /// <summary>Whether each hit shows the sentence that answers best.</summary>
    public bool Evidence { get; init; }

    /// <summary>How many of the best papers to pass over, 0-based.</summary>
    public int Offset { get; init; }

    /// <summary>How many papers to answer, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>How many of the best papers of the whole ranking are needed with their vectors, whatever part of it is shown.</summary>
    internal int BestWanted(CandidateOrder order) =>
        Math.Max(Best, Diversity > 0 && order == CandidateOrder.Relevance ? SearchEngine.MostDiversified : 0);

    /// <summary>How many of the best papers of the whole ranking to answer with their vectors as well, whatever part of it is wanted; 0 for none.</summary>
    public int Best { get; init; }
}

/// <summary>A question in natural language.</summary>
public sealed record SearchRequest : RankingRequest
{
    public required string Text { get; init; }

    /// <summary>Whether operators in the text are read (see <see cref="QueryText.Parse"/>); else all of it is plain text.</summary>
    public bool Operators { get; init; } = true;
}

/// <summary>A request for papers like others. At least one example is given; examples are never in their own answer.</summary>
public sealed record SimilarRequest : RankingRequest
{
    /// <summary>Papers of the store.</summary>
    public IReadOnlyList<PaperId> LikeIds { get; init; } = [];

    /// <summary>Texts, such as a pasted abstract.</summary>
    public IReadOnlyList<string> LikeTexts { get; init; } = [];

    /// <summary>Papers of the store that the answers should be unlike; they are left out of the answer too.</summary>
    public IReadOnlyList<PaperId> UnlikeIds { get; init; } = [];

    /// <summary>Texts that the answers should be unlike.</summary>
    public IReadOnlyList<string> UnlikeTexts { get; init; } = [];

    /// <summary>A question that the answers should fit as well; empty for none. Operators in it are read.</summary>
    public string Text { get; init; } = "";
}

/// <summary>An example of a request is not in the store.</summary>
public sealed class PaperNotFoundException(PaperId id) : Exception($"No paper {id} is in this store.")
{
    public PaperId Id { get; } = id;
}
