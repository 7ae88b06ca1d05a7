using System.Text.Json.Serialization;

namespace SemanticSearch.Contract.Answers;

/// <summary>The answer to everything that ranks papers.</summary>
/// <param name="Meta">About the answer as a whole.</param>
/// <param name="Results">This page of the papers, best first.</param>
/// <param name="Facets">For each property that was asked for, its values with how many papers that the query defines have each, most first, at most 100; left out where none was asked for.</param>
/// <param name="Topics">The topics of all papers that the query defines, on all pages together, most papers first, at most 20; left out where no topics were built.</param>
/// <param name="Clusters">The best results divided anew, the largest part first; left out where it was not asked for.</param>
public sealed record RankingAnswer(RankingMeta Meta, IReadOnlyList<PaperAnswer> Results, IReadOnlyDictionary<string, IReadOnlyList<FacetAnswer>>? Facets, IReadOnlyList<TopicCount>? Topics, IReadOnlyList<ClusterAnswer>? Clusters);

/// <summary>How many papers of an answer have a value.</summary>
/// <param name="Value">What the parameter of the facet's name takes; of a topic, its number.</param>
/// <param name="Count">How many papers that the query defines have it.</param>
/// <param name="Label">What it is called, where that is not the value itself.</param>
public sealed record FacetAnswer(string Value, long Count, string? Label = null);

/// <summary>The least similarity that counts as close in this corpus.</summary>
/// <param name="Similarity">A cosine.</param>
/// <param name="Percentile">How many of a hundred pairs of papers of this corpus are less similar.</param>
public sealed record FloorAnswer(float Similarity, double Percentile);

/// <summary>How many papers of an answer are of a topic.</summary>
/// <param name="Id">The topic, for the parameter "topic".</param>
/// <param name="Label">What it is called.</param>
/// <param name="Count">How many papers that the query defines are of it.</param>
public sealed record TopicCount(int Id, string Label, long Count);

/// <summary>A labelled part of the best results.</summary>
/// <param name="Label">A few words that tell it from the other parts.</param>
/// <param name="Phrases">The words and phrases that tell it best, best first.</param>
/// <param name="Count">How many of the best results it has.</param>
/// <param name="Ids">Their papers, best first.</param>
/// <param name="Similar">The address of papers like the best of them, under the same filters.</param>
public sealed record ClusterAnswer(string Label, IReadOnlyList<string> Phrases, int Count, IReadOnlyList<string> Ids, string Similar);

/// <summary>About an answer as a whole.</summary>
public sealed record RankingMeta
{
    /// <summary>The query as it was read.</summary>
    public required QueryEcho Query { get; init; }

    /// <summary>How many papers the query defines, on all pages together.</summary>
    public required long Total { get; init; }

    /// <summary>Whether the total is exact (eq) or a lower bound (gte).</summary>
    public required string TotalRelation { get; init; }

    /// <summary>What counts as close in this corpus. Where neither min_similarity is given nor operators say what is wanted, papers below it are no answers. Left out in lexical mode, and where there are too few papers to tell.</summary>
    public FloorAnswer? Floor { get; init; }

    /// <summary>How long the search took, in milliseconds: the only part of an answer that differs when it is repeated.</summary>
    public required double TookMs { get; init; }

    /// <summary>The state of the index that answered.</summary>
    public required string IndexVersion { get; init; }

    /// <summary>The sentence model.</summary>
    public required string Model { get; init; }

    /// <summary>Where the text was longer than the model reads: how many tokens of it were used.</summary>
    public int? TruncatedAtTokens { get; init; }

    /// <summary>The address that gives this answer again; null for a request with a body.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Self { get; init; }

    /// <summary>The address of the next page; null on the last page, and for a request with a body.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>The cursor of the next page, for the parameter or member "cursor"; left out on the last page.</summary>
    public string? NextCursor { get; init; }

    /// <summary>What a reader should know about how the query was answered.</summary>
    public required IReadOnlyList<string> Notices { get; init; }
}

/// <summary>A query as it was read.</summary>
public sealed record QueryEcho
{
    /// <summary>The question, cleaned.</summary>
    public string? Text { get; init; }

    /// <summary>What of the text is compared by meaning; left out where that is all of it.</summary>
    public string? Meaning { get; init; }

    /// <summary>What operators in the text ask of papers, each in the order of the text; left out where there are none.</summary>
    public IReadOnlyList<ClauseEcho>? Clauses { get; init; }

    /// <summary>The examples.</summary>
    public IReadOnlyList<ExampleEcho>? Like { get; init; }

    /// <summary>The examples of what the answers should be unlike; left out where there are none.</summary>
    public IReadOnlyList<ExampleEcho>? Unlike { get; init; }

    /// <summary>hybrid, semantic or lexical.</summary>
    public required string Mode { get; init; }

    /// <summary>The weight of meaning, in hybrid mode.</summary>
    public float? SemanticWeight { get; init; }

    /// <summary>Which papers may be answered; left out where any may.</summary>
    public FilterEcho? Filter { get; init; }

    /// <summary>The least similarity that was asked for.</summary>
    public float? MinSimilarity { get; init; }

    /// <summary>relevance, date or upvotes.</summary>
    public required string Sort { get; init; }

    /// <summary>How much the best results are to differ; left out where they need not.</summary>
    public float? Diversity { get; init; }

    /// <summary>True where records of one paper are folded; left out otherwise.</summary>
    public bool? Collapse { get; init; }
}

/// <summary>A condition on papers as it was read.</summary>
/// <param name="Written">The part of the text that it comes from.</param>
/// <param name="Excluded">Whether papers with any of these are left out, instead of those without.</param>
/// <param name="AnyOf">What a paper may have; one of them is enough.</param>
/// <param name="Without">The text without this part.</param>
public sealed record ClauseEcho(string Written, bool Excluded, IReadOnlyList<TraitEcho> AnyOf, string Without);

/// <summary>Something that a paper may have.</summary>
/// <param name="Kind">word (in any inflection), phrase (as it is written), title_word, title_phrase, author or category.</param>
/// <param name="Text">What it is.</param>
public sealed record TraitEcho(string Kind, string Text);

/// <summary>An example as it was read: a paper or a text.</summary>
public sealed record ExampleEcho
{
    /// <summary>The paper's id in its canonical spelling.</summary>
    public string? Id { get; init; }

    /// <summary>The text, cleaned.</summary>
    public string? Text { get; init; }
}

/// <summary>A filter as it was read; dates are whole days.</summary>
public sealed record FilterEcho
{
    /// <summary>The earliest date.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The latest date.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Any of these.</summary>
    public IReadOnlyList<string>? Category { get; init; }

    /// <summary>All of these.</summary>
    public IReadOnlyList<string>? Author { get; init; }

    /// <summary>Any of these.</summary>
    public IReadOnlyList<string>? Source { get; init; }

    /// <summary>Any of these.</summary>
    public IReadOnlyList<int>? Topic { get; init; }
}
