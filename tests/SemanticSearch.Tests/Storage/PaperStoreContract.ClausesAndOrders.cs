using SemanticSearch.Papers;
using SemanticSearch.Storage;
using SemanticSearch.Terms;

namespace SemanticSearch.Tests.Storage;

/// <content>What clauses ask of papers, and the orders that an answer may come in.</content>
public abstract partial class PaperStoreContract
{
    public static TheoryData<string> ClauseNames =>
        ["word", "not", "phrase", "title word", "title phrase", "author", "category", "either", "neither", "both", "nothing", "two phrases"];

    private static PaperClause[] Clauses(string name)
    {
        static PaperTrait Trait(TraitKind kind, string text) => new(kind, text);
        return name switch
        {
            "word" => [new([Trait(TraitKind.Word, "coral")])],
            "not" => [new([Trait(TraitKind.Word, "coral")], IsExcluded: true)],
            "phrase" => [new([Trait(TraitKind.Phrase, "coral reef")])],
            "title word" => [new([Trait(TraitKind.TitleWord, "lattice")])],
            "title phrase" => [new([Trait(TraitKind.TitlePhrase, "on basalt")])],
            "author" => [new([Trait(TraitKind.Author, "Strom")])],
            "category" => [new([Trait(TraitKind.Category, "cs")])],
            "either" => [new([Trait(TraitKind.Phrase, "tax wage"), Trait(TraitKind.Author, "Chen Wei"), Trait(TraitKind.Word, "boson")])],
            "neither" => [new([Trait(TraitKind.Phrase, "neuron neuron"), Trait(TraitKind.Category, "cs")], IsExcluded: true)],
            "both" => [new([Trait(TraitKind.Word, "plume")]), new([Trait(TraitKind.TitleWord, "plume")], IsExcluded: true)],
            "nothing" => [new([Trait(TraitKind.Phrase, "unheard of")])],
            "two phrases" => [new([Trait(TraitKind.Phrase, "graph kernel")]), new([Trait(TraitKind.Phrase, "kernel graph")], IsExcluded: true)],
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    [Theory]
    [MemberData(nameof(ClauseNames))]
    public async Task Clauses_bound_the_answer_and_change_no_score(string name)
    {
        var papers = TestCorpus.Papers(400, seed: 3);
        await Store.UpsertAsync(papers, Token);
        var query = Query(vectorSeed: 4, words: "coral reef wage") with { Clauses = Clauses(name), Facets = Enum.GetValues<FacetField>() };
        Assert.InRange(new RetrievalOracle(papers).Answer(query).Count, name == "nothing" ? 0 : 1, name == "nothing" ? 0 : 399);
        await AssertAnswersAsync(papers, query);
        await AssertAnswersAsync(papers, query with { Vector = default });
        await AssertAnswersAsync(papers, query with { MinSimilarity = 0.1f, Filter = new PaperFilter { From = new DateOnly(2010, 1, 1) } });
        await AssertAnswersAsync(papers, query with { Order = CandidateOrder.Date, Vector = default, Terms = SparseVector.Empty });
    }

    [Theory]
    [InlineData(CandidateOrder.Date, 7)]
    [InlineData(CandidateOrder.Date, 1000)]
    [InlineData(CandidateOrder.Upvotes, 7)]
    [InlineData(CandidateOrder.Upvotes, 120)]
    [InlineData(CandidateOrder.Upvotes, 1000)]
    public async Task An_answer_comes_in_the_order_that_is_asked_for(CandidateOrder order, int depth)
    {
        var papers = TestCorpus.Papers(300, seed: 5);
        await Store.UpsertAsync(papers, Token);
        var query = Query(vectorSeed: 4, words: "coral reef", depth: depth) with { Order = order };
        await AssertAnswersAsync(papers, query);
        await AssertAnswersAsync(papers, query with { MinSimilarity = 0.1f, Exclude = [papers[1].Paper.Id] });
        await AssertAnswersAsync(papers, query with { Vector = default });
        await AssertAnswersAsync(papers, query with { Vector = default, Terms = SparseVector.Empty, Filter = new PaperFilter { Categories = ["cs"] } });
    }
}
